/**
 * The Markdown that articles are kept in, and the plain text that is its rendering.
 *
 * Article.text is *defined* as `textOf(Article.markdown)`: the texts of `parseBlocks(markdown)`, joined by '\n' between
 * neighbouring list items and by '\n\n' elsewhere. So every block's text occurs verbatim and in order in the text, and
 * a passage cut from blocks has exact offsets. The dialect is CommonMark with pipe tables, `[^1]` footnote marks (left
 * out of the text) and no raw HTML; documents that were Markdown from the start go through the same parser, which
 * therefore also knows setext headings, indented code, reference links and stray tags.
 *
 * Worked example: `# A *b*\n\n- c\n- d\n` has the blocks heading 'A b', item 'c', item 'd' and the text 'A b\n\nc\nd'.
 * Cost: one pass over the lines, one over the characters of each block.
 */

import { plainInline } from './inline.js';

/** A block of a document; `text` is plain. `level`: of a heading 1-6, of an item its nesting from 0. */
export interface MarkdownBlock {
  kind: 'heading' | 'paragraph' | 'item' | 'quote' | 'code' | 'table';
  level?: number;
  text: string;
}

const FENCE = /^( *)(`{3,}|~{3,})([^`]*)$/;
const HEADING = /^ *(#{1,6})(?: +(.*?))?(?: +#+)? *$/;
const ITEM = /^( *)(?:[-*+]|\d{1,9}[.)])(?: +(.*)|)$/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const DELIMITER_ROW = /^ *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$/;
const DEFINITION = /^ {0,3}\[[^\]^\\][^\]\\]*\]: *\S+/;

/** The plain text of Markdown; see the file's head for how blocks are joined. */
export function textOf(markdown: string): string {
  return joinBlocks(parseBlocks(markdown));
}

/** Joins blocks into the article's text. */
export function joinBlocks(blocks: readonly MarkdownBlock[]): string {
  let text = '';
  for (let i = 0; i < blocks.length; i++) {
    if (i > 0) text += blocks[i]!.kind === 'item' && blocks[i - 1]!.kind === 'item' ? '\n' : '\n\n';
    text += blocks[i]!.text;
  }
  return text;
}

/** Parses Markdown into its blocks, in order; blocks without text are left out. */
export function parseBlocks(markdown: string): MarkdownBlock[] {
  const lines = markdown.split(/\r\n?|\n/);
  const blocks: MarkdownBlock[] = [];
  let inList = false;
  let at = 0;
  const add = (kind: MarkdownBlock['kind'], text: string, level?: number) => {
    if (/\S/.test(text)) blocks.push(level === undefined ? { kind, text } : { kind, level, text });
  };
  while (at < lines.length) {
    const { quote, line } = unquote(lines[at]!);
    if (!/\S/.test(line) || (RULE.test(line) && !quote)) {
      at++;
      continue;
    }
    const fence = FENCE.exec(line);
    const heading = fence ? null : HEADING.exec(line);
    const item = fence || heading ? null : ITEM.exec(line);
    if (!line.startsWith(' ') && !item) inList = false;
    if (fence) {
      const { text, next } = readFence(lines, at, quote, fence[1]!.length, fence[2]!);
      add('code', text);
      at = next;
    } else if (heading) {
      add('heading', plainInline(heading[2] ?? ''), heading[1]!.length);
      at++;
    } else if (isTable(lines, at)) {
      const { text, next } = readTable(lines, at);
      add('table', text);
      at = next;
    } else if (!item && !inList && line.startsWith('    ')) {
      const { text, next } = readIndented(lines, at);
      add('code', text);
      at = next;
    } else if (DEFINITION.test(line)) {
      at++;
    } else {
      const { text, next, setext } = readParagraph(lines, at, quote, item ? (item[2] ?? '') : line);
      if (item) inList = true;
      if (setext > 0) add('heading', text, setext);
      else if (item) add('item', text, Math.floor(item[1]!.length / 2));
      else add(quote > 0 ? 'quote' : 'paragraph', text);
      at = next;
    }
  }
  return blocks;
}

function unquote(line: string): { quote: number; line: string } {
  let quote = 0;
  let rest = line;
  for (let match = /^ {0,3}> ?/.exec(rest); match; match = /^ {0,3}> ?/.exec(rest)) {
    rest = rest.slice(match[0].length);
    quote++;
  }
  return { quote, line: rest };
}

function readFence(lines: string[], at: number, quote: number, indent: number, fence: string) {
  const body: string[] = [];
  let next = at + 1;
  for (; next < lines.length; next++) {
    const inner = quote > 0 ? unquoteAtMost(lines[next]!, quote) : lines[next]!;
    const close = /^ *(`{3,}|~{3,}) *$/.exec(inner);
    if (close && close[1]![0] === fence[0] && close[1]!.length >= fence.length) {
      next++;
      break;
    }
    const leading = /^ */.exec(inner)![0].length;
    body.push(inner.slice(Math.min(indent, leading)));
  }
  return { text: trimBlankLines(body).join('\n'), next };
}

function unquoteAtMost(line: string, quote: number): string {
  let rest = line;
  for (let i = 0; i < quote; i++) rest = rest.replace(/^ {0,3}> ?/, '');
  return rest;
}

function trimBlankLines(lines: string[]): string[] {
  let from = 0;
  let to = lines.length;
  while (from < to && !/\S/.test(lines[from]!)) from++;
  while (to > from && !/\S/.test(lines[to - 1]!)) to--;
  return lines.slice(from, to).map((line) => line.trimEnd());
}

function readIndented(lines: string[], at: number) {
  let next = at;
  while (next < lines.length && (/^ {4}/.test(lines[next]!) || !/\S/.test(lines[next]!))) next++;
  const body = lines.slice(at, next).map((line) => line.slice(4));
  return { text: trimBlankLines(body).join('\n'), next };
}

function isTable(lines: string[], at: number): boolean {
  const next = lines[at + 1];
  if (next === undefined || !lines[at]!.includes('|') || !next.includes('|')) return false;
  return DELIMITER_ROW.test(unquote(next).line);
}

function readTable(lines: string[], at: number) {
  let next = at + 2;
  while (next < lines.length && lines[next]!.includes('|')) next++;
  return { text: tableText(lines.slice(at, next).map((line) => unquote(line).line)), next };
}

/** The plain text of a pipe table's lines: a line a row, cells divided by ` | `, without the delimiter row. */
export function tableText(lines: readonly string[]): string {
  const rows: string[] = [];
  lines.forEach((line, i) => {
    if (i === 1) return;
    const cells = line
      .trim()
      .replace(/^\||(?<!\\)\|$/g, '')
      .split(/(?<!\\)\|/);
    const row = cells
      .map((cell) => plainInline(cell.replace(/\\\|/g, '|')))
      .join(' | ')
      .trim();
    if (/[^\s|]/.test(row)) rows.push(row);
  });
  return rows.join('\n');
}

/** Reads a paragraph's lines until a blank line or the start of another block. */
function readParagraph(lines: string[], at: number, quote: number, first: string) {
  let source = first;
  let next = at + 1;
  let setext = 0;
  for (; next < lines.length; next++) {
    const { quote: depth, line } = unquote(lines[next]!);
    if (!/\S/.test(line) || depth !== quote) break;
    const underline = /^ {0,3}(?:(=+)|-{2,}) *$/.exec(line);
    if (underline && next === at + 1 && !ITEM.test(lines[at]!)) {
      setext = underline[1] ? 1 : 2;
      next++;
      break;
    }
    if (FENCE.test(line) || HEADING.test(line) || ITEM.test(line) || RULE.test(line)) break;
    source += `${/(?: {2}|\\)$/.test(source) ? '\n' : ' '}${line.trimStart()}`;
  }
  return { text: plainInline(source), next, setext };
}
