// A data folder as imports and crawls leave it, archive and index included, for tests that damage it.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { Archive, type Finding } from '../../crawler/archive/archive.js';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { formatList, parseList } from '../../crawler/list/list.js';
import { articleHtml } from '../crawler/foreign.js';
import { openShelf, temporaryFolder } from '../library/shelf.js';

// extraction and build threads are started and ended many times in these tests
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

export const TOPICS = ['harbour', 'orchard', 'glacier', 'lantern', 'compass', 'meadow'];
export const urlOf = (topic: string): string => `https://example.org/${topic}`;
export const ARCHIVE_FILE = join('archive', '000001.warc.gz');

const LIST = `# Things\n\n## All\n\n${TOPICS.map((topic) => `- [About the ${topic}](${urlOf(topic)}) a note`).join('\n')}\n`;

const FINDING: Finding = {
  ...{ status: 'fetched', reason: null, evidence: null, httpStatus: 200, finalUrl: null, mime: 'text/html' },
  ...{ archivedUrl: null, archivedAt: null, duplicateOf: null, fetchedAt: '2026-01-02T03:04:05.000Z' },
  ...{ etag: null, lastModified: null, attempts: 1 },
};

/** Archives the list and one article a topic in a folder. */
export async function fillArchive(dir: string): Promise<void> {
  const archive = await Archive.open(dir, { clock: () => new Date('2026-01-02T03:04:05Z') });
  const list = parseList(LIST, 'things');
  await archive.appendList(list, formatList(list), 'things.md');
  for (const topic of TOPICS) {
    const rawBody = Buffer.from(articleHtml(`About the ${topic}`, topic));
    const page = {
      ...{ url: urlOf(topic), date: '2026-01-02T03:04:05.000Z', requestHeaders: [], address: null },
      ...{ status: 200, statusText: 'OK', rawBody },
      headers: [['Content-Type', 'text/html; charset=utf-8']] as [string, string][],
    };
    await archive.append({ link: `example.org/${topic}`, exchanges: [page], finding: FINDING });
  }
  await archive.close();
}

let made: Promise<ReturnType<typeof temporaryFolder>> | null = null;

/** A copy of a whole folder that was made once: archive, catalog, vectors, map-less index. */
export async function wholeFolder(): Promise<ReturnType<typeof temporaryFolder>> {
  made ??= (async () => {
    const first = temporaryFolder();
    await fillArchive(first.dir);
    const { library } = openShelf(first.dir);
    await library.prepare();
    await library.close();
    return first;
  })();
  const copy = temporaryFolder();
  cpSync((await made).dir, copy.dir, { recursive: true });
  return copy;
}

/** Removes the folder that copies are made of. */
export async function forgetWhole(): Promise<void> {
  if (made) (await made).remove();
  made = null;
}

/** Everything a catalog says. */
export function contentsOf(dir: string): string {
  const catalog = Catalog.open(dir, { readonly: true });
  try {
    const links = catalog.links();
    const history = links.map(({ id }) => catalog.fetches(id));
    return JSON.stringify([catalog.lists(), links, [...catalog.articles()], history, catalog.counts()]);
  } finally {
    catalog.close();
  }
}

/** Flips one bit of a file. */
export function flip(file: string, at: number, bit = at % 8): void {
  const bytes = readFileSync(file);
  bytes[at]! ^= 1 << bit;
  writeFileSync(file, bytes);
}

/** Puts other words of the same length in a file, as a bad disk might. */
export function overwrite(file: string, text: string, by: string): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(text);
  if (at < 0) throw new Error(`${file} does not hold "${text}"`);
  bytes.write(by.padEnd(text.length).slice(0, text.length), at);
  writeFileSync(file, bytes);
}

/** `count` places spread evenly over `size` bytes. */
export const spread = (size: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * size) / count));
