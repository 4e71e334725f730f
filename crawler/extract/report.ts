/** A report for people of what the extractor made of a page: what it kept, what it removed and by which rule, and how sure it was. */
import type { Extraction } from './extract.js';
import type { Removal } from './extracted.js';

/** A document of which there is no extraction: a stable reason (of loading or extracting), and what was seen. */
export interface Failure {
  failed: string;
  detail: string;
}

/** One document and what became of it. */
export interface Examined {
  /** The path or address as it was given. */
  file: string;
  url: string;
  result: Extraction | Failure;
}

/** Lines of the text shown at its beginning and end. */
const SHOWN = 4;
const WIDTH = 100;

/** Whether there is no extraction at all (a verdict against a page is one). */
export function isFailure(result: Extraction | Failure): result is Failure {
  return 'failed' in result;
}

/** The report as text of about forty lines, without escape codes; control characters of the page are shown as `�`. */
export function report({ file, url, result }: Examined): string {
  const head = file === url ? [visible(file)] : [visible(file), `  as ${visible(url)}`];
  if (isFailure(result))
    return [...head, `  failed: ${result.failed} (${visible(result.detail)})`, ''].join('\n');
  const { verdict } = result;
  const words = countWords(result.text);
  return [
    ...head,
    verdict.ok ? '  verdict: article' : `  verdict: ${verdict.reason} (${visible(verdict.evidence ?? '')})`,
    '',
    ...fields(result),
    '',
    `Kept: ${words} words in ${blocks(result.markdown)}`,
    ...excerpt(result.text),
    '',
    ...removals(result.removed, result.text.length),
    '',
  ].join('\n');
}

function fields(extraction: Extraction): string[] {
  const shown = [
    'title',
    'byline',
    'published',
    'modified',
    'lang',
    'site',
    'canonicalUrl',
    'description',
  ] as const;
  return shown.map((name) => {
    const value = extraction[name];
    const source = extraction.provenance[name];
    return `  ${name.padEnd(13)}${value ? visible(shorten(value, WIDTH)) : '-'}${source ? `   [${visible(source)}]` : ''}`;
  });
}

/** "12 paragraphs, 3 headings, 1 code block" by the marks of Markdown. */
function blocks(markdown: string): string {
  const counts = { headings: 0, 'list items': 0, 'code blocks': 0, tables: 0, paragraphs: 0 };
  for (const block of markdown.split(/\n{2,}/)) {
    if (/^\s*#{1,6} /.test(block)) counts.headings++;
    else if (/^\s*(?:> )*```|^\s*~~~/.test(block)) counts['code blocks']++;
    else if (/^\s*(?:[-*+]|\d+\.) /.test(block))
      counts['list items'] += block.split('\n').filter((line) => /^\s*(?:[-*+]|\d+\.) /.test(line)).length;
    else if (/^\s*\|.*\|\s*\n\s*\|[ :|-]+\|/.test(block)) counts.tables++;
    else if (block.trim()) counts.paragraphs++;
  }
  const said = Object.entries(counts).filter(([, count]) => count > 0);
  return (
    said.map(([name, count]) => `${count} ${count === 1 ? name.replace(/s$/, '') : name}`).join(', ') ||
    'no blocks'
  );
}

function excerpt(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim());
  const show = (line: string) => `  | ${visible(shorten(line, WIDTH))}`;
  if (lines.length <= SHOWN * 2) return lines.map(show);
  return [
    ...lines.slice(0, SHOWN).map(show),
    `  | ... ${lines.length - 2 * SHOWN} lines ...`,
    ...lines.slice(-SHOWN).map(show),
  ];
}

/** Removals by rule, the costliest first, each with its first example. */
function removals(removed: readonly Removal[], kept: number): string[] {
  if (removed.length === 0) return ['Removed: nothing'];
  const rules = new Map<string, { count: number; chars: number; what: string }>();
  for (const { rule, what, chars } of removed) {
    const known = rules.get(rule);
    if (known) {
      known.count++;
      known.chars += chars;
    } else rules.set(rule, { count: 1, chars, what });
  }
  const total = removed.reduce((sum, { chars }) => sum + chars, 0);
  const share = Math.round((100 * total) / Math.max(1, total + kept));
  return [
    `Removed: ${total} characters (${share} % of the text), by rule`,
    ...[...rules]
      .sort((a, b) => b[1].chars - a[1].chars)
      .map(([rule, { count, chars, what }]) => {
        const example = what ? `  "${visible(shorten(what, 60))}"` : '';
        return `  ${String(chars).padStart(7)}  ${visible(rule)}${count > 1 ? ` x${count}` : ''}${example}`;
      }),
  ];
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

function shorten(text: string, length: number): string {
  const folded = text.replace(/\s+/g, ' ').trim();
  return folded.length > length ? `${folded.slice(0, length - 3)}...` : folded;
}

/** A page's text must not steer the terminal it is printed on. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
