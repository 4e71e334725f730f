/** Plain text and Markdown become articles as they are: their headings, lists and code kept, their front matter read. */
import { cleanNames } from './byline.js';
import { parseDate } from './date.js';
import type { Extracted } from './extracted.js';
import { escapeLineStart, escapeMarkdown } from './inline.js';
import { languageOf } from './language.js';
import { parseBlocks, textOf } from './markdown.js';
import { dateBounds } from './metadata.js';

/** Where a text came from. */
export interface PlainContext {
  url: string;
  /** `text/markdown` or a path that ends in `.md` and the like makes the text Markdown. */
  mime: string | null;
  fetchedAt?: Date;
}

/** Extracts the article of a decoded text. Front matter (YAML, TOML) of Markdown gives title, author and date. */
export function plain(text: string, context: PlainContext): Extracted {
  const source = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cc}/gu, keepBreaks);
  const front = isMarkdown(context)
    ? frontMatter(source)
    : { fields: new Map<string, string>(), body: source };
  const whole = isMarkdown(context) ? front.body : markdownOfText(source);
  const { title, markdown } = withoutTitle(whole, front.fields.get('title'));
  const bounds = { ...dateBounds(context.fetchedAt ?? new Date()), earliest: '1969-01-01' };
  const said = (...names: string[]) => names.map((name) => front.fields.get(name)).find(Boolean);
  const head = textOf(markdown).slice(0, 1500);
  const declared = said('date', 'published', 'publishdate', 'created');
  const published = declared ? parseDate(declared, bounds) : parseDate(head.slice(0, 600), bounds);
  const names = cleanNames([said('author', 'authors') ?? byLine(head) ?? ''], front.fields.size > 0, bounds);
  const modified = parseDate(said('updated', 'lastmod', 'modified') ?? '', bounds);
  const body = textOf(markdown);
  const lang = languageOf(body, said('lang', 'language') ?? null);
  const provenance: Record<string, string> = {};
  if (title) provenance.title = front.fields.has('title') ? 'front matter' : 'heading';
  if (published) provenance.published = declared ? 'front matter' : 'text';
  if (names.length > 0) provenance.byline = front.fields.size > 0 ? 'front matter' : 'text';
  if (lang) provenance.lang = lang.source;
  return {
    title,
    byline: names.join(', ') || null,
    published,
    modified,
    lang: lang?.lang ?? null,
    site: null,
    canonicalUrl: null,
    description: said('description', 'summary', 'excerpt') ?? null,
    provenance,
    markdown,
    captions: [],
    removed:
      front.fields.size > 0
        ? [
            {
              rule: 'front-matter',
              what: [...front.fields.keys()].join(', '),
              chars: source.length - front.body.length,
            },
          ]
        : [],
    verdict: body
      ? { ok: true, reason: null, evidence: null }
      : { ok: false, reason: 'empty', evidence: 'the text is empty' },
  };
}

function keepBreaks(control: string): string {
  return control === '\n' || control === '\t' ? control : '';
}

function isMarkdown({ url, mime }: PlainContext): boolean {
  return /markdown/i.test(mime ?? '') || /\.(?:md|mdx|markdown|mkd)(?:$|[?#])/i.test(url);
}

/** The fields between `---` (YAML) or `+++` (TOML) lines at the top: flat ones only, lower case, quotes off. */
function frontMatter(source: string): { fields: Map<string, string>; body: string } {
  const match = /^(---|\+\+\+)[ \t]*\n([\s\S]{0,20000}?)\n(?:\1|\.\.\.)[ \t]*(?:\n|$)/.exec(source);
  const fields = new Map<string, string>();
  for (const line of match?.[2]?.split('\n') ?? []) {
    const field = /^([A-Za-z_-]{1,40})\s*[:=]\s*(.+)$/.exec(line);
    if (field?.[1] && field[2])
      fields.set(
        field[1].toLowerCase(),
        field[2]
          .trim()
          .replace(/^\[|\]$/g, '')
          .replace(/["']/g, '')
          .trim(),
      );
  }
  // A text may well begin with a ruler: without fields it is no front matter.
  return match && fields.size > 0
    ? { fields, body: source.slice(match[0].length) }
    : { fields: new Map(), body: source };
}

/**
 * The title is the front matter's, else a first heading that stands before all text; that heading then leaves the text.
 */
function withoutTitle(markdown: string, declared: string | undefined): { title: string; markdown: string } {
  const first = parseBlocks(markdown.slice(0, 20_000))[0];
  if (first?.kind !== 'heading') return { title: declared ?? '', markdown };
  if (declared && plainWords(declared) !== plainWords(first.text)) return { title: declared, markdown };
  const lines = markdown.split('\n');
  const at = lines.findIndex((line) => line.trim() && textOf(line));
  const setext = /^\s{0,3}(?:=+|-{2,})\s*$/.test(lines[at + 1] ?? '') && !/^\s*#/.test(lines[at]!);
  return {
    title: declared ?? first.text,
    markdown: lines
      .slice(at + (setext ? 2 : 1))
      .join('\n')
      .trimStart(),
  };
}

function plainWords(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** "By Ann Lee" or "Author: Ann Lee" on a line of its own near the top. */
function byLine(head: string): string | null {
  return /^(?:by|author|written by)[: ]\s*(.{3,80})$/im.exec(head)?.[1] ?? null;
}

/**
 * Plain text as Markdown: paragraphs divided by blank lines, underlined and ALL-CAPS or numbered short lines as headings (as RFCs and mailing
 * lists write them), bullets as list items, indented or ragged blocks as code. Line breaks within a paragraph are white space if the lines
 * are filled to about the same width, else they are the author's own.
 */
function markdownOfText(text: string): string {
  const blocks: string[] = [];
  for (const block of text.split(/\n[ \t]*(?:\f|\n)+/)) {
    const lines = block
      .replace(/\t/g, '    ')
      .split('\n')
      .map((line) => line.trimEnd())
      .filter(Boolean);
    if (lines.length > 0) blocks.push(blockOf(lines));
  }
  return blocks.join('\n\n');
}

function blockOf(lines: string[]): string {
  const [first = '', second = ''] = lines;
  if (/^\s{0,3}#{1,6} \S/.test(first) && lines.length === 1) return first.trim();
  if (lines.length >= 2 && /^\s*(?:={3,}|-{3,}|~{3,})\s*$/.test(second) && first.length < 120) {
    const heading = `## ${escapeMarkdown(first.trim())}`;
    return lines.length > 2 ? `${heading}\n\n${blockOf(lines.slice(2))}` : heading;
  }
  if (lines.length === 1 && isHeading(first)) return `## ${escapeMarkdown(first.trim())}`;
  if (lines.every((line) => /^ {4,}/.test(line)) && lines.some((line) => /[{};=<>()|]|^ {8,}/.test(line)))
    return codeOf(lines);
  if (/^\s{0,8}(?:[-*•o]|\d{1,2}[.)])\s+\S/.test(first)) return itemsOf(lines);
  const width = Math.max(...lines.map((line) => line.length));
  const filled =
    lines.length === 1 ||
    lines.slice(0, -1).filter((line) => line.length > width * 0.7).length >= (lines.length - 1) * 0.7;
  const inline = lines.map((line) => escapeMarkdown(line.trim()));
  return filled ? escapeLineStart(inline.join(' ')) : inline.map(escapeLineStart).join('\\\n');
}

function isHeading(line: string): boolean {
  const text = line.trim();
  if (text.length > 80 || text.length < 3 || /[.,;:!?]$/.test(text) || line.startsWith('    ')) return false;
  return (
    /^\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\p{Lu}/u.test(text) ||
    (text === text.toUpperCase() && /\p{Lu}{3}/u.test(text))
  );
}

function codeOf(lines: string[]): string {
  const indent = Math.min(...lines.map((line) => /^ */.exec(line)![0].length));
  return `\`\`\`\n${lines.map((line) => line.slice(indent)).join('\n')}\n\`\`\``;
}

/** A run of list items; further lines of an item are joined to it. */
function itemsOf(lines: string[]): string {
  const items: string[] = [];
  for (const line of lines) {
    const item = /^\s{0,8}(?:[-*•o]|(\d{1,2})[.)])\s+(.*)$/.exec(line);
    if (item) items.push(`${item[1] ? `${item[1]}.` : '-'} ${escapeMarkdown(item[2] ?? '')}`);
    else if (items.length > 0) items[items.length - 1] += ` ${escapeMarkdown(line.trim())}`;
  }
  return items.join('\n');
}
