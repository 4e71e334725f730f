/** Crawls a library with the settings of this run: the fetcher behind its guard, the pace, and how it goes. */
import type { Catalog } from '../../crawler/catalog/catalog.js';
import type { CrawlSummary } from '../../crawler/crawl.js';
import type { CrawlProgress } from '../../crawler/progress.js';
import type { Config } from '../settings.js';
import { openFetcher } from './fetcher.js';
import type { JobContext } from './jobs.js';
import { steady } from './steady.js';

export interface CrawlRequest {
  /** A URL, which is fetched even if it is not due, a host or a list. */
  only?: string | undefined;
  /** Links at most. */
  limit?: number | undefined;
  /** At the pace of the background: few hosts at a time, so that questions have the machine to themselves. */
  gentle?: boolean | undefined;
}

export interface Crawling {
  catalog: Catalog;
  config: Config;
  clock: () => Date;
  /** Hears of every link that is done, by status. */
  counted(status: string, links: number): void;
}

/** Hosts asked at the same time by a crawl in the background. */
const GENTLE_HOSTS = 4;

/** Runs under the writers' lock. Throws NothingToCrawl and what catalog and archive throw when the disk fails them. */
export async function crawlWith(
  { only, limit, gentle = false }: CrawlRequest,
  { catalog, config, clock, counted }: Crawling,
  { signal, report }: JobContext,
): Promise<CrawlSummary> {
  const { crawl } = await import('../../crawler/crawl.js');
  const { concurrency, hostDelay, recrawlDays, recover, wayback, waybackDelay, doors } = config.crawl;
  const fetcher = await openFetcher(config.crawl);
  const count = counting(counted);
  try {
    return await crawl({
      catalog,
      dataDir: config.library.data,
      fetcher,
      ...(only !== undefined && { only }),
      ...(limit !== undefined && { limit }),
      concurrency: gentle ? Math.min(concurrency, GENTLE_HOSTS) : concurrency,
      hostDelayMs: hostDelay,
      recrawlDays,
      recover: recover !== 'none',
      recoverWalled: recover === 'walled',
      waybackUrl: wayback,
      waybackDelayMs: waybackDelay,
      bases: doors,
      onProgress: (progress) => {
        count(progress);
        report(progress);
      },
      signal,
      clock: steady(clock),
    });
  } finally {
    await fetcher.close();
  }
}

/** Turns running totals into what was added since the last time. */
function counting(counted: Crawling['counted']): (progress: CrawlProgress) => void {
  const known: Record<string, number> = {};
  return ({ byStatus }) => {
    for (const [status, links] of Object.entries(byStatus)) {
      const added = links - (known[status] ?? 0);
      if (added > 0) counted(status, added);
      known[status] = Math.max(links, known[status] ?? 0);
    }
  };
}
