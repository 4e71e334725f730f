/** A source as lines for a terminal: number, title, where it stands, its address, and the passage that speaks to the question. */
import wrapAnsi from 'wrap-ansi';
import type { Source, SourcePassage } from '../library/ask.js';
import { plain, type Terminal } from './terminal.js';

const INDENT = '    ';
/** Characters of a passage shown; the address leads to the rest. */
const EXCERPT = 320;

export function sourceLines(source: Source, terminal: Terminal): string[] {
  const { color } = terminal;
  const parts = [
    color.bold(plain(source.title) || plain(source.url)),
    color.dim(factsOf(source)),
    color.underline(plain(source.archivedUrl ?? source.url)),
  ];
  const best = source.evidence === 'text' ? source.passages[0] : undefined;
  if (best) parts.push(excerptOf(best, terminal));
  const [first = '', ...rest] = parts.flatMap((part) => wrapped(part, terminal, INDENT));
  const number = `[${source.rank}]`;
  return [`${color.cyan(number)}${first.slice(Math.min(number.length, INDENT.length - 1))}`, ...rest, ''];
}

function factsOf(source: Source): string {
  const facts = [
    source.host,
    source.kind === 'article' ? '' : source.kind,
    source.published?.slice(0, 10) ?? '',
    source.archivedAt ? `archived ${source.archivedAt.slice(0, 7)}` : '',
    source.lists.map(({ list, section }) => [list, ...section].join(' > ')).join('; '),
    source.evidence === 'link' ? 'not fetched' : '',
  ];
  return facts.filter(Boolean).map(plain).join(' · ');
}

/** The stretch of a passage around its first marked words, with them in bold. */
function excerptOf(passage: SourcePassage, { color }: Terminal): string {
  const { text, highlights } = passage;
  const from = startOfExcerpt(text, highlights[0]?.[0] ?? 0);
  const to = Math.min(text.length, from + EXCERPT);
  let words = from > 0 ? '… ' : '';
  let at = from;
  for (const [start, end] of highlights) {
    if (start < at || end > to) continue;
    words += `${inText(text.slice(at, start))}${color.bold(inText(text.slice(start, end)))}`;
    at = end;
  }
  return `${words}${inText(text.slice(at, to))}${to < text.length ? ' …' : ''}`.trim();
}

/** As `plain`, but white space at the ends parts words here and has to stay. */
function inText(text: string): string {
  const [lead, tail] = [/^\s/.test(text) ? ' ' : '', /\S\s+$/.test(text) ? ' ' : ''];
  return `${lead}${plain(text)}${tail}`;
}

/** A little before the first mark, at the start of a word. */
function startOfExcerpt(text: string, mark: number): number {
  if (mark < EXCERPT / 2) return 0;
  const space = text.indexOf(' ', mark - EXCERPT / 4);
  return space < 0 || space > mark ? mark : space + 1;
}

/** Wrapped to the terminal's width, each line indented. */
export function wrapped(text: string, { columns }: Terminal, indent: string): string[] {
  return wrapAnsi(text, Math.max(20, columns - indent.length), { trim: true, hard: false })
    .split('\n')
    .map((line) => `${indent}${line}`);
}
