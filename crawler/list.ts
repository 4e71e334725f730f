/**
 * A reading list: links under headings and parent items, each with a title and a note.
 *
 * One parser for the raw mess that lists are in the wild and for the clean form that formatList writes:
 *
 *   # Title of the list
 *   ## Section
 *   - [Title](https://example.org/a) note        section: ['Section']
 *     - [Child](https://example.org/b)           section: ['Section', 'Title']
 */
import { escapeText, plainText, type References, splitLinks, withoutHidden } from './inline.js';
import type { Place } from './link.js';
import { nameLinks } from './naming.js';
import { type Block, outline } from './outline.js';

/** A link as it stands in a list; `line` counts from 1 in the text that was parsed. */
export interface ListEntry extends Omit<Place, 'list'> {
  url: string;
  line: number;
}

/** A parsed list. One link may have several entries. */
export interface ReadingList {
  name: string;
  title: string;
  entries: ListEntry[];
}

export type BadListCause = 'binary' | 'empty' | 'too-large' | 'encoding' | 'no-links';

const EXPLANATIONS: Record<BadListCause, string> = {
  binary: 'this is a binary file, not a list of links',
  empty: 'the file is empty',
  'too-large': 'the file is larger than a list may be',
  encoding: 'this is not valid UTF-8',
  'no-links': 'no links to articles were found up to here',
};

/** A file that cannot be taken as a list; `line` is where that shows. */
export class BadList extends Error {
  readonly file: string;
  readonly line: number;
  readonly problem: BadListCause;
  constructor(file: string, line: number, problem: BadListCause) {
    super(`${file}:${line}: ${EXPLANATIONS[problem]}`);
    this.name = 'BadList';
    this.file = file;
    this.line = line;
    this.problem = problem;
  }
}

/** Parents deeper than this are left out of a section path. */
const MAX_DEPTH = 12;
/** Characters of one part of a section path. */
const MAX_SECTION = 120;

interface Level {
  depth: number;
  name: string;
}

/** Reads a list. Pure, never throws, linear in the text; a text without links gives a list without entries. */
export function parseList(text: string, name: string): ReadingList {
  const { blocks, references } = outline(withoutHidden(text));
  const title = titleBlock(blocks);
  const list: ReadingList = { name, title: title ? sectionName(title) : titleOf(name), entries: [] };
  const headings: Level[] = [];
  const items: Level[] = [];
  blocks.forEach((block, index) => {
    const isHeading = block.kind === 'heading';
    if (isHeading) {
      items.length = 0;
      if (block === title || (block.depth === 1 && title && sectionName(block) === list.title))
        headings.length = 0;
      else climb(headings, block.depth);
    } else if (block.kind === 'item') {
      climb(items, block.depth - 1);
    } else {
      items.length = 0;
    }
    const section = [...headings, ...items].map((level) => level.name).slice(0, MAX_DEPTH);
    const links = nameLinks(block.lines, references, wordsBefore(block, blocks[index - 1], references));
    for (const { url, title: named, note, line } of links)
      list.entries.push({ url, title: named, section, note, line });
    const own = isHeading ? sectionName(block) : (links[0]?.title ?? sectionName(block));
    if (
      own !== '' &&
      block !== title &&
      block.kind !== 'paragraph' &&
      !(isHeading && own === list.title && block.depth === 1)
    ) {
      (isHeading ? headings : items).push({ depth: block.depth, name: own });
    }
  });
  return list;
}

/** Leaves the levels that do not contain a new one of this depth. */
function climb(levels: Level[], depth: number): void {
  while (levels.length > 0 && levels.at(-1)!.depth >= depth) levels.pop();
}

/** The list's own title: a first heading of level 1, unless it is one of several that hold links right away. */
function titleBlock(blocks: Block[]): Block | null {
  const first = blocks.findIndex((block) => block.kind === 'heading');
  const block = blocks[first];
  if (block?.depth !== 1) return null;
  const others = blocks.some((other) => other !== block && other.kind === 'heading' && other.depth === 1);
  return others && blocks[first + 1]?.kind === 'item' ? null : block;
}

/** Words that stood alone before a paragraph of links, with nothing but empty lines between. */
function wordsBefore(block: Block, before: Block | undefined, references: References): string {
  if (
    block.kind !== 'paragraph' ||
    !block.follows ||
    before?.kind !== 'paragraph' ||
    before.lines.length !== 1
  )
    return '';
  const words = before.lines[0]!.text;
  return splitLinks(words, references).every((piece) => typeof piece === 'string') ? words : '';
}

/** A heading or item without its links' addresses. Where prose ran into a heading of a flattened list, it is cut off. */
function sectionName(block: Block): string {
  const words = splitLinks(block.lines[0]!.text).map((piece) =>
    typeof piece === 'string' ? piece : piece.label,
  );
  const text = plainText(words.join(''));
  if (text.length <= MAX_SECTION) return text;
  const prose = /^(.{12,}?[\p{L}\p{N})!?])\s(?:An?|The|This|These|Here|We|It|In)\s\p{Ll}/u.exec(text)?.[1];
  const name = prose ?? text;
  if (name.length <= MAX_SECTION) return name;
  return `${name.slice(0, name.lastIndexOf(' ', MAX_SECTION - 2) || MAX_SECTION - 2)} …`;
}

/** A title for a list that has none: its name, as words. */
function titleOf(name: string): string {
  const words = name.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Section levels written as headings; what is deeper becomes nested items. */
const MAX_HEADINGS = 5;

/** The clean Markdown form of a list. parseList gives the same title and entries back, lines aside. */
export function formatList(list: ReadingList): string {
  const lines = [`# ${heading(list.title || list.name)}`];
  let written: string[] = [];
  /** Items that may take children, with the section path those children have. */
  let parents: string[][] = [];
  for (const entry of list.entries) {
    const { section } = entry;
    let depth = parents.findLastIndex((path) => isSame(path, section)) + 1;
    if (depth === 0 && !isSame(written, section)) {
      parents = [];
      const headings = section.slice(0, MAX_HEADINGS);
      if (!isSame(written, headings) || section.length <= MAX_HEADINGS) {
        const shared = headings.findIndex((name, level) => name !== written[level]);
        const from = shared === -1 ? Math.max(0, headings.length - 1) : shared;
        if (headings.length === 0) lines.push('', `# ${heading(list.title || list.name)}`);
        for (let level = from; level < headings.length; level++) {
          lines.push('', `${'#'.repeat(level + 2)} ${heading(headings[level]!)}`);
        }
        written = headings;
      }
      for (let level = MAX_HEADINGS; level < section.length; level++) {
        lines.push(`${'  '.repeat(level - MAX_HEADINGS)}- ${escapeText(section[level]!)}`);
        parents.push(section.slice(0, level + 1));
      }
      depth = parents.length;
    }
    if (lines.at(-1)!.startsWith('#')) lines.push('');
    lines.push(`${'  '.repeat(depth)}- ${item(entry)}`);
    parents.length = depth;
    if (entry.title !== '') parents.push([...section, entry.title]);
  }
  return `${lines.join('\n')}\n`;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, level) => name === other[level]);
}

/** A closing run of `#` would be taken for decoration. */
function heading(name: string): string {
  return escapeText(name).replace(
    /(^|\s)(#+)$/,
    (_, space: string, marks: string) => space + marks.replaceAll('#', '\\#'),
  );
}

function item({ url, title, note }: ListEntry): string {
  const address = url.replace(/[\\`]/g, (mark) => `\\${mark}`);
  const link =
    title === ''
      ? `<${address}>`
      : `[${escapeText(title)}](${/[()[\]]/.test(address) ? `<${address}>` : address})`;
  return note === '' ? link : `${link} ${escapeText(note)}`;
}
