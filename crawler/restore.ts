/**
 * Makes the catalog's articles again from the archive, without the network. (I/O: disk)
 *
 * `restoreCatalog` fills an empty catalog from the archive alone: lists, links, what came of them, articles. `reextract`
 * reads every page again with the present extractor, for a catalog that is there. Cost: one reading of the archive, and one
 * extraction for each link that has an article.
 */
import { Archive, type Finding, type Replayed } from './archive/archive.js';
import type { ArchivePlace, Catalog, Outcome } from './catalog/catalog.js';
import type { Extraction } from './extract/extract.js';
import { ExtractPool } from './extract/pool.js';
import { contentOf } from './fetch/content.js';
import { Stop } from './fetch/failure.js';
import { DEFAULT_LIMITS } from './fetch/limits.js';
import { dueAt } from './frontier/due.js';
import { Frontier } from './frontier/frontier.js';
import type { Link } from './link.js';
import { parseList } from './list/list.js';
import { isRevisable, type Reading, rejudge } from './rejudge.js';
import { articleOf, resolvedCanonical } from './resolve.js';

export interface RestoreContext {
  catalog: Catalog;
  dataDir: string;
  /** One that is running already; else one is started and ended. */
  pool?: ExtractPool;
  /** Age at which an article is due again. */
  recrawlDays?: number;
  onProgress?: (done: number, total: number) => void;
  /** Hears of every stretch of the archive that cannot be read and is passed over. */
  onDamage?: (place: ArchivePlace) => void;
  signal?: AbortSignal;
  clock?: () => Date;
}

export interface Restored {
  lists: number;
  /** Links something is known of. */
  links: number;
  articles: number;
  /** Links whose article could not be made again: the page is gone from the archive, or gives no text any more. */
  lost: number;
}

type VisitRecord = Extract<Replayed, { kind: 'visit' }>;
type Source = VisitRecord & { place: ArchivePlace };
type Kept = Pick<Source, 'finding' | 'about' | 'place'>;
type Article = NonNullable<Outcome['article']>;

/** Pages being extracted at a time; the pool has fewer threads, so that none waits. */
const AT_ONCE = 8;

/**
 * Makes a catalog again from the archive alone. Killed in the middle, the catalog says that it is half restored, and the next call
 * begins anew. Throws CatalogUnwritable.
 */
export async function restoreCatalog(context: RestoreContext): Promise<Restored> {
  const { catalog, recrawlDays = 30, clock = () => new Date() } = context;
  return withArchive(context, async (archive, pool) => {
    const visits = new Map<string, VisitRecord[]>();
    catalog.beginRestore();
    for await (const each of archive.replay(undefined, context.onDamage)) {
      if (each.kind === 'list')
        catalog.addList(
          { ...parseList(each.markdown, each.name), title: each.title },
          each.origin,
          new Date(each.date),
        );
      else if (each.kind === 'list-removed') catalog.removeList(each.name);
      else visits.set(each.link, [...(visits.get(each.link) ?? []), each]);
    }
    const frontier = new Frontier(catalog.db, () => clock().getTime());
    const known = [...visits].filter(([canonical]) => catalog.link(canonical) !== null);
    let articles = 0;
    let lost = 0;
    await inTurns(known, context, async ([canonical, history]) => {
      const source = sourceOf(history);
      const made = source ? await articleAt(source, archive, pool) : null;
      if (made) articles++;
      else if (source) lost++;
      const link = catalog.link(canonical)!;
      catalog.atomically(() => {
        for (const visit of history) {
          catalog.record(link.id, {
            ...visit.finding,
            article: visit === source ? (made?.article ?? null) : null,
            archive: visit.place,
          });
        }
        const resolved = made?.resolved ?? null;
        const { finding } = history.at(-1)!;
        const due = dueAt({ ...finding, failure: null }, 0, recrawlDays, Date.parse(finding.fetchedAt));
        frontier.settle(link.id, { dueAt: due, failures: 0, resolved, wantsCopy: false });
      });
    });
    catalog.restored();
    return { lists: catalog.lists().length, links: known.length, articles, lost };
  });
}

/**
 * Reads the pages of all articles again, and those that the judge refused: what it sees otherwise now is recorded. A page that
 * gives no text any more keeps the article it had.
 */
export async function reextract(context: RestoreContext): Promise<Restored> {
  const { catalog } = context;
  return withArchive(context, async (archive, pool) => {
    const visits = new Map<string, VisitRecord[]>();
    for await (const each of archive.replay(undefined, context.onDamage)) {
      if (each.kind === 'visit') visits.set(each.link, [...(visits.get(each.link) ?? []), each]);
    }
    const held = catalog.links({ unlisted: true }).filter((link) => catalog.article(link.id) !== null);
    const doubted = catalog.links({ unlisted: true }).filter(isRevisable);
    const links = [...new Map([...held, ...doubted].map((link) => [link.id, link])).values()];
    let articles = 0;
    let lost = 0;
    await inTurns(links, context, async (link) => {
      const history = visits.get(link.canonical) ?? [];
      const source = isRevisable(link) ? history.findLast(hasPage) : sourceOf(history);
      const read = source ? await readingAt(link, source, archive, pool) : null;
      const outcome = read ? rejudge(link, read, catalog) : 'kept';
      if (outcome === 'article') articles++;
      else if (outcome === 'kept' && !isRevisable(link)) lost++;
    });
    return { lists: catalog.lists().length, links: links.length, articles, lost };
  });
}

async function withArchive<T>(
  context: RestoreContext,
  work: (archive: Archive, pool: ExtractPool) => Promise<T>,
): Promise<T> {
  const archive = await Archive.open(context.dataDir);
  const pool = context.pool ?? new ExtractPool();
  try {
    return await work(archive, pool);
  } finally {
    if (!context.pool) await pool.close();
    await archive.close();
  }
}

/** The visit that left the article a link has: the last that brought one. */
function sourceOf(history: readonly VisitRecord[]): Source | null {
  const brought = (visit: VisitRecord): visit is Source => visit.place !== null && brings(visit.finding);
  return history.findLast(brought) ?? null;
}

function brings({ status }: Finding): boolean {
  return status === 'fetched' || status === 'recovered';
}

function hasPage(visit: VisitRecord): visit is Source {
  return visit.place !== null;
}

/** The article of a page in the archive, as the crawler would have made it; null where it cannot be made. */
export async function articleAt(
  source: Kept,
  archive: Archive,
  pool: ExtractPool,
): Promise<{ article: Article; resolved: string } | null> {
  const read = await extractionAt(source, null, archive, pool);
  if (!read || read.extraction.text === '') return null;
  const { extraction, url } = read;
  return {
    article: articleOf(extraction, source.about),
    resolved: resolvedCanonical(url, extraction.canonicalUrl),
  };
}

/** A link's page read and judged again; null where it cannot be read. */
async function readingAt(
  link: Link,
  source: Source,
  archive: Archive,
  pool: ExtractPool,
): Promise<Reading | null> {
  const read = await extractionAt(source, link, archive, pool);
  if (!read) return null;
  const { finding, place, about } = source;
  const article = read.extraction.text === '' ? null : articleOf(read.extraction, about);
  return {
    article,
    verdict: read.extraction.verdict,
    finding,
    place,
    attested: Object.keys(about).length > 0,
  };
}

/** What the extractor makes of a page in the archive; judged as the answer to `link` where one is given. */
async function extractionAt(
  { place, finding }: Kept,
  link: Link | null,
  archive: Archive,
  pool: ExtractPool,
): Promise<{ extraction: Extraction; url: string } | null> {
  const page = await archive.read(place);
  if (!page) return null;
  try {
    const content = await contentOf(page, DEFAULT_LIMITS.maxBytes);
    const mime = finding.mime ?? (content.mime || null);
    const url = finding.finalUrl ?? page.url;
    const { status, headers } = page;
    const listTitle = link?.places.find((place) => place.title !== '')?.title;
    const answer = link && { url: link.url, status, headers, listTitle };
    const fetchedAt = new Date(finding.fetchedAt);
    const { body, charset } = content;
    const source = { body, mime, charset, url, fetchedAt, ...(answer && { answer }) };
    const extraction = await pool.run(source);
    return 'failed' in extraction ? null : { extraction, url };
  } catch (error) {
    if (error instanceof Stop) return null;
    throw error;
  }
}

/** Works on all items, some at a time. */
async function inTurns<T>(
  items: readonly T[],
  { onProgress, signal }: RestoreContext,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let done = 0;
  const turn = async () => {
    while (next < items.length) {
      signal?.throwIfAborted();
      await work(items[next++]!);
      onProgress?.(++done, items.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, turn));
}
