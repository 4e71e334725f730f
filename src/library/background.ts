/**
 * The service's own diligence: fetches what is due, gently and pausably, and re-indexes as articles arrive.
 *
 * A pause aborts the crawl, which loses nothing: its state is on disk and resuming goes on where it stopped.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CrawlState } from './status.js';

/** What the loop drives; each call resolves when the work is done, and may be aborted. */
export interface Chores {
  /** Fetches what is due; says whether the network was out of reach, and when (ISO 8601) the next link comes due; null: another took its place. */
  crawl(signal: AbortSignal): Promise<Crawled | null>;
  /** Builds and publishes an index if the catalog has changed since the last one. */
  index(signal: AbortSignal): Promise<void>;
  /** A chore failed in a way that may pass (another process writes, the disk is full): it is tried again later. */
  failed(error: unknown): void;
}

interface Crawled {
  offline: boolean;
  nextDueAt: string | null;
}

/** How long to rest between chores (milliseconds). */
export interface Pace {
  /** From the beginning of a crawl to the first index, and at least from one index to the next. */
  firstIndex: number;
  nextIndex: number;
  /** At most and at least until links are looked for again. */
  idle: number;
  soon: number;
  /** After a failure, or with no network. */
  trouble: number;
}

/** New articles should be found soon; a build costs seconds of one core. */
const PACE: Pace = { firstIndex: 20_000, nextIndex: 60_000, idle: 600_000, soon: 5_000, trouble: 60_000 };
/** A build that takes long is worth its time less often: rest this many times as long as it took. */
const REST = 10;

export class Background {
  readonly #chores: Chores;
  readonly #now: () => Date;
  readonly #pace: Pace;
  #state: CrawlState = 'off';
  #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(chores: Chores, now: () => Date, pace: Pace = PACE) {
    this.#chores = chores;
    this.#pace = pace;
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
      const crawled = await this.#crawlAndIndex(signal);
      await this.#chores.index(signal);
      if (crawled === null) return this.#pace.soon;
      const { offline, nextDueAt } = crawled;
      return offline ? this.#pace.trouble : this.#untilDue(nextDueAt);
    } catch (error) {
      if (!signal.aborted) this.#chores.failed(error);
      return this.#pace.trouble;
    }
  }

  async #crawlAndIndex(signal: AbortSignal): Promise<Crawled | null> {
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
    let pause = this.#pace.firstIndex;
    while (await elapsed(pause, signal)) {
      const start = performance.now();
      try {
        await this.#chores.index(signal);
      } catch (error) {
        if (!signal.aborted) this.#chores.failed(error);
      }
      pause = Math.max(this.#pace.nextIndex, REST * (performance.now() - start));
    }
  }

  /** Milliseconds of rest until a link comes due, but never so long that a new list would be overlooked. */
  #untilDue(nextDueAt: string | null): number {
    const { idle, soon } = this.#pace;
    const wait = nextDueAt === null ? idle : Date.parse(nextDueAt) - this.#now().getTime();
    return Math.min(idle, Math.max(soon, wait));
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
