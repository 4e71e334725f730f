/** Fixture pages with their truth, and the measure by which texts are compared (I/O: disk). */
import { readdirSync, readFileSync } from 'node:fs';

const PAGES = new URL('./fixtures/pages/', import.meta.url);

/** A page of ours that reproduces the structure of a kind of page on the web. Unknown facts are null. */
export interface Fixture {
  name: string;
  html: Buffer;
  url: string;
  title: string;
  author: string | null;
  published: string | null;
  lang: string;
  text: string;
}

/** All fixture pages, by name. */
export function fixtures(): Fixture[] {
  const names = readdirSync(PAGES).filter((file) => file.endsWith('.html'));
  return names.map((file) => readFixture(file.replace(/\.html$/, '')));
}

function readFixture(name: string): Fixture {
  const truth = readFileSync(new URL(`${name}.txt`, PAGES), 'utf8');
  const [head = '', ...body] = truth.split('\n\n');
  const field = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(head)?.[1] ?? '';
  const known = (key: string) => (field(key) === '-' ? null : field(key));
  return {
    name,
    html: readFileSync(new URL(`${name}.html`, PAGES)),
    url: field('url'),
    title: field('title'),
    author: known('author'),
    published: known('published'),
    lang: field('lang'),
    text: body.join('\n\n').trim(),
  };
}

/** Precision and recall over shingles of four words (two ideographs count as a word), as multisets. */
export function compare(found: string, wanted: string): { precision: number; recall: number; f1: number } {
  const a = shingles(wanted);
  const b = shingles(found);
  let hits = 0;
  for (const [shingle, count] of b) hits += Math.min(count, a.get(shingle) ?? 0);
  const precision = hits / Math.max(1, total(b));
  const recall = hits / Math.max(1, total(a));
  return { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

function shingles(text: string): Map<string, number> {
  const words =
    text
      .toLowerCase()
      .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{1,2}|[\p{L}\p{N}_]+/gu) ?? [];
  const found = new Map<string, number>();
  for (let i = 0; i < Math.max(1, words.length - 3); i++) {
    const shingle = words.slice(i, i + 4).join(' ');
    if (shingle) found.set(shingle, (found.get(shingle) ?? 0) + 1);
  }
  return found;
}

function total(counts: Map<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
