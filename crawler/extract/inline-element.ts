/** The inline Markdown of single elements: emphasis, links, code spans, formulas, and the marks of footnotes. */
import { escapeMarkdown } from './inline.js';

/** Characters of an address worth keeping in the text; longer ones carry tracking or data. */
const MAX_HREF = 1_000;

/** A code span with as many backticks as its content asks for. */
export function codeSpan(element: Element): string {
  const text = (element.textContent ?? '').replace(/[\u00ad\u200b\ufeff]/g, '').replace(/\s+/g, ' ');
  const inner = text.trim();
  if (!inner) return ' ';
  const longest = Math.max(0, ...(inner.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = inner.startsWith('`') || inner.endsWith('`') ? ' ' : '';
  const lead = /^\s/.test(text) ? ' ' : '';
  const trail = /\s$/.test(text) ? ' ' : '';
  return `${lead}${fence}${pad}${inner}${pad}${fence}${trail}`;
}

/** Marks go inside the white space and never across a line break. */
export function surround(inner: string, mark: string): string {
  if (mark === '**' ? inner.includes('**') : /(?<!\\)\*/.test(inner)) return inner;
  return inner
    .split('\n')
    .map((line) =>
      line.replace(/^(\s*)(.*?\S)(\s*)$/s, (_, lead, body, trail) => `${lead}${mark}${body}${mark}${trail}`),
    )
    .join('\n');
}

/** A link around a label, its white space outside; the label alone where it cannot be one. */
export function linkMarkdown(inner: string, href: string | null): string {
  const match = /^(\s*)(\S(?:.*\S)?)(\s*)$/s.exec(inner);
  if (!match || !href) return inner;
  const url = href.replace(/[()<>\s\\]/g, (char) =>
    encodeURIComponent(char).replace('(', '%28').replace(')', '%29'),
  );
  const label = match[2]!;
  if (label.includes('](') || label.includes('\n')) return inner;
  return `${match[1]}[${label}](${url})${match[3]}`;
}

/** `<sup><a href="#fn3">3</a></sup>` and the like. */
export function footnoteMark(element: Element): string | null {
  const text = (element.textContent ?? '').trim();
  const mark = /^\[?(\d{1,3}|[*†‡§a-z])\]?$/.exec(text);
  const link = element.querySelector('a[href]') ?? element.closest('a[href]');
  return mark && link && (link.getAttribute('href') ?? '').includes('#')
    ? `[^${mark[1]!.replace('*', '1')}]`
    : null;
}

/** `<a class="footnote" href="#footnote-3">3</a>`, without a `sup` around it. */
export function footnoteLink(element: Element): string | null {
  const mark = /^\[?(\d{1,3})\]?$/.exec((element.textContent ?? '').trim());
  if (!mark) return null;
  const named = `${element.getAttribute('class') ?? ''} ${element.getAttribute('href') ?? ''}`;
  return /#/.test(named) && /foot-?note|\bfn|endnote|cite|noteref/i.test(named) ? `[^${mark[1]}]` : null;
}

/** `↩` at the end of a footnote, `¶` behind a heading. */
export function isBacklink(inner: string): boolean {
  return /^\s*[↩↑⏎^¶#§]\ufe0e?\s*$/u.test(inner.replace(/\\/g, ''));
}

/** TeX where the formula carries it, else its text. */
export function formulaText(element: Element): string {
  const tex = element.querySelector('annotation[encoding="application/x-tex"]')?.textContent?.trim();
  return tex
    ? escapeMarkdown(`$${tex.replace(/\s+/g, ' ')}$`)
    : escapeMarkdown((element.textContent ?? '').replace(/\s+/g, ' '));
}

/** The absolute address of a link to another page; null for one within the page, and for other schemes. */
export function hrefOf(element: Element, base: string): string | null {
  const value = element.getAttribute('href')?.trim();
  if (!value || value.startsWith('#')) return null;
  const url = URL.canParse(value, base) ? new URL(value, base) : null;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  return url && isWeb && url.href.length < MAX_HREF ? url.href : null;
}
