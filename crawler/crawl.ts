/**
 * Crawls: fetches every link that is due and leaves none without an outcome. (I/O: network, disk)
 *
 * A link is done when its outcome is recorded; what a crash interrupts before that is simply due again. The archive is
 * written just before the record, in one order, so that at most its last records are unknown to the catalog; they are cut
 * when the next crawl begins, and every page is stored exactly once.
 */
import { Archive } from './archive.js';
import type { Catalog } from './catalog.js';
import { CrawlRun } from './crawl-run.js';
import { ExtractPool } from './extract/pool.js';
import type { Fetcher } from './fetch.js';
import { Frontier } from './frontier.js';
import type { Link } from './link.js';
import { PauseSwitch } from './pause.js';
import { Politeness } from './politeness.js';
import { type CrawlProgress, Tally } from './progress.js';
import { RobotsCache } from './robots-cache.js';
import { PRODUCT } from './user-agent.js';

export interface CrawlOptions {
  catalog: Catalog;
  dataDir: string;
  fetcher: Fetcher;
  /** Only one link (URL, fetched even if it is not due), a host's or a list's links. */
  only?: string;
  /** Links at most. */
  limit?: number;
  /** Links under way at the same time, each at another host. */
  concurrency?: number;
  /** ms between two requests to one host, where the host asks for no longer pause. */
  hostDelayMs?: number;
  /** Age in days at which a fetched article is due again; 0 never. */
  recrawlDays?: number;
  /** ms to wait for a missing network before the crawl ends; Infinity for a background crawl. */
  offlinePatienceMs?: number;
  onProgress?: (progress: CrawlProgress) => void;
  /** Ends the crawl; what is under way is left for the next one. */
  signal?: AbortSignal;
  pause?: PauseSwitch;
  clock?: () => number;
}

export interface CrawlSummary extends CrawlProgress {
  ms: number;
  /** Ended by the signal. */
  interrupted: boolean;
  /** Links left for a later run because their hosts asked for a long wait. */
  postponed: number;
  /** ISO 8601; when the next link becomes due, or null. */
  nextDueAt: string | null;
}

/** `only` names no link, host or list there is. */
export class NothingToCrawl extends Error {
  readonly only: string;
  constructor(only: string) {
    super(`no link, host or list is called ${only}`);
    this.name = 'NothingToCrawl';
    this.only = only;
  }
}

const PROGRESS_MS = 250;

/** Crawls what is due. @throws NothingToCrawl, and what catalog and archive throw when the disk fails them. */
export async function crawl(options: CrawlOptions): Promise<CrawlSummary> {
  const { catalog, fetcher, clock = Date.now, pause = new PauseSwitch() } = options;
  const signal = options.signal ?? new AbortController().signal;
  const { links, exact } = choose(catalog, options.only);
  const frontier = new Frontier(catalog.db, clock);
  const opened = (link: Link) =>
    link.status === 'refused' && link.reason === 'private-address' && fetcher.guard.allowPrivate;
  const queued = frontier.load(links, {
    again: (link) => exact || opened(link),
    limit: options.limit ?? Number.POSITIVE_INFINITY,
  });
  const tally = new Tally(queued.length, clock);
  const archive = await Archive.open(options.dataDir);
  const pool = new ExtractPool();
  const politeness = new Politeness(options.hostDelayMs ?? 1000, clock);
  const run = new CrawlRun({
    catalog,
    frontier,
    archive,
    pool,
    politeness,
    tally,
    fetcher,
    robots: new RobotsCache(catalog.db, fetcher, PRODUCT, clock),
    concurrency: options.concurrency ?? 16,
    recrawlDays: options.recrawlDays ?? 30,
    offlinePatienceMs: options.offlinePatienceMs ?? 60_000,
    unpaused: () => pause.unpaused(signal),
    onProgress: () => report(),
    wantsCopy: () => false,
    clock,
    signal,
  });
  const snapshot = (): CrawlProgress => ({
    done: tally.done,
    total: tally.total,
    ok: tally.ok,
    byStatus: { ...tally.byStatus },
    byReason: { ...tally.byReason },
    ...tally.rate(),
    active: run.activeHosts,
    copiesWanted: 0,
    offline: run.offline,
    paused: pause.paused,
  });
  let reportedAt = 0;
  const report = () => {
    if (!options.onProgress || clock() - reportedAt < PROGRESS_MS) return;
    reportedAt = clock();
    options.onProgress(snapshot());
  };
  const ticking = setInterval(report, PROGRESS_MS);
  try {
    await run.run();
  } finally {
    clearInterval(ticking);
    await pool.close();
    await archive.close();
  }
  const summary = snapshot();
  options.onProgress?.(summary);
  const nextDueAt = frontier.nextDueAt();
  return {
    ...summary,
    ms: tally.elapsedMs,
    interrupted: signal.aborted,
    postponed: run.postponed,
    nextDueAt: nextDueAt === null ? null : new Date(nextDueAt).toISOString(),
  };
}

function choose(catalog: Catalog, only: string | undefined): { links: Link[]; exact: boolean } {
  if (only === undefined) return { links: catalog.links(), exact: false };
  const link = catalog.link(only);
  if (link && link.places.length > 0) return { links: [link], exact: true };
  for (const filter of [{ list: only }, { host: only.replace(/^www\./i, '') }]) {
    const links = catalog.links(filter);
    if (links.length > 0) return { links, exact: false };
  }
  throw new NothingToCrawl(only);
}
