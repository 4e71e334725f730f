/** Ends a visit: the answer goes to the archive, the outcome to the catalog, the next date to the frontier. (I/O: disk) */
import type { Archive, Finding } from './archive/archive.js';
import type { Catalog } from './catalog/catalog.js';
import { dueAt } from './frontier/due.js';
import type { Frontier } from './frontier/frontier.js';
import type { Link } from './link.js';
import type { Draft, Visited } from './visit.js';

export interface SettleContext {
  catalog: Catalog;
  archive: Archive;
  frontier: Frontier;
  recrawlDays: number;
  clock: () => number;
  /** A link failed in a way an archived copy could mend. */
  wantsCopy: (link: Link, draft: Draft) => boolean;
}

/** True for outcomes without an article. */
export function isBad({ status }: { status: string }): boolean {
  return status === 'failed' || status === 'refused';
}

/**
 * Archive first, catalog second: what a kill in between leaves is adopted by the next crawl.
 * @param attempts tries it took
 */
export async function settle(
  link: Link,
  visited: Visited,
  attempts: number,
  context: SettleContext,
): Promise<void> {
  const { archive, catalog, frontier, recrawlDays, clock } = context;
  const { draft, exchanges, about, failure, resolved } = visited;
  const { article, ...rest } = draft;
  const now = clock();
  const finding: Finding = {
    ...rest,
    fetchedAt: new Date(now).toISOString(),
    attempts: Math.max(1, attempts),
  };
  const place = await archive.append({ link: link.canonical, exchanges, finding, about });
  const bad = isBad(draft);
  catalog.atomically(() => {
    const failures = bad ? frontier.known(link.id).failures + 1 : 0;
    catalog.record(link.id, { ...finding, article, archive: place });
    frontier.settle(link.id, {
      dueAt: dueAt({ ...draft, failure }, failures, recrawlDays, now),
      failures,
      resolved,
      wantsCopy: bad && context.wantsCopy(link, draft),
    });
    if (bad) frontier.wakeDuplicates(link.canonical);
  });
}
