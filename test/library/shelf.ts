// A small data folder for tests of everything above the index: one list, a few articles written for it, made in a moment.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalog, type Outcome } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { readConfig } from '../../src/config.js';
import { Library, type LibraryOptions } from '../../src/library/library.js';

export const LIST = `# Shelf

## Messaging

- [Counting every parcel once](https://parcels.example.com/once) how a parcel service drops double events
- [Backpressure, told by a bakery](https://bakery.example.org/backpressure) queues that fill faster than they empty
- [A talk on log compaction](https://www.youtube.com/watch?v=shelf1)

## Storage

- [Why our index moved to LSM trees](https://stores.example.net/lsm)
- [Gone for good](https://gone.example.net/post) nobody has this any more
`;

const ONCE = [
  'Our scanners send every event twice when the network hiccups, so a parcel used to be counted double.',
  'At Parcel Works we drop duplicates by keeping the event id of the last seven days in a keyed state store next to the Kafka consumer.',
  'A consumer that restarts reads the store back before it takes the first message, which makes the whole path idempotent.',
].join(' ');

const BACKPRESSURE = [
  'Backpressure is the way a slow consumer tells a fast producer to wait.',
  'In our bakery the oven is the consumer: when its trays are full, the kneading table stops.',
  'A queue without a bound only hides the problem until memory runs out.',
].join(' ');

const LSM = [
  'We moved our index from B-trees to LSM trees because writes came in bursts.',
  'An LSM tree turns random writes into sequential ones and pays for it with compaction.',
  'Reads got slower by a fifth, which bloom filters won back.',
].join(' ');

/** URL -> article text. */
export const ARTICLES: Record<string, { title: string; text: string; lang: string; published: string }> = {
  'https://parcels.example.com/once': {
    title: 'Counting every parcel once',
    text: ONCE,
    lang: 'en',
    published: '2021-03-04',
  },
  'https://bakery.example.org/backpressure': {
    title: 'Backpressure, told by a bakery',
    text: BACKPRESSURE,
    lang: 'en',
    published: '2019-07-01',
  },
  'https://stores.example.net/lsm': {
    title: 'Why our index moved to LSM trees',
    text: LSM,
    lang: 'en',
    published: '2020-11-30',
  },
};

const OUTCOME: Outcome = {
  ...{ status: 'fetched', reason: null, evidence: null, httpStatus: 200, finalUrl: null, mime: 'text/html' },
  ...{ archivedUrl: null, archivedAt: null, duplicateOf: null, fetchedAt: '2026-01-02T03:04:05.000Z' },
  ...{ etag: null, lastModified: null, article: null, archive: null, attempts: 1 },
};

/** A new folder of that name below the system's temporary one. */
export function temporaryFolder(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'wellread-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Another process that runs a script, in which `own` is a compiled file of this package; it has said its first word. */
export async function startScript(file: string, script: string): Promise<ChildProcess> {
  const own = JSON.stringify(new URL(`../../dist/${file}`, import.meta.url));
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `const own = await import(${own});\n${script}`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  return child;
}

/** Fills a data folder with the list and its articles, as an import and a crawl would have left it. */
export function fillShelf(dir: string): void {
  const catalog = Catalog.open(dir);
  try {
    catalog.addList(parseList(LIST, 'shelf'), 'shelf.md');
    for (const [url, article] of Object.entries(ARTICLES)) storeArticle(catalog, url, article);
    const gone = catalog.link('https://gone.example.net/post')!;
    catalog.record(gone.id, {
      ...OUTCOME,
      status: 'failed',
      reason: 'http-404',
      httpStatus: 404,
      evidence: '404 Not Found',
    });
  } finally {
    catalog.close();
  }
}

/** The shelf with its index, built once in a test file and copied for whoever needs one. */
export async function indexedShelf(): Promise<ReturnType<typeof temporaryFolder>> {
  indexed ??= buildShelf();
  const folder = temporaryFolder();
  cpSync((await indexed).dir, folder.dir, { recursive: true });
  return folder;
}

let indexed: Promise<ReturnType<typeof temporaryFolder>> | null = null;

async function buildShelf(): Promise<ReturnType<typeof temporaryFolder>> {
  const folder = temporaryFolder();
  process.once('exit', folder.remove);
  fillShelf(folder.dir);
  const { library } = openShelf(folder.dir);
  await library.prepare();
  await library.close();
  return folder;
}

/** Stores a text as the article of a listed link. */
export function storeArticle(
  catalog: Catalog,
  url: string,
  { title, text, lang, published }: (typeof ARTICLES)[string],
): void {
  const nothing = { byline: null, modified: null, site: null, description: null };
  const article = { title, text, markdown: text, lang, published, ...nothing };
  catalog.record(catalog.link(url)!.id, { ...OUTCOME, article });
}

/** What the library said on its own. */
export type Said = { level: string; text: string; error?: unknown }[];

/** A library on a folder, offline, with what it says collected. */
export function openShelf(
  dir: string,
  flags: Record<string, unknown> = {},
  environment: NodeJS.ProcessEnv = {},
  patienceMs = 60_000,
): { library: Library; said: Said } {
  const said: Said = [];
  const config = readConfig({ data: dir, offline: true, embedder: 'builtin', ...flags }, environment);
  const notify: LibraryOptions['notify'] = (level, text, error) => void said.push({ level, text, error });
  const library = Library.open({ config, notify, patienceMs });
  return { library, said };
}
