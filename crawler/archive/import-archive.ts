/**
 * Takes in an archive that another tool made: its pages become links of a list, with their articles. (I/O: disk)
 *
 * The list is called after the file. A page that is a known link, or the end of a redirect from one, becomes that link's
 * article, unless the link has a later one. Every page taken is copied into the archive, as if the crawler had fetched it then.
 */

import type { Catalog } from '../catalog/catalog.js';
import type { Added } from '../catalog/membership.js';
import { ExtractPool } from '../extract/pool.js';
import { contentOf } from '../fetch/content.js';
import type { Exchange } from '../fetch/exchange.js';
import { Stop } from '../fetch/failure.js';
import type { Fetched } from '../fetch/fetch.js';
import { DEFAULT_LIMITS } from '../fetch/limits.js';
import { dueAt } from '../frontier/due.js';
import { Frontier } from '../frontier/frontier.js';
import { type Link, READABLE } from '../link.js';
import { formatList, type ListEntry, type ReadingList } from '../list/list.js';
import { canonicalUrl } from '../url.js';
import { judgePage } from '../visit.js';
import { Archive, type Finding } from './archive.js';
import { BadArchive, type KeptPage } from './warc.js';
import { foreignRecords } from './warc-file.js';

export interface ArchiveImportContext {
  catalog: Catalog;
  dataDir: string;
  clock: () => Date;
  /** One that is running already; else one is started and ended. */
  pool?: ExtractPool;
  onProgress?: (pages: number) => void;
  signal?: AbortSignal;
}

/** What was taken: `articles` of `pages`; the others were no articles, or older than what is there. */
export interface ArchiveImported extends Added {
  pages: number;
  articles: number;
}

/** Pages of one archive that become links. */
const MAX_PAGES = 200_000;
/** Days until the crawler looks for what became of such a page on the web. */
const RECRAWL_DAYS = 30;
/** Hops of a redirect that are followed inside the archive. */
const MAX_HOPS = 10;

/** Throws BadArchive before anything is stored. */
export async function importArchive(
  path: string,
  name: string,
  context: ArchiveImportContext,
): Promise<ArchiveImported> {
  const { catalog, dataDir, clock } = context;
  const { entries, sources } = await survey(path, catalog);
  if (entries.length === 0) throw new BadArchive(path, 'the archive holds no page with text');
  const list: ReadingList = { name, title: name.replace(/[-_]+/g, ' '), entries };
  const archive = await Archive.open(dataDir);
  const pool = context.pool ?? new ExtractPool();
  try {
    await archive.appendList(list, formatList(list), path);
    const added = catalog.addList(list, path, clock());
    const taken = await new Taking(archive, pool, sources, context).all(path);
    return { ...added, ...taken };
  } finally {
    if (!context.pool) await pool.close();
    await archive.close();
  }
}

/** One reading of the whole file: its pages as entries, and for each address the known links that lead to it. */
async function survey(
  path: string,
  catalog: Catalog,
): Promise<{ entries: ListEntry[]; sources: Map<string, string[]> }> {
  const entries = new Map<string, ListEntry>();
  const redirects = new Map<string, string>();
  for await (const record of foreignRecords(path)) {
    if (record.kind === 'redirect') {
      redirects.set(canonicalUrl(record.url), record.to);
      continue;
    }
    const url = record.kind === 'page' ? record.exchange.url : record.url;
    const canonical = canonicalUrl(url);
    if (entries.has(canonical) || entries.size >= MAX_PAGES) continue;
    entries.set(canonical, { url, title: record.title, note: '', section: [], line: entries.size + 1 });
  }
  const sources = new Map<string, string[]>();
  for (const from of redirects.keys()) {
    let at = from;
    for (let hop = 0; hop < MAX_HOPS && redirects.has(at); hop++) at = canonicalUrl(redirects.get(at)!);
    if (at !== from && entries.has(at) && catalog.link(from))
      sources.set(at, [...(sources.get(at) ?? []), from]);
  }
  return { entries: [...entries.values()], sources };
}

class Taking {
  readonly #archive: Archive;
  readonly #pool: ExtractPool;
  readonly #sources: Map<string, string[]>;
  readonly #context: ArchiveImportContext;
  readonly #frontier: Frontier;
  /** Pages taken, by the digest their records have in the file. */
  readonly #copies = new Map<string, KeptPage>();

  constructor(
    archive: Archive,
    pool: ExtractPool,
    sources: Map<string, string[]>,
    context: ArchiveImportContext,
  ) {
    this.#archive = archive;
    this.#pool = pool;
    this.#sources = sources;
    this.#context = context;
    this.#frontier = new Frontier(context.catalog.db, () => context.clock().getTime());
  }

  async all(path: string): Promise<{ pages: number; articles: number }> {
    let pages = 0;
    let articles = 0;
    for await (const record of foreignRecords(path)) {
      this.#context.signal?.throwIfAborted();
      if (record.kind === 'redirect') continue;
      const exchange =
        record.kind === 'page' ? record.exchange : await this.#again(record.url, record.date, record.digest);
      if (!exchange) continue;
      pages++;
      this.#context.onProgress?.(pages);
      const canonical = canonicalUrl(exchange.url);
      for (const name of [canonical, ...(this.#sources.get(canonical) ?? [])]) {
        const link = this.#context.catalog.link(name);
        if (link && (await this.#take(link, exchange, record.digest))) articles++;
      }
    }
    return { pages, articles };
  }

  async #again(url: string, date: string, digest: string): Promise<Exchange | null> {
    const copy = this.#copies.get(digest);
    const page = copy ? await this.#archive.read(copy) : null;
    if (!page || Number.isNaN(Date.parse(date))) return null;
    return { ...page, url, date: new Date(date).toISOString(), requestHeaders: [], address: null };
  }

  async #take(link: Link, exchange: Exchange, digest: string): Promise<boolean> {
    const { catalog, clock } = this.#context;
    if (READABLE.includes(link.status) && (link.fetchedAt ?? '') >= exchange.date) return false;
    const page = await fetchedOf(exchange);
    if (!page) return false;
    const opened = { page, about: {}, brief: false, related: [] };
    const context = {
      catalog,
      frontier: this.#frontier,
      pool: this.#pool,
      clock: () => clock().getTime(),
    };
    const { draft, about, resolved } = await judgePage(link, opened, context);
    // What is no article here may still be one on the web: such a link stays as it was.
    if (draft.article === null && draft.status !== 'duplicate' && draft.status !== 'unchanged') return false;
    const { article, ...rest } = draft;
    const finding: Finding = { ...rest, fetchedAt: exchange.date, attempts: 1 };
    const place = await this.#archive.append({ link: link.canonical, exchanges: [exchange], finding, about });
    if (place) this.#copies.set(digest, { ...place, url: exchange.url, date: exchange.date });
    catalog.atomically(() => {
      catalog.record(link.id, { ...finding, article, archive: place });
      const due = dueAt({ ...draft, failure: null }, 0, RECRAWL_DAYS, clock().getTime());
      this.#frontier.settle(link.id, { dueAt: due, failures: 0, resolved, wantsCopy: false });
    });
    return article !== null;
  }
}

/** The answer as the fetcher would have given it; null for a body that cannot be unpacked. */
async function fetchedOf(exchange: Exchange): Promise<Fetched | null> {
  try {
    const content = await contentOf(exchange, DEFAULT_LIMITS.maxBytes);
    return { ...exchange, ...content, finalUrl: exchange.url, redirects: [], hops: [], ms: 0 };
  } catch (error) {
    if (error instanceof Stop) return null;
    throw error;
  }
}
