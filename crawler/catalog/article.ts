/** An article: the text of a page, and what the page says of itself. */
import { createHash } from 'node:crypto';

/** The text of a page and what the page says of itself. */
export interface Article {
  linkId: number;
  canonical: string;
  url: string;
  title: string;
  byline: string | null;
  published: string | null;
  modified: string | null;
  lang: string | null;
  site: string | null;
  description: string | null;
  /** Plain text; blocks are separated by an empty line. */
  text: string;
  markdown: string;
  words: number;
  /** sha256 of `text`, hexadecimal. */
  contentHash: string;
}

/** Words of a text: runs of letters and digits. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’_.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
