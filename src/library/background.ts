/**
 * The service's own diligence: fetches what is due, gently and pausably, and re-indexes as articles arrive.
 *
 * A pause aborts the crawl, which loses nothing: its state is on disk and resuming goes on where it stopped.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrawlState } from './status.js';

/** What the loop drives; each call resolves when the work is done, and may be aborted. */
export interface Chores {
  /** Fetches what is due; says whether the network was out of reach, and when (ISO 8601) the next link comes due. */
  crawl(signal: AbortSignal): Promise<Crawled>;
  /** Builds and publishes an index if the catalog has changed since the last one. */
  index(signal: AbortSignal): Promise<void>;
  /** A chore failed in a way that may pass (another process writes, the disk is full): it is tried again later. */
  failed(error: unknown): void;
}

interface Crawled {
  offline: boolean;
  nextDueAt: string | null;
}

/** Milliseconds. New articles should be found soon, and a build costs seconds of one core: rarer as it lasts longer. */
const FIRST_INDEX = 20_000;
const NEXT_INDEX = 60_000;
/** Milliseconds between two looks for links that have come due, and after a failure or with no network. */
const IDLE = 10 * 60_000;
const TROUBLE = 60_000;
const SOON = 5_000;

export class Background {
  readonly #chores: Chores;
  readonly #now: () => Date;
  #state: CrawlState = 'off';
  #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(chores: Chores, now: () => Date) {
    this.#chores = chores;
    this.#now = now;
  }

  get state(): CrawlState {
    return this.#state;
  }

  start(): void {
    if (this.#state !== 'off' && this.#state !== 'paused') return;
    this.#state = 'idle';
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#loop = this.#loop.then(() => this.#run(signal));
  }

  /** Stops the work at once and stays stopped until `start`. */
  async pause(): Promise<void> {
    if (this.#state === 'off') return;
    this.#state = 'paused';
    this.#stop.abort();
    await this.#loop;
  }

  /** Looks for work now: a list was imported. */
  wake(): void {
    this.#wake();
  }

  async close(): Promise<void> {
    await this.pause();
    this.#state = 'off';
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const rest = await this.#round(signal);
      if (signal.aborted) return;
      this.#state = 'idle';
      await this.#sleep(rest, signal);
    }
  }

  /** One round of chores; resolves to the milliseconds of rest after it. */
  async #round(signal: AbortSignal): Promise<number> {
    try {
      await this.#chores.index(signal);
      this.#state = 'running';
      const { offline, nextDueAt } = await this.#crawlAndIndex(signal);
      await this.#chores.index(signal);
      return offline ? TROUBLE : untilDue(nextDueAt, this.#now());
    } catch (error) {
      if (!signal.aborted) this.#chores.failed(error);
      return TROUBLE;
    }
  }

  async #crawlAndIndex(signal: AbortSignal): Promise<Crawled> {
    const crawled = new AbortController();
    const indexing = this.#indexMeanwhile(AbortSignal.any([signal, crawled.signal]));
    try {
      return await this.#chores.crawl(signal);
    } finally {
      crawled.abort();
      await indexing;
    }
  }

  async #indexMeanwhile(signal: AbortSignal): Promise<void> {
    let pause = FIRST_INDEX;
    while (await elapsed(pause, signal)) {
      const start = performance.now();
      try {
        await this.#chores.index(signal);
      } catch (error) {
        if (!signal.aborted) this.#chores.failed(error);
      }
      pause = Math.max(NEXT_INDEX, 10 * (performance.now() - start));
    }
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    await elapsed(ms, AbortSignal.any([signal, woken.signal]));
    this.#wake = () => {};
  }
}

/** Milliseconds of rest until a link comes due, but never so long that a new list would be overlooked. */
function untilDue(nextDueAt: string | null, now: Date): number {
  const wait = nextDueAt === null ? IDLE : Date.parse(nextDueAt) - now.getTime();
  return Math.min(IDLE, Math.max(SOON, wait));
}

/** Whether the time passed before `signal` aborted. */
async function elapsed(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal, ref: false });
    return true;
  } catch (error) {
    if ((error as Error).name === 'AbortError') return false;
    throw error;
  }
}
