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

import type { Place } from '../link.js';
import { escapeText, plainText, type References, splitLinks, withoutHidden } from './inline.js';
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
  override readonly cause: BadListCause;
  constructor(file: string, line: number, cause: BadListCause) {
    super(`${file}:${line}: ${EXPLANATIONS[cause]}`);
    this.name = 'BadList';
    this.file = file;
    this.line = line;
    this.cause = cause;
  }
}

/** Parents deeper than this are left out of a section path. */
const MAX_DEPTH = 12;
/** Characters of one part of a section path. */
const MAX_SECTION = 120;
/** Characters; longer headings of flattened lists have run into the prose behind them: `Caches Everywhere A list of ...`. */
const LONG_HEADING = 60;
const PROSE_BEHIND = /^(.{12,}?[\p{L}\p{N})!?])\s(?:An?|The|This|These)\s\p{Ll}/u;

interface Level {
  depth: number;
  name: string;
}

/** Reads a list. Pure, never throws, linear in the text; a text without links gives a list without entries. */
export function parseList(text: string, name: string): ReadingList {
  const { blocks, references } = outline(withoutHidden(text));
  const title = titleBlock(blocks);
  const list: ReadingList = { name, title: (title && sectionName(title)) || titleOf(name), entries: [] };
  const headings: Level[] = [];
  const items: Level[] = [];
  blocks.forEach((block, index) => {
    const isTitle = title !== null && isTopHeading(block) && sectionName(block) === sectionName(title);
    if (block.kind === 'item') climb(items, block.depth - 1);
    else items.length = 0;
    if (block.kind === 'heading') climb(headings, isTitle ? 0 : block.depth);
    const section = [...headings, ...items].map((level) => level.name).slice(0, MAX_DEPTH);
    const links = nameLinks(block, references, wordsBefore(block, blocks[index - 1], references));
    list.entries.push(...links.map((link) => ({ ...link, section })));
    const own = block.kind === 'item' && links[0] ? links[0].title : sectionName(block);
    if (own === '' || isTitle || block.kind === 'paragraph') return;
    (block.kind === 'item' ? items : headings).push({ depth: block.depth, name: own });
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
  const others = blocks.some((other) => isTopHeading(other) && sectionName(other) !== sectionName(block));
  return others && blocks[first + 1]?.kind === 'item' ? null : block;
}

function isTopHeading(block: Block): boolean {
  return block.kind === 'heading' && block.depth === 1;
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
  const name = text.length > LONG_HEADING ? (PROSE_BEHIND.exec(text)?.[1] ?? text) : text;
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
  /** Headings written last. */
  let headings: string[] = [];
  /** Items written last, outermost first, by the section path their children have. */
  const parents: string[][] = [];
  for (const entry of list.entries) {
    const { section, title } = entry;
    parents.length = parents.findLastIndex((path) => isPrefix(path, section)) + 1;
    const wanted = section.slice(0, MAX_HEADINGS);
    if (parents.length === 0 && !isSame(headings, wanted)) {
      lines.push(...headingLines(headings, wanted, list.title || list.name));
      headings = wanted;
    }
    if (lines.at(-1)!.startsWith('#')) lines.push('');
    const known = parents.at(-1)?.length ?? wanted.length;
    for (let level = known; level < section.length; level++) {
      lines.push(`${'  '.repeat(parents.length)}- ${escapeText(section[level]!)}`);
      parents.push(section.slice(0, level + 1));
    }
    lines.push(`${'  '.repeat(parents.length)}- ${item(entry)}`);
    if (title !== '') parents.push([...section, title]);
  }
  return `${lines.join('\n')}\n`;
}

/** The headings that lead from one section to another; the list's title again leads back to the top. */
function headingLines(from: readonly string[], to: readonly string[], title: string): string[] {
  if (to.length === 0) return ['', `# ${heading(title)}`];
  const differs = to.findIndex((name, level) => name !== from[level]);
  const first = differs === -1 ? to.length - 1 : differs;
  return to.slice(first).flatMap((name, level) => ['', `${'#'.repeat(first + level + 2)} ${heading(name)}`]);
}

function isPrefix(path: readonly string[], section: readonly string[]): boolean {
  return path.length <= section.length && path.every((name, level) => name === section[level]);
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
