/**
 * The service's own diligence: fetches what is due, gently and pausably, and re-indexes as articles arrive.
 *
 * A pause aborts the crawl, which loses nothing: its state is on disk and resuming goes on where it stopped.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrawlState } from './status.js';

/** What the loop drives; each call resolves when the work is done, and may be aborted. */
export interface Chores {
  /** Fetches what is due; says how many links were, and whether the network was out of reach. */
  crawl(signal: AbortSignal): Promise<{ fetched: number; offline: boolean }>;
  /** Builds and publishes an index if the catalog has changed since the last one. */
  index(signal: AbortSignal): Promise<void>;
  /** A chore failed in a way that may pass (another process writes, the disk is full): it is tried again later. */
  failed(error: unknown): void;
}

/** Milliseconds. New articles should be found soon, and a build costs seconds of one core: rarer as it lasts longer. */
const FIRST_INDEX = 20_000;
const NEXT_INDEX = 60_000;
/** Milliseconds between two looks for links that have come due, and after a failure or with no network. */
const IDLE = 10 * 60_000;
const TROUBLE = 60_000;

export class Background {
  readonly #chores: Chores;
  #state: CrawlState = 'off';
  #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(chores: Chores) {
    this.#chores = chores;
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
      const { offline } = await this.#crawlAndIndex(signal);
      await this.#chores.index(signal);
      return offline ? TROUBLE : IDLE;
    } catch (error) {
      if (!signal.aborted) this.#chores.failed(error);
      return TROUBLE;
    }
  }

  async #crawlAndIndex(signal: AbortSignal): Promise<{ offline: boolean }> {
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
