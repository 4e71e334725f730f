/**
 * The outline of a reading list: its text cut into headings, items and paragraphs, each with its lines.
 *
 * Markdown's block structure (CommonMark: fences, comments, headings in both forms, nested items, quotes, wrapped lines) and
 * what copies of lists do to it: a whole list pasted into one single line is taken apart again at its ` ## ` and ` * ` marks.
 */
import type { References } from './inline.js';

export interface Block {
  kind: 'heading' | 'item' | 'paragraph';
  /** Level of a heading, 1-6; 7 for a line that is nothing but bold. Columns of indentation of an item. Else 0. */
  depth: number;
  lines: { text: string; line: number }[];
  /** The block before this one was a paragraph, with nothing but empty lines between. */
  follows: boolean;
}

interface Line {
  text: string;
  line: number;
}

/** Longer lines hold more than one thing; measured lists have at most 700 characters in an honest line. */
const FLATTENED = 1_000;
/** No line is worked on in one go beyond this, so that odd input costs linear time. */
const MAX_LINE = 20_000;

const ITEM = /^([ \t]*)(?:[-*+•‣◦]|\d{1,9}[.)])(?:[ \t]+(.*)|)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const BOLD_LINE = /^ {0,3}(?:\*\*(?!\s)([^*[\]]+)\*\*|__(?!\s)([^_[\]]+)__):?\s*$/;
const DEFINITION = /^ {0,3}\[([^\]^][^\]]*)\]:\s*<?(https?:\/\/[^\s<>]+)>?(?:\s+["'(].*)?\s*$/i;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const TABLE_RULE = /^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Blocks of a text and its link definitions. Lines count from 1. */
export function outline(text: string): { blocks: Block[]; references: References } {
  const references = new Map<string, string>();
  const mentions = new Map<string, number>();
  for (const [, name] of text.matchAll(/\[([^[\]\n]{1,200})\]/g)) {
    const key = name!.toLowerCase().trim();
    mentions.set(key, (mentions.get(key) ?? 0) + 1);
  }
  const kept = withoutCode(lines(text)).flatMap((line) => {
    const [, name, url] = DEFINITION.exec(line.text) ?? [];
    if (!name || !url) return line;
    const key = name.toLowerCase().trim();
    references.set(key, url);
    // A definition nobody refers to is how some write a plain list of links.
    return (mentions.get(key) ?? 0) > 1
      ? []
      : { ...line, text: /^\d+$/.test(key) ? `- <${url}>` : `- [${name}](<${url}>)` };
  });
  return { blocks: blocks(joinWrapped(kept)), references };
}

function lines(text: string): Line[] {
  const withoutComments = text.replace(/<!--[\s\S]*?(?:-->|$)/g, (comment) => comment.replace(/[^\n]+/g, ''));
  return withoutComments
    .split(/\r\n?|\n/)
    .flatMap((line, index) => pieces(line).map((piece) => ({ text: piece, line: index + 1 })));
}

/** A line, or the lines that were pasted into it. Marks inside a link's label or address are no marks. */
function pieces(line: string): string[] {
  if (line.length < FLATTENED) return [line];
  const apart = line.replace(
    /(\[[^[\]]{0,500}\]\([^()\s]{0,2000}\)?)|\s(#{1,6}|[*+]|-(?=\s+\[)|>)\s+/g,
    (_, link: string | undefined, mark: string) => link ?? `\n${mark} `,
  );
  return apart.split('\n').flatMap((piece) => chunks(piece));
}

function chunks(line: string): string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > MAX_LINE) {
    const space = rest.lastIndexOf(' ', MAX_LINE);
    const end = space > 0 ? space : MAX_LINE;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  parts.push(rest);
  return parts;
}

/** Fenced code goes; a fence that is never closed is none. */
function withoutCode(all: Line[]): Line[] {
  const kept: Line[] = [];
  const closes = (from: number, fence: string) => {
    for (let at = from; at < all.length; at++) {
      const text = all[at]!.text.trim();
      if (text.startsWith(fence) && text.split(fence[0]!).join('') === '') return at;
    }
    return -1;
  };
  let unclosed = '';
  for (let at = 0; at < all.length; at++) {
    const fence = FENCE.exec(all[at]!.text)?.[1];
    if (!fence || fence === unclosed) {
      kept.push(all[at]!);
      continue;
    }
    const close = closes(at + 1, fence);
    if (close === -1) unclosed = fence;
    else at = close;
    // What stands behind code is a new paragraph, and code is what stood before it.
    kept.push(
      { text: '', line: all[at]!.line },
      { text: '---', line: all[at]!.line },
      { text: '', line: all[at]!.line },
    );
  }
  return kept;
}

function startsBlock(text: string): boolean {
  return text.trim() === '' || ITEM.test(text) || HEADING.test(text) || RULE.test(text);
}

/** Puts a link together again whose label, or whose label and address, were wrapped onto the next line. */
function joinWrapped(all: Line[]): Line[] {
  const joined: Line[] = [];
  for (let at = 0; at < all.length; at++) {
    const current = { ...all[at]! };
    for (let ahead = 1; ahead <= 3 && isOpen(current.text); ahead++) {
      const next = all[at + 1];
      if (!next || startsBlock(next.text)) break;
      const closes = /^\s*\(/.test(next.text) ? /\]\s*$/.test(current.text) : /^[^[]*\]\(/.test(next.text);
      if (!closes && ahead === 3) break;
      if (!closes && next.text.includes('[')) break;
      current.text = /\]\s*$/.test(current.text)
        ? current.text.trimEnd() + next.text.trim()
        : `${current.text.trimEnd()} ${next.text.trim()}`;
      at++;
    }
    joined.push(current);
  }
  return joined;
}

/** The line ends inside a label, or right behind one. */
function isOpen(text: string): boolean {
  const opened = text.lastIndexOf('[');
  if (opened === -1 || text.length > MAX_LINE) return false;
  const closed = text.indexOf(']', opened);
  return closed === -1 || /^\]\s*$/.test(text.slice(closed));
}

function blocks(all: Line[]): Block[] {
  const result: Block[] = [];
  let gap = true;
  let paragraphBefore = false;
  for (let at = 0; at < all.length; at++) {
    const { text, line } = all[at]!;
    const last = result.at(-1);
    const add = (kind: Block['kind'], depth: number, content: string) => {
      result.push({ kind, depth, lines: [{ text: content, line }], follows: paragraphBefore });
      paragraphBefore = kind === 'paragraph';
      gap = kind === 'heading';
    };
    if (text.trim() === '') {
      gap = true;
      continue;
    }
    const heading = HEADING.exec(text);
    const item = ITEM.exec(text);
    if (heading) {
      add('heading', heading[1]!.length, heading[2] ?? '');
    } else if (BOLD_LINE.test(text) && gap) {
      add('heading', 7, text);
    } else if (
      !gap &&
      last?.kind === 'paragraph' &&
      last.lines.length === 1 &&
      /^ {0,3}(=+|-{2,})\s*$/.test(text)
    ) {
      Object.assign(last, { kind: 'heading', depth: text.trim().startsWith('=') ? 1 : 2 });
      paragraphBefore = false;
      gap = true;
    } else if (RULE.test(text) || TABLE_RULE.test(text)) {
      paragraphBefore = false;
      gap = true;
    } else if (item) {
      add('item', columns(item[1]!), (item[2] ?? '').replace(/^\[[ xX]\]\s+/, ''));
    } else if (
      last &&
      last.kind !== 'heading' &&
      (!gap || (last.kind === 'item' && columns(/^\s*/.exec(text)![0]) >= last.depth + 2))
    ) {
      last.lines.push({ text: unquoted(text), line });
      gap = false;
    } else {
      add('paragraph', 0, unquoted(text));
    }
  }
  return result;
}

function unquoted(text: string): string {
  return text.replace(/^\s*(?:>\s?)+/, '').trim();
}

function columns(indent: string): number {
  let width = 0;
  for (const character of indent) width += character === '\t' ? 4 - (width % 4) : 1;
  return width;
}
