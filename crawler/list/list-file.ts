/**
 * The bytes of a file as the text of a list, or the reason why they are none.
 *
 * UTF-8, and UTF-16 with its mark; HTML becomes Markdown. Pure: the file is read elsewhere.
 */
import { isUtf8 } from 'node:buffer';
import { htmlToMarkdown, isHtml } from './bookmarks.js';
import { BadList, parseList, type ReadingList } from './list.js';

/** Bytes. A list of 1,000 links has 100 kB. */
export const MAX_LIST = 10 * 1024 * 1024;

/** First bytes of files that people take for text by mistake. */
const SIGNATURES = [
  '%PDF-',
  '\x89PNG',
  '\xff\xd8\xff',
  'GIF8',
  'PK\x03\x04',
  '\x1f\x8b',
  'SQLite format 3\0',
  '\x7fELF',
];
const LINE_FEED = 10;

/**
 * Reads a list. `bytes` may stop one byte after MAX_LIST; `name` and `file` are what it is called in the catalog and in messages.
 * Throws BadList.
 */
export function readList(bytes: Uint8Array, name: string, file: string): ReadingList {
  const text = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), file);
  const list = parseList(isHtml(text) ? htmlToMarkdown(text) : text, name);
  if (list.entries.length === 0) throw new BadList(file, text.trimEnd().split(/\r\n?|\n/).length, 'no-links');
  return list;
}

function decode(bytes: Buffer, file: string): string {
  if (bytes.length > MAX_LIST) throw new BadList(file, lineOf(bytes, MAX_LIST), 'too-large');
  const head = bytes.subarray(0, 16).toString('latin1');
  if (SIGNATURES.some((signature) => head.startsWith(signature))) throw new BadList(file, 1, 'binary');
  const wide = head.startsWith('\xff\xfe') ? 'utf-16le' : head.startsWith('\xfe\xff') ? 'utf-16be' : null;
  if (!wide) {
    const nul = bytes.indexOf(0);
    if (nul !== -1) throw new BadList(file, lineOf(bytes, nul), 'binary');
    if (!isUtf8(bytes)) throw new BadList(file, firstBadLine(bytes), 'encoding');
  }
  const text = new TextDecoder(wide ?? 'utf-8').decode(bytes);
  if (text.trim() === '') throw new BadList(file, 1, 'empty');
  return text;
}

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1 && at < offset; at = bytes.indexOf(LINE_FEED, at + 1))
    line++;
  return line;
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed === -1 ? bytes.length : feed;
    if (!isUtf8(bytes.subarray(from, end))) return line;
    from = end + 1;
  }
  return line;
}
