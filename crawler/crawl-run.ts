/** One run of the crawl: keeps as many hosts busy as it may, and settles every link with an outcome. (I/O: network, disk) */

import { type FetchFailure, isFailure } from './fetch/failure.js';
import { Breaker, REST_MS } from './frontier/breaker.js';
import type { Visit } from './frontier/frontier.js';
import { isNetworkFailure, OfflineWatch } from './frontier/offline.js';
import { LONGEST_WAIT_MS, type PoliteContext, politeFetch, turnAt } from './frontier/polite-fetch.js';
import { politeKey } from './frontier/politeness.js';
import { backoffMs } from './frontier/retry.js';
import type { Tally } from './progress.js';
import { type SettleContext, settle } from './settle.js';
import { failed, type VisitContext, type Visited, visitLink } from './visit.js';

/** Tries a link gets in one run. What hangs costs seconds each time, so it gets fewer. */
const ATTEMPTS: Record<string, number> = { timeout: 2, 'connection-refused': 2, unreachable: 2 };
const MOST_ATTEMPTS = 3;
/** With nothing to do for longer than this, what is left is left for a later run. */
const POSTPONE_MS = 90_000;
/**
 * Pages that may wait for extraction, those included that will come any moment: enough to keep it busy, few enough that a kill
 * costs little. A fetch that takes longer than `SOON_MS` is the network's to wait for and does not count.
 */
const BACKLOG = 8;
const SOON_MS = 250;
/** While offline: ms between two tries. */
const PROBE_MS = 5_000;

export interface RunContext extends Omit<VisitContext, 'fetch'>, SettleContext, PoliteContext {
  tally: Tally;
  concurrency: number;
  /** ms to wait for the network to come back before the run ends; Infinity waits for ever. */
  offlinePatienceMs: number;
  /** Resolves at once unless the run is paused. */
  unpaused: () => Promise<void>;
  /** A link was settled, or the network was lost. */
  onSettled: () => void;
}

export class CrawlRun {
  readonly #context: RunContext;
  readonly #breaker = new Breaker();
  readonly #watch = new OfflineWatch();
  /** Every link under way; and of these the ones whose requests are not over, with the time they began (ms). */
  readonly #active = new Set<Visit>();
  readonly #fetching = new Map<Visit, number>();
  #wake: () => void = () => {};
  #crash: { error: unknown } | null = null;
  #probeAt = 0;
  /** Links left for a later run because their host asked for a long wait. */
  postponed = 0;

  constructor(context: RunContext) {
    this.#context = context;
  }

  get activeHosts(): string[] {
    return [...new Set([...this.#fetching.keys()].map((visit) => visit.host))];
  }

  get offline(): boolean {
    return this.#watch.since !== null;
  }

  /** Runs until nothing is left, the signal is aborted, or patience with a missing network ends. Then nothing is in flight. */
  async run(): Promise<void> {
    const { signal } = this.#context;
    const stop = () => this.#wake();
    signal.addEventListener('abort', stop);
    try {
      while (!signal.aborted && !this.#crash && (await this.#step()));
    } finally {
      signal.removeEventListener('abort', stop);
      while (this.#active.size > 0) await this.#sleep(1000);
    }
    if (this.#crash) throw this.#crash.error;
  }

  /** One turn of the loop; false once there is nothing left to do. */
  async #step(): Promise<boolean> {
    const { frontier, unpaused } = this.#context;
    await unpaused();
    if (this.offline) {
      if (this.#patienceOver()) return false;
      await this.#sleep(this.#probe());
      return true;
    }
    const wait = this.#fill();
    const idle = this.#active.size === 0 && frontier.size === 0;
    if (idle && this.#watch.holding === 0) return false;
    if (idle || this.#watch.suspicious) await this.#settleDoubt(idle);
    else if (this.#active.size === 0 && wait > POSTPONE_MS) this.postponed += frontier.dropAll();
    else await this.#sleep(wait);
    return true;
  }

  /** Starts what may be started; ms until more may be. */
  #fill(): number {
    const { frontier, politeness, concurrency, signal } = this.#context;
    while (this.#fetching.size < concurrency && !signal.aborted) {
      if (this.#backlog() >= BACKLOG) return SOON_MS;
      const next = frontier.next((host) => politeness.waitFor(host));
      if (typeof next === 'number') return next;
      this.#start(next);
    }
    return Number.POSITIVE_INFINITY;
  }

  #backlog(): number {
    const recent = performance.now() - SOON_MS;
    let soon = 0;
    for (const startedAt of this.#fetching.values()) if (startedAt > recent) soon++;
    return this.#active.size - this.#fetching.size + soon;
  }

  #start(visit: Visit): void {
    visit.attempts++;
    this.#fetching.set(visit, performance.now());
    this.#track(this.#visit(visit), visit);
  }

  /** Work on a link that the run does not end before. */
  #track(work: Promise<void>, visit: Visit): void {
    this.#active.add(visit);
    work
      .catch((error) => {
        if (!this.#context.signal.aborted) this.#crash ??= { error };
      })
      .finally(() => {
        this.#active.delete(visit);
        this.#fetching.delete(visit);
        this.#context.frontier.fetched(visit);
        this.#wake();
      });
  }

  async #visit(visit: Visit): Promise<void> {
    const { frontier } = this.#context;
    const freeHost = () => {
      this.#fetching.delete(visit);
      frontier.fetched(visit);
      this.#wake();
    };
    const context: VisitContext = { ...this.#context, fetch: politeFetch(this.#context) };
    const visited = await visitLink(visit.link, context, freeHost);
    const { failure } = visited;
    if (isNetworkFailure(failure) && !failure.hops) return this.#watch.hold(visit, failure);
    this.#heard(visit, visited);
    if (failure) await this.#afterFailure(visit, visited, failure);
    else {
      this.#breaker.answered(visit.url.origin);
      await this.#settle(visit, visited);
    }
  }

  /** Somebody answered: the network is there, and what was held back is the hosts' own failure. */
  #heard(visit: Visit, visited: Visited): void {
    if (visited.failure?.refused && visited.failure.failed !== 'robots') return; // our own decision proves nothing
    this.#watch.witness = visit.url.href;
    const wasOffline = this.offline;
    this.#watch.since = null;
    this.#letGo(wasOffline);
  }

  #letGo(again: boolean): void {
    const { frontier, clock } = this.#context;
    for (const { visit, failure } of this.#watch.release()) {
      if (again) frontier.retry({ ...visit, attempts: 0 }, clock());
      else this.#track(this.#afterFailure(visit, failed(failure), failure), visit);
    }
  }

  /** Too many hosts in a row cannot be resolved, or the last ones: theirs or ours? */
  async #settleDoubt(nothingElse: boolean): Promise<void> {
    const { fetcher, signal, clock } = this.#context;
    if (nothingElse && this.#watch.believable) return this.#letGo(false);
    if (this.#watch.witness !== null) {
      const admit = turnAt(this.#context);
      const url = new URL('/robots.txt', this.#watch.witness).href;
      const answer = await fetcher(url, { admit, signal, truncate: true, maxBytes: 1024, anyType: true });
      if (!isFailure(answer) || !isNetworkFailure(answer)) return this.#letGo(false);
    }
    this.#watch.since = clock();
    this.#probeAt = clock() + PROBE_MS;
    this.#context.onSettled();
  }

  /** While offline: tries one link now and then; ms until the next. */
  #probe(): number {
    const { clock } = this.#context;
    if (this.#active.size === 0 && clock() >= this.#probeAt) {
      this.#probeAt = clock() + PROBE_MS;
      const visit = this.#watch.takeProbe();
      if (visit) this.#start(visit);
    }
    return Math.max(1, this.#probeAt - clock());
  }

  #patienceOver(): boolean {
    const { clock, offlinePatienceMs } = this.#context;
    return this.#watch.since !== null && clock() - this.#watch.since >= offlinePatienceMs;
  }

  /** Until something happens, at most `ms`. */
  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(() => this.#wake(), ms) : null;
      this.#wake = () => {
        if (timer) clearTimeout(timer);
        this.#wake = () => {};
        resolve();
      };
    });
  }

  async #afterFailure(visit: Visit, visited: Visited, failure: FetchFailure): Promise<void> {
    const { frontier, politeness, clock } = this.#context;
    const { origin } = new URL(failure.url ?? visit.url); // a redirect's target may be the one that is gone
    if (failure.hops) this.#breaker.answered(visit.url.origin);
    if (failure.httpStatus !== null) this.#breaker.answered(origin);
    const state = this.#breaker.failed(origin, failure);
    if (state === 'dead') {
      await this.#settle(visit, visited);
      for (const other of frontier.drain(origin)) await this.#settle(other, deadHost(failure));
      return;
    }
    if (state === 'open') politeness.hold(politeKey(new URL(origin)), REST_MS);
    const askedMs = failure.retryAfterMs ?? 0;
    const final = !failure.transient || visit.attempts >= attemptsFor(failure) || askedMs > LONGEST_WAIT_MS;
    if (final) await this.#settle(visit, visited);
    else frontier.retry(visit, clock() + Math.max(askedMs, backoffMs(visit.attempts, Math.random())));
  }

  async #settle(visit: Visit, visited: Visited): Promise<void> {
    const { tally, onSettled } = this.#context;
    await settle(visit.link, visited, visit.attempts, this.#context);
    tally.count(visited.draft.status, visited.draft.reason);
    onSettled();
  }
}

/** What stalled halfway has cost its seconds and would again; it is tried in a later run. */
function attemptsFor(failure: FetchFailure): number {
  if (failure.failed === 'timeout' && failure.httpStatus !== null) return 1;
  return ATTEMPTS[failure.failed] ?? MOST_ATTEMPTS;
}

/** The outcome of a link that was never asked, because its host did not answer all the others. */
function deadHost(failure: FetchFailure): Visited {
  return failed({ ...failure, evidence: `not asked, as its host did not answer: ${failure.evidence}` });
}
