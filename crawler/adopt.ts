/**
 * Takes over what the archive holds and the catalog does not know: pages written just before a crawl was killed. (I/O: disk)
 *
 * Archive and catalog cannot be written in one step. The archive goes first; what was killed between the two is found here when
 * the next crawl begins, and recorded from the archive as it would have been, so that it is neither fetched nor stored again.
 */
import type { Archive, Replayed } from './archive/archive.js';
import type { ArchivePlace, Catalog } from './catalog/catalog.js';
import type { ExtractPool } from './extract/pool.js';
import { dueAt } from './frontier/due.js';
import type { Frontier } from './frontier/frontier.js';
import { articleAt } from './restore.js';

type VisitRecord = Extract<Replayed, { kind: 'visit' }> & { place: ArchivePlace };

export interface AdoptContext {
  catalog: Catalog;
  archive: Archive;
  frontier: Frontier;
  pool: ExtractPool;
  recrawlDays: number;
}

/** Only after a crawl that did not end by itself, and only the archive's last files: what came before is known to be known. */
export async function adoptUnrecorded(context: AdoptContext): Promise<number> {
  let adopted = 0;
  for (const visit of await unrecorded(context)) if (await adopt(visit, context)) adopted++;
  return adopted;
}

async function unrecorded({ catalog, archive }: AdoptContext): Promise<VisitRecord[]> {
  const last = catalog.db.prepare('SELECT max(archive_file) FROM fetches').pluck().get() as string | null;
  const known = catalog.db.prepare('SELECT 1 FROM fetches WHERE archive_file = ? AND archive_offset = ?');
  const found: VisitRecord[] = [];
  for await (const each of archive.replay(last ?? undefined)) {
    if (each.kind !== 'visit' || !each.place) continue;
    if (!known.get(each.place.file, each.place.offset)) found.push({ ...each, place: each.place });
  }
  return found;
}

async function adopt(
  { link: canonical, finding, about, place }: VisitRecord,
  context: AdoptContext,
): Promise<boolean> {
  const { catalog, archive, frontier, pool, recrawlDays } = context;
  const link = catalog.link(canonical);
  if (!link || (finding.status !== 'fetched' && finding.status !== 'recovered')) return false;
  const made = await articleAt({ finding, about, place }, archive, pool);
  if (!made) return false;
  catalog.atomically(() => {
    catalog.record(link.id, { ...finding, article: made.article, archive: place });
    const due = dueAt({ ...finding, failure: null }, 0, recrawlDays, Date.parse(finding.fetchedAt));
    frontier.settle(link.id, { dueAt: due, failures: 0, resolved: made.resolved, wantsCopy: false });
  });
  return true;
}
