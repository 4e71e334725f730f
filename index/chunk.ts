/**
 * Cuts an article into passages: stretches of about 150 words that begin and end at sentences and know their headings.
 *
 * The text is cut at headings first. Within a section, blocks (paragraphs, list items, code) are packed until the next one would
 * make the passage longer than LONGEST; only a block that is longer by itself is cut, between sentences. A section too short
 * to stand alone joins the passage before it if both hang under one heading. Passages lie side by side without overlap: the title and
 * the heading path travel with each of them into the index, which gives a passage the context that overlap is meant to give.
 *
 * Headings are known from the article's Markdown; in the plain text they are lines of their own. They are found in order, each
 * one behind the one before, so a heading that also stands in the table of contents is found where its section begins
 * only if the table is no part of the text; a heading that is not found is left out.
 */
import { type Span, sentences } from './sentence.js';

/** A passage before it has a number: offsets into the article's text and the headings above it. */
export interface Chunk extends Span {
  heading: string[];
}

/** What a passage aims at and may not exceed, in words. 256 tokens is what the usual sentence transformers read. */
const TARGET = 150;
const LONGEST = 200;
/** A section shorter than this is no passage of its own (words). */
const SHORTEST = 25;
/** A sentence of more characters is a table, a transcript or minified code; it is cut between words. */
const LONGEST_SENTENCE = 1_200;

interface Heading extends Span {
  level: number;
  text: string;
}

interface Piece extends Span {
  words: number;
}

/** All passages of an article, in order. `text.slice(start, end)` is a passage; nothing but headings and white space is left out. */
export function chunk(text: string, markdown: string): Chunk[] {
  const headings = locate(headingsOf(markdown), text);
  const chunks: Chunk[] = [];
  const path: Heading[] = [];
  let from = 0;
  for (const heading of [...headings, null]) {
    const end = heading?.start ?? text.length;
    section(
      text,
      from,
      end,
      path.map((above) => above.text),
      chunks,
    );
    if (!heading) break;
    while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop();
    path.push(heading);
    from = heading.end;
  }
  return chunks;
}

/** Headings of Markdown (`#` to `######`) outside of fenced code, as plain text. */
function headingsOf(markdown: string): { level: number; text: string }[] {
  const found: { level: number; text: string }[] = [];
  let fence = '';
  for (const line of markdown.split('\n')) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark) {
      if (fence === '') fence = mark;
      else if (mark.startsWith(fence)) fence = '';
      continue;
    }
    const heading = fence === '' ? /^(#{1,6})\s+(.+?)\s*#*\s*$/.exec(line) : null;
    if (heading) found.push({ level: heading[1]!.length, text: plain(heading[2]!) });
  }
  return found;
}

/** Inline Markdown without its signs. */
function plain(inline: string): string {
  return inline
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|\*|`+|~~)(.+?)\1/g, '$2')
    .replace(/\\([\\`*_{}[\]()#+.!|<>~-])/g, '$1')
    .trim();
}

/** Each heading's line in the text, searched for behind the one before. */
function locate(headings: { level: number; text: string }[], text: string): Heading[] {
  const lines = new Map<string, Span[]>();
  for (const match of text.matchAll(/[^\n]+/g)) {
    const key = squeeze(match[0]);
    const span = { start: match.index, end: match.index + match[0].length };
    const known = lines.get(key);
    if (known) known.push(span);
    else lines.set(key, [span]);
  }
  const found: Heading[] = [];
  let from = 0;
  for (const heading of headings) {
    const span = lines.get(squeeze(heading.text))?.find((line) => line.start >= from);
    if (!span) continue;
    found.push({ ...heading, ...span });
    from = span.end;
  }
  return found;
}

function squeeze(line: string): string {
  return line.replace(/\s+/g, ' ').trim();
}

/** Adds the passages of `text.slice(from, end)`, which all stand under one heading. */
function section(text: string, from: number, end: number, heading: string[], chunks: Chunk[]): void {
  const pieces = piecesOf(text, from, end);
  const total = pieces.reduce((sum, piece) => sum + piece.words, 0);
  if (total === 0) return;
  const before = chunks.at(-1);
  if (total < SHORTEST && before && joins(before, heading, text, total)) {
    before.end = pieces.at(-1)!.end;
    return;
  }
  // equal shares: a section of 210 words gives two passages of 105 rather than one of 200 and a crumb
  const share = total / Math.max(1, Math.ceil(total / LONGEST - 0.1));
  const aim = Math.min(Math.max(share, TARGET * 0.6), LONGEST);
  let open: Piece | null = null;
  for (const piece of pieces) {
    if (open && (open.words + piece.words > LONGEST || open.words >= aim)) {
      chunks.push({ start: open.start, end: open.end, heading });
      open = null;
    }
    open = open ? { start: open.start, end: piece.end, words: open.words + piece.words } : { ...piece };
  }
  if (open) chunks.push({ start: open.start, end: open.end, heading });
}

function joins(before: Chunk, heading: string[], text: string, words: number): boolean {
  const parent = heading.slice(0, -1).join('\n');
  const own = before.heading.join('\n');
  const near = own === parent || before.heading.slice(0, -1).join('\n') === parent;
  return near && wordsIn(text.slice(before.start, before.end)) + words <= LONGEST;
}

/** Blocks where they are short enough, else their sentences. */
function piecesOf(text: string, from: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  const add = (start: number, stop: number): void => {
    const words = wordsIn(text.slice(start, stop));
    if (words > 0) pieces.push({ start, end: stop, words });
  };
  const body = text.slice(from, end);
  for (const block of body.matchAll(/\S(?:[^\n]|\n(?!\s*\n))*/g)) {
    const start = from + block.index;
    const content = block[0].trimEnd();
    if (wordsIn(content) <= TARGET && content.length <= LONGEST_SENTENCE) add(start, start + content.length);
    else
      for (const sentence of sentences(content))
        for (let at = sentence.start; at < sentence.end; ) {
          const cut = wordBorder(content, at, sentence.end);
          add(start + at, start + cut);
          at = cut;
          while (at < sentence.end && /\s/.test(content[at]!)) at++;
        }
  }
  return pieces;
}

/** Where a stretch that begins at `from` is cut: at `to`, or at the last white space that leaves it short enough. */
function wordBorder(text: string, from: number, to: number): number {
  if (to - from <= LONGEST_SENTENCE) return to;
  const space = text.slice(from, from + LONGEST_SENTENCE).search(/\s+\S*$/);
  return space > 0 ? from + space : from + LONGEST_SENTENCE;
}

/** Words between white space; two ideographs count as one, and so do twelve characters without a space (code, data). */
function wordsIn(text: string): number {
  const words = text.match(/\S+/g)?.length ?? 0;
  const ideographs = text.match(/[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/gu)?.length ?? 0;
  return Math.max(words + Math.floor(ideographs / 2), Math.floor(text.length / 12));
}
