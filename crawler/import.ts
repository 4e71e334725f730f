/**
 * Takes reading lists in from files and addresses, by what they hold and not by their names. (I/O: disk, network)
 *
 * Everything is read and parsed before anything is stored, and it is stored in one transaction: a source that is no list
 * leaves the catalog as it was. The archive keeps a copy of every list first, so that the catalog can be made again.
 */
import { open } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Archive } from './archive/archive.js';
import { archiveKind } from './archive/warc-file.js';
import type { Catalog } from './catalog/catalog.js';
import type { Added } from './catalog/membership.js';
import { DOOR_BASES, type DoorBases } from './doors/door.js';
import { github } from './doors/github.js';
import { type FetchFailure, isFailure } from './fetch/failure.js';
import type { Fetched, FetchOptions } from './fetch/fetch.js';
import { formatList, type ReadingList } from './list/list.js';
import { MAX_LIST, readList } from './list/list-file.js';
import { canonicalUrl } from './url.js';

/** A file or address that could not be read at all. */
export class SourceUnreadable extends Error {
  readonly source: string;
  /** Stable code: `missing`, `folder`, `forbidden`, `offline`, or what the fetcher said. */
  readonly reason: string;
  constructor(source: string, reason: string, detail: string) {
    super(`${source}: ${detail}`);
    this.name = 'SourceUnreadable';
    this.source = source;
    this.reason = reason;
  }
}

export interface ImportContext {
  catalog: Catalog;
  dataDir: string;
  /** For addresses; without it they are refused. */
  fetch?: (url: string, options?: FetchOptions) => Promise<Fetched | FetchFailure>;
  /** Where the services behind addresses are. */
  bases?: DoorBases;
  clock?: () => Date;
  /** Pages of an archive read so far. */
  onProgress?: (pages: number) => void;
  signal?: AbortSignal;
}

export interface Imported extends Added {
  origin: string;
  /** Of an archive: pages read, and how many of them became articles. */
  pages?: number;
  articles?: number;
}

interface Source {
  /** Absolute path or URL. */
  origin: string;
  /** As the person named it. */
  given: string;
  name: string;
  bytes: Uint8Array;
}

/**
 * Takes lists in, and archives of pages. Throws SourceUnreadable, BadList or BadArchive for the first source that is none;
 * no list was stored then, only archives named before it.
 */
export async function importLists(given: readonly string[], context: ImportContext): Promise<Imported[]> {
  const { catalog, dataDir, clock = () => new Date() } = context;
  const lists: { list: ReadingList; origin: string }[] = [];
  const archives: string[] = [];
  for (const each of given) {
    if (!isAddress(each) && (await isArchive(each))) {
      archives.push(resolve(each));
      continue;
    }
    const source = await readSource(each, context);
    const list = readList(source.bytes, source.name, source.given);
    list.name = freeName(list, source.origin, catalog, lists);
    lists.push({ list, origin: source.origin });
  }
  const taken: Imported[] = [];
  for (const path of archives) taken.push(await takeArchive(path, { ...context, clock }));
  await keepCopies(lists, catalog, dataDir);
  const stored = catalog.atomically(() =>
    lists.map(({ list, origin }) => ({ ...catalog.addList(list, origin, clock()), origin })),
  );
  return [...stored, ...taken];
}

function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

async function isArchive(path: string): Promise<boolean> {
  try {
    return (await archiveKind(path)) !== null;
  } catch {
    return false; // readFile says what is wrong with it
  }
}

async function takeArchive(path: string, context: ImportContext & { clock: () => Date }): Promise<Imported> {
  // Extraction is loaded only where pages are to be read.
  const { importArchive } = await import('./archive/import-archive.js');
  return { ...(await importArchive(path, nameOfFile(path), context)), origin: path };
}

/** Only what differs from what the catalog holds goes to the archive. */
async function keepCopies(
  lists: { list: ReadingList; origin: string }[],
  catalog: Catalog,
  dataDir: string,
): Promise<void> {
  const changed = lists
    .map(({ list, origin }) => ({ list, origin, markdown: formatList(list) }))
    .filter(({ list, origin, markdown }) => {
      const held = catalog.readingList(list.name);
      return !held || held.origin !== origin || formatList(held.list) !== markdown;
    });
  if (changed.length === 0) return;
  const archive = await Archive.open(dataDir);
  try {
    // One after the other: a catalog made from the archive shall have them in the same order.
    for (const { list, origin, markdown } of changed) await archive.appendList(list, markdown, origin);
  } finally {
    await archive.close();
  }
}

async function readSource(given: string, context: ImportContext): Promise<Source> {
  if (!isAddress(given)) return readFile(given);
  const { fetch } = context;
  if (!fetch) throw new SourceUnreadable(given, 'offline', 'addresses cannot be imported while offline');
  const answer = await fetchSource(given, fetch, context.bases ?? DOOR_BASES);
  if (isFailure(answer)) throw new SourceUnreadable(given, answer.failed, answer.evidence);
  if (answer.status < 200 || answer.status > 299) {
    throw new SourceUnreadable(given, `http-${answer.status}`, `the server answered ${answer.status}`);
  }
  return { origin: given, given, name: nameOfUrl(given), bytes: answer.body };
}

/** The page of a repository shows its README among much else: the README alone is the list. */
async function fetchSource(
  url: string,
  fetch: NonNullable<ImportContext['fetch']>,
  bases: DoorBases,
): Promise<Fetched | FetchFailure> {
  if (github.matches(new URL(url))) {
    const opened = await github.open(new URL(url), { fetch, bases });
    if (!isFailure(opened)) return opened.page;
  }
  return fetch(url, { maxBytes: MAX_LIST + 1, truncate: true });
}

async function readFile(given: string): Promise<Source> {
  const path = resolve(given);
  try {
    const handle = await open(path);
    try {
      const stat = await handle.stat();
      if (stat.isDirectory())
        throw new SourceUnreadable(given, 'folder', 'this is a folder; name the files in it');
      return { origin: path, given, name: nameOfFile(path), bytes: await readUpTo(handle, MAX_LIST + 1) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new SourceUnreadable(given, 'missing', 'there is no such file');
    if (code === 'EACCES' || code === 'EPERM')
      throw new SourceUnreadable(given, 'forbidden', 'this file may not be read');
    if (code === 'EISDIR')
      throw new SourceUnreadable(given, 'folder', 'this is a folder; name the files in it');
    if (error instanceof SourceUnreadable || !code) throw error;
    throw new SourceUnreadable(given, 'unreadable', message);
  }
}

/** Never more than `limit` bytes, however long the file says it is, or is. */
async function readUpTo(handle: Awaited<ReturnType<typeof open>>, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for (let size = 0; size < limit; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(256 * 1024, limit - size)), 0);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    size += bytesRead;
  }
  return Buffer.concat(chunks);
}

/** `notes/queues.md` is `queues`; a README is called after its folder. */
function nameOfFile(path: string): string {
  const name = basename(path).replace(/\.(md|markdown|mdown|txt|text|html?|rst|org|wacz|warc(\.gz)?)$/i, '');
  return cleanName(/^(readme|index)$/i.test(name) ? basename(dirname(path)) || name : name);
}

/** The last part of the path that says anything, else the host. */
function nameOfUrl(url: string): string {
  const { pathname, hostname } = new URL(url);
  const parts = pathname
    .split('/')
    .filter(
      (part) => part !== '' && !/^(readme(\.\w+)?|index(\.\w+)?|raw|blob|tree|main|master|head)$/i.test(part),
    );
  return cleanName(parts.at(-1)?.replace(/\.(md|markdown|txt|html?)$/i, '') || hostname);
}

function cleanName(name: string): string {
  let decoded = name;
  try {
    decoded = decodeURIComponent(name);
  } catch {
    decoded = name; // a stray percent sign is a letter like any other
  }
  return (
    decoded
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 80) || 'list'
  );
}

/**
 * The list's name, or with a number behind where another list has it. A list of that name from elsewhere is the same one,
 * moved, if half of the links are the same.
 */
function freeName(
  list: ReadingList,
  origin: string,
  catalog: Catalog,
  earlier: { list: ReadingList; origin: string }[],
): string {
  const taken = (name: string) => {
    const held = earlier.find((other) => other.list.name === name) ?? catalog.readingList(name);
    return held !== null && held !== undefined && held.origin !== origin && !areAlike(held.list, list);
  };
  if (!taken(list.name)) return list.name;
  for (let number = 2; ; number++) if (!taken(`${list.name}-${number}`)) return `${list.name}-${number}`;
}

function areAlike(one: ReadingList, other: ReadingList): boolean {
  const links = ({ entries }: ReadingList) => new Set(entries.map(({ url }) => canonicalUrl(url)));
  const [first, second] = [links(one), links(other)];
  const shared = [...first].filter((link) => second.has(link)).length;
  return shared * 2 >= Math.min(first.size, second.size);
}
