/**
 * Lines of a PDF become headings, list items and paragraphs; words divided at line ends are mended.
 *
 * A line begins a new paragraph where the leading widens, where it is indented, where the type changes, or where the line before
 * it ended early. A jump to the next column or page begins one only if the sentence before it had ended.
 */
import type { Line } from './layout.js';

/** A block of a PDF's text. `level` is that of a heading (2-4), else 0. */
export interface Paragraph {
  kind: 'heading' | 'paragraph' | 'item' | 'note' | 'code' | 'table';
  level: number;
  text: string;
  lines: Line[];
}

const NUMBERED = /^(?:(?:appendix\s+)?[A-Z]|\d{1,2}|[IVX]{1,5})(?:\.\d{1,2}){0,3}\.?\s+\p{Lu}/u;
const BULLET = /^(?:[•▪●◦‣∙·■–—*-]|\(?(?:\d{1,2}|[a-z])[.)])\s+\S/u;
const ENDED = /[.!?:;。！？…]["'”’)\]]*$/u;

/** Groups lines; `body` is the size of the running text. */
export function paragraphsOf(lines: readonly Line[]): Paragraph[] {
  const body = bodySize(lines);
  const bodyFont = mostCommon(
    lines.filter((line) => near(line.size, body)).map((line) => [line.font, line.text.length]),
  );
  const leading = usualLeading(lines, body);
  const words = vocabulary(lines);
  const type = { body, bodyFont, rows: tableRows(lines) };
  const groups: Line[][] = [];
  for (const [index, line] of lines.entries()) {
    const group = groups.at(-1);
    const previous = lines[index - 1];
    if (group && previous && continues(group, previous, line, leading, type)) group.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => paragraphOf(group, type, words));
}

/** What is usual in a document, and which of its lines are rows of tables. */
interface Type {
  body: number;
  bodyFont: string;
  rows: ReadonlySet<Line>;
}

function continues(group: Line[], previous: Line, line: Line, leading: number, type: Type): boolean {
  if (line.mono !== previous.mono) return false;
  if (type.rows.has(line) !== type.rows.has(previous) && !line.mono) return false;
  if (line.mono)
    return (
      near(previous.size, line.size) && (previous.page !== line.page || previous.y - line.y < leading * 2.6)
    );
  if (type.rows.has(line))
    return (
      line.parts.length === previous.parts.length &&
      previous.y - line.y < leading * 2 &&
      previous.page === line.page
    );
  if (!near(previous.size, line.size) || BULLET.test(line.text)) return false;
  if (isHeading(group, type) !== isHeading([line], type)) return false;
  const width = line.edge - line.left;
  const indent = line.x - line.left;
  const early = previous.edge - previous.right > Math.max(20, width * 0.12);
  if (previous.page !== line.page || previous.column !== line.column) {
    if (isHeading(group, type)) return false;
    return (
      !ENDED.test(previous.text) && (/^[\p{Ll}\p{N}(“"]/u.test(line.text) || (!early && indent < line.size))
    );
  }
  const gap = previous.y - line.y;
  if (gap > leading * 1.35 * Math.max(1, line.size / type.body) || gap < 0) return false;
  if (isHeading(group, type)) return true;
  const hanging = group.length === 1 && BULLET.test(group[0]!.text);
  const first = group[0]!;
  // The second and later lines of an item stand further in than its mark; a paragraph's begin further out than its first.
  if (hanging || BULLET.test(first.text))
    return (
      indent >= first.x - first.left - 1 && !(ENDED.test(previous.text) && indent < first.x - first.left)
    );
  if (line.x - previous.x > line.size * 0.8 && line.x - previous.x < width * 0.35)
    return group.length === 1 && !ENDED.test(previous.text);
  return !(ENDED.test(previous.text) && wouldHaveFitted(line, previous));
}

/** Lines in pieces that have a neighbour in as many pieces: one wide gap alone is a line that was hard to justify. */
function tableRows(lines: readonly Line[]): Set<Line> {
  const alike = (one: Line, other: Line | undefined) =>
    other !== undefined && isRow(other) && other.parts.length === one.parts.length && other.page === one.page;
  return new Set(
    lines.filter(
      (line, index) => isRow(line) && (alike(line, lines[index - 1]) || alike(line, lines[index + 1])),
    ),
  );
}

/** A line in pieces that stand apart like the cells of a table; a numbered heading or item has its number apart and is none. */
function isRow(line: Line): boolean {
  return line.parts.length > 1 && !BULLET.test(line.text) && !NUMBERED.test(line.text);
}

/** Whether the first word of a line had room at the end of the line before: then that line was ended on purpose. */
function wouldHaveFitted(line: Line, previous: Line): boolean {
  const perCharacter = (line.right - line.x) / Math.max(1, line.text.length);
  const word = /^\S+/.exec(line.text)?.[0] ?? '';
  return previous.edge - previous.right > (word.length + 1.5) * perCharacter;
}

function paragraphOf(lines: Line[], type: Type, words: ReadonlyMap<string, number>): Paragraph {
  if (lines[0]!.mono && (lines.length > 1 || type.bodyFont !== lines[0]!.font))
    return { kind: 'code', level: 0, text: codeOf(lines), lines };
  if (lines.length >= (lines[0]!.parts.length > 2 ? 2 : 3) && lines.every((line) => type.rows.has(line)))
    return { kind: 'table', level: 0, text: '', lines };
  const text = mend(
    lines.map((line) => line.text),
    words,
  );
  if (isHeading(lines, type)) return { kind: 'heading', level: levelOf(text, lines[0]!, type), text, lines };
  const bullet = BULLET.exec(lines[0]!.text);
  if (bullet) return { kind: 'item', level: 0, text: text.replace(/^[•▪●◦‣∙·■–—*-]\s+/u, ''), lines };
  return {
    kind: lines.every((line) => line.size < type.body * 0.93) ? 'note' : 'paragraph',
    level: 0,
    text,
    lines,
  };
}

const KNOWN_HEADING =
  /^(?:abstract|introduction|conclusions?|references|bibliography|acknowledge?ments?|appendix|related work|summary|discussion)\.?$/i;

/** Lines of code as they stand, indentation counted in widths of a character. */
function codeOf(lines: readonly Line[]): string {
  const left = Math.min(...lines.map((line) => line.x));
  return lines
    .map((line) => {
      const width = (line.right - line.x) / Math.max(1, line.text.length);
      return ' '.repeat(Math.min(40, Math.max(0, Math.round((line.x - left) / (width || 1))))) + line.text;
    })
    .join('\n');
}

/** Larger than the text, or set in another face and either numbered or in capitals; never long, never a sentence. */
function isHeading(lines: readonly Line[], type: Type): boolean {
  const text = lines.map((line) => line.text).join(' ');
  const { size, font } = lines[0]!;
  if (text.length > 160 || !/\p{L}{2}/u.test(text) || /[,;]$/.test(text) || lines.length > 4) return false;
  if (size > type.body * 1.12) return !/[.!?]$/.test(text) || NUMBERED.test(text) || text.length < 80;
  if (size < type.body * 0.93 || text.length > 100) return false;
  if (KNOWN_HEADING.test(text.replace(/^[\dIVX]+\.?\s+/, ''))) return true;
  return (
    font !== type.bodyFont &&
    !/[.]$/.test(text) &&
    (NUMBERED.test(text) || (text === text.toUpperCase() && text.length > 5))
  );
}

function levelOf(text: string, line: Line, type: Type): number {
  const number = /^(?:[A-Z]|\d{1,2}|[IVX]{1,5})((?:\.\d{1,2})*)\.?\s/.exec(text);
  if (number) return Math.min(4, 2 + (number[1]?.match(/\./g)?.length ?? 0));
  return line.size > type.body * 1.12 || KNOWN_HEADING.test(text) ? 2 : 3;
}

/**
 * Joins lines, mending words divided at their ends. Whether `real-` + `time` was `real-time` or `realtime` is asked of the rest of
 * the document; where neither form occurs the hyphen goes, which is right for more than nine in ten. A hyphen before a capital or a digit stays.
 */
export function mend(lines: readonly string[], words: ReadonlyMap<string, number>): string {
  let text = lines[0] ?? '';
  for (const next of lines.slice(1)) {
    const left = /(\p{L}[\p{L}\p{M}]*)[-‐\u00ad]$/u.exec(text);
    const right = /^\p{Ll}[\p{L}\p{M}]*/u.exec(next);
    if (!left || !right) {
      const glued = /[\p{L}\p{N}][-‐–—/]$/u.test(text) || isCjk(text.at(-1)) || isCjk(next[0]);
      text = glued ? text + next : `${text} ${next}`;
      continue;
    }
    const compound = words.get(`${left[1]}-${right[0]}`.toLowerCase()) ?? 0;
    const whole = words.get(`${left[1]}${right[0]}`.toLowerCase()) ?? 0;
    const keeps = compound > whole || (compound === whole && KEEPS_HYPHEN.test(left[1]!));
    text = (keeps ? text : text.slice(0, -1)) + next;
  }
  return text.replace(/\u00ad/g, '');
}
/** First parts after which a hyphen is nearly always the author's own. */
const KEEPS_HYPHEN =
  /^(?:self|well|non|high|low|long|short|real|fault|cross|peer|client|key|end|half|so|two|three|multi|large|small|first|second)$/i;

function isCjk(character: string | undefined): boolean {
  return character !== undefined && /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character);
}

/** How often each word and each hyphenated compound occurs within lines. */
export function vocabulary(lines: readonly Line[]): Map<string, number> {
  const words = new Map<string, number>();
  for (const { text } of lines) {
    for (const word of text.toLowerCase().match(/\p{L}+(?:-\p{L}+)*(?!-?$)/gu) ?? [])
      words.set(word, (words.get(word) ?? 0) + 1);
  }
  return words;
}

/** The font size in which most characters are set. */
export function bodySize(lines: readonly Line[]): number {
  return (
    Number(mostCommon(lines.map((line) => [String(Math.round(line.size * 2) / 2), line.text.length]))) || 10
  );
}

function mostCommon(weighted: readonly (readonly [string, number])[]): string {
  const sums = new Map<string, number>();
  for (const [value, weight] of weighted) sums.set(value, (sums.get(value) ?? 0) + weight);
  return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

/** The distance between baselines within paragraphs, from the lines of running text. */
function usualLeading(lines: readonly Line[], body: number): number {
  const gaps = lines.flatMap((line, index) => {
    const previous = lines[index - 1];
    const gap =
      previous && previous.column === line.column && near(line.size, body) ? previous.y - line.y : 0;
    return gap > body * 0.8 && gap < body * 3 ? [[String(Math.round(gap * 2) / 2), 1] as const] : [];
  });
  return Number(mostCommon(gaps)) || body * 1.2;
}

function near(left: number, right: number): boolean {
  return Math.abs(left - right) < 0.6;
}
