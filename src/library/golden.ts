/**
 * Golden queries: questions whose right answer is known, by which two generations of an index are compared (I/O: disk).
 *
 * Two kinds. A person's own, in `golden.jsonl` of the data folder, one a line: `{"query": "...", "urls": ["...", ...]}`. And known items
 * (Broder 2002's navigational queries, as trec's known-item tasks use them): a link's title or note must find that link again.
 * They need nobody's work, and a tokeniser, a model or a ranking that broke shows in them at once.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalUrl } from '../../crawler/url.js';
import type { Document } from '../../index/document.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import type { Generation } from '../../index/generation.js';
import { search } from '../search/search.js';

export interface GoldenQuery {
  query: string;
  /** Canonical URLs; finding one of them is enough. */
  wanted: readonly string[];
}

/** A line of `golden.jsonl` that cannot be used. */
export class BadGolden extends Error {
  override readonly name = 'BadGolden';
  readonly file: string;
  readonly line: number;
  constructor(file: string, line: number, detail: string) {
    super(`${file}:${line}: ${detail}`);
    this.file = file;
    this.line = line;
  }
}

/** Known items asked for: enough that one percent shows, few enough to cost well below a second. */
const KNOWN_ITEMS = 150;
/** Ranks looked at. */
const DEPTH = 10;
/** Words a note needs to say more than a title. */
const NOTE_WORDS = 5;

/** The person's own queries; none where there is no file. Throws BadGolden. */
export function ownQueries(dataDir: string): GoldenQuery[] {
  const file = join(dataDir, 'golden.jsonl');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [parsed(line, file, at + 1)]));
}

function parsed(line: string, file: string, number: number): GoldenQuery {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new BadGolden(file, number, `not JSON (${(error as Error).message})`);
  }
  const { query, urls } = (value ?? {}) as { query?: unknown; urls?: unknown };
  if (typeof query !== 'string' || query.trim() === '')
    throw new BadGolden(file, number, '"query" is missing');
  if (!Array.isArray(urls) || urls.length === 0 || urls.some((url) => typeof url !== 'string'))
    throw new BadGolden(file, number, '"urls" must be a list of addresses');
  return { query, wanted: urls.map(canonicalUrl) };
}

/** Titles and notes of documents that both generations hold, spread evenly over the lists; every title once. */
export function knownItems(candidate: Generation, live: Generation | null): GoldenQuery[] {
  const titles = new Map<string, number>();
  for (const { title } of candidate.documents) titles.set(title, (titles.get(title) ?? 0) + 1);
  const items = candidate.documents.filter(
    (document) =>
      titles.get(document.title) === 1 &&
      document.mirrorOf === null &&
      (live === null || live.find(document.canonical) !== null),
  );
  const step = Math.max(1, items.length / KNOWN_ITEMS);
  const queries: GoldenQuery[] = [];
  for (let at = 0; at < items.length; at += step) queries.push(itemQuery(items[Math.floor(at)]!));
  return queries;
}

/** A note is asked for where there is a telling one: it is in other words than the title. */
function itemQuery({ title, lists, canonical }: Document): GoldenQuery {
  const note = lists.map((place) => place.note).find((text) => text.split(/\s+/).length >= NOTE_WORDS);
  return { query: plainWords(note ?? title), wanted: [canonical] };
}

/** Without what the query language would read as an operator. */
function plainWords(text: string): string {
  return text
    .replace(/[":]/g, ' ')
    .replace(/(^|\s)-+/g, '$1')
    .trim();
}

/** Mean reciprocal rank of the first wanted document within the first ten; 1 where there is no query. */
export async function meanReciprocalRank(
  index: Generation,
  embedder: Embedder,
  queries: readonly GoldenQuery[],
): Promise<number> {
  if (queries.length === 0) return 1;
  let sum = 0;
  for (const { query, wanted } of queries) {
    const { hits } = await search(index, embedder, query, { k: DEPTH, passagesPerHit: 1 });
    const rank = hits.findIndex(({ document }) => wanted.includes(document.canonical));
    if (rank >= 0) sum += 1 / (rank + 1);
  }
  return sum / queries.length;
}
