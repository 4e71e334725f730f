/**
 * Crawls: fetches every link that is due and leaves none without an outcome. (I/O: network, disk)
 *
 * A link is done when its outcome is recorded; what a crash interrupts before that is simply due again. The archive is
 * written just before the record, so that at most its last pages are unknown to the catalog; the next crawl adopts them, and
 * every page is stored exactly once.
 */

import { setMaxListeners } from 'node:events';
import { adoptUnrecorded } from './adopt.js';
import { Archive } from './archive/archive.js';
import type { Catalog } from './catalog/catalog.js';
import { CrawlRun, type RunContext } from './crawl-run.js';
import { DOOR_BASES, type DoorBases } from './doors/door.js';
import { ExtractPool } from './extract/pool.js';
import type { Fetcher } from './fetch/fetch.js';
import { PRODUCT } from './fetch/user-agent.js';
import { Frontier } from './frontier/frontier.js';
import { PauseSwitch } from './frontier/pause.js';
import { Politeness } from './frontier/politeness.js';
import { RobotsCache } from './frontier/robots-cache.js';
import type { Link } from './link.js';
import { type CrawlProgress, Tally } from './progress.js';
import { copyWish, Recovery } from './recovery.js';
import type { Draft } from './visit.js';
import { Wayback } from './wayback.js';

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
  /** Look for archived copies of dead links; of walled ones too. */
  recover?: boolean;
  recoverWalled?: boolean;
  /** The archive asked for copies: base URL of a Wayback Machine. */
  waybackUrl?: string;
  /** ms between two requests to it. */
  waybackDelayMs?: number;
  /** Where the services behind special sources are, instead of their own addresses. */
  bases?: Partial<DoorBases>;
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

const DEFAULTS = {
  concurrency: 16,
  hostDelayMs: 1000,
  recrawlDays: 30,
  offlinePatienceMs: 60_000,
  recover: true,
  recoverWalled: false,
  waybackUrl: 'https://web.archive.org',
  waybackDelayMs: 1000,
};
const PROGRESS_MS = 250;
/** Heap of an extraction worker: real pages need a tenth of it, and a crawl shares its machine with the server. */
const EXTRACTION_MB = 224;

/** Crawls what is due. @throws NothingToCrawl, and what catalog and archive throw when the disk fails them. */
export async function crawl(given: CrawlOptions): Promise<CrawlSummary> {
  const options = { ...DEFAULTS, clock: Date.now, ...given };
  if (options.only !== undefined) choose(options.catalog, options.only); // before anything is opened
  const archive = await Archive.open(options.dataDir);
  const pool = new ExtractPool({ memoryMb: EXTRACTION_MB });
  try {
    const { catalog, recrawlDays, clock } = options;
    const frontier = new Frontier(catalog.db, clock);
    if (frontier.unclean) await adoptUnrecorded({ catalog, archive, frontier, pool, recrawlDays });
    return await crawlDue({ ...options, frontier, archive, pool });
  } finally {
    await pool.close();
    await archive.close();
  }
}

type Opened = CrawlOptions &
  typeof DEFAULTS & { clock: () => number } & Pick<RunContext, 'frontier' | 'archive' | 'pool'>;

async function crawlDue(options: Opened): Promise<CrawlSummary> {
  const { catalog, fetcher, frontier, clock, waybackUrl, pause = new PauseSwitch() } = options;
  const signal = AbortSignal.any(options.signal ? [options.signal] : []);
  setMaxListeners(0, signal); // every request under way listens
  const tally = new Tally(queueDue(options), clock);
  const wish = copyWish(waybackUrl, options.recoverWalled);
  const shared = {
    ...options,
    tally,
    signal,
    unpaused: () => pause.unpaused(signal),
    wantsCopy: (link: Link, draft: Draft) => options.recover && wish(link, draft),
  };
  const wayback = new Wayback({
    fetch: fetcher,
    webBase: waybackUrl,
    delayMs: options.waybackDelayMs,
    clock,
  });
  const recovery = new Recovery({ ...shared, wayback, onProgress: () => report() });
  const run = new CrawlRun({
    ...shared,
    bases: { ...DOOR_BASES, ...options.bases },
    politeness: new Politeness(options.hostDelayMs, clock),
    robots: new RobotsCache(catalog.db, fetcher, PRODUCT, clock),
    onSettled: () => {
      recovery.look();
      report();
    },
  });
  const snapshot = (): CrawlProgress => ({
    ...tally.snapshot(),
    active: run.activeHosts,
    copiesWanted: recovery.wanted,
    offline: run.offline,
    paused: pause.paused,
  });
  const report = throttled(PROGRESS_MS, () => options.onProgress?.(snapshot()));
  const ticking = setInterval(report, PROGRESS_MS);
  frontier.unclean = true;
  try {
    await Promise.all([
      run.run().finally(() => recovery.end()),
      ...(options.recover ? [recovery.run()] : []),
    ]);
    frontier.unclean = false;
  } finally {
    clearInterval(ticking);
  }
  const summary = snapshot();
  options.onProgress?.(summary);
  const { postponed } = run;
  const nextDueAt = iso(frontier.nextDueAt());
  return { ...summary, ms: tally.elapsedMs, interrupted: signal.aborted, postponed, nextDueAt };
}

/** Queues what is due, and what an earlier crawl refused for settings that have changed; says how many. */
function queueDue({ catalog, only, limit, fetcher, frontier }: Opened): number {
  const { links, exact } = choose(catalog, only);
  const opened = (link: Link) =>
    link.status === 'refused' && link.reason === 'private-address' && fetcher.guard.allowPrivate;
  return frontier.load(links, {
    again: (link) => exact || opened(link),
    limit: limit ?? Number.POSITIVE_INFINITY,
  });
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** Calls that come sooner than `ms` after the last one do nothing. */
function throttled(ms: number, action: () => void): () => void {
  let last = 0;
  return () => {
    if (performance.now() - last < ms) return;
    last = performance.now();
    action();
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
