/** Work that outlives the request that asked for it: started once, watched by many, cancelled on the way out. */
import { EventEmitter, once } from 'node:events';

export type JobKind = 'crawl' | 'index';
export type JobState = 'running' | 'done' | 'failed' | 'cancelled';

/** A job as anyone may see it. `progress` and `result` are the verb's own (`CrawlProgress`, `Manifest`, ...). */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly progress: unknown;
  readonly result: unknown;
  readonly error: Error | null;
}

/** What a running job is handed. */
export interface JobContext {
  readonly signal: AbortSignal;
  report(progress: unknown): void;
}

interface Entry {
  job: Job;
  readonly abort: AbortController;
  finished: Promise<void>;
}

/** Finished jobs that are remembered, oldest forgotten first. */
const REMEMBERED = 50;

export class Jobs {
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #clock: () => Date;
  #count = 0;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /**
   * Starts a job, or hands out the running one of that kind: two crawls of one catalog would only get in each other's way.
   * The running one named by `instead` is cancelled for the new one, which begins when it has ended.
   */
  start(kind: JobKind, run: (context: JobContext) => Promise<unknown>, instead: string | null = null): Job {
    const running = this.running(kind);
    if (running !== null && running.id !== instead) return running;
    const before = running && this.cancel(running.id);
    const id = `${kind}-${++this.#count}`;
    const abort = new AbortController();
    const startedAt = this.#clock().toISOString();
    const job: Job = {
      ...{ id, kind, state: 'running', startedAt, finishedAt: null },
      ...{ progress: null, result: null, error: null },
    };
    const entry: Entry = { job, abort, finished: Promise.resolve() };
    this.#entries.set(id, entry);
    entry.finished = this.#run(entry, async (context) => {
      if (before) await before;
      return run(context);
    });
    this.#forget();
    return job;
  }

  async #run(entry: Entry, run: (context: JobContext) => Promise<unknown>): Promise<void> {
    const { signal } = entry.abort;
    try {
      const result = await run({ signal, report: (progress) => this.#update(entry, { progress }) });
      this.#finish(entry, { state: signal.aborted ? 'cancelled' : 'done', result });
    } catch (error) {
      const cancelled = signal.aborted && (error as Error).name === 'AbortError';
      this.#finish(entry, cancelled ? { state: 'cancelled' } : { state: 'failed', error: asError(error) });
    }
  }

  get(id: string): Job | null {
    return this.#entries.get(id)?.job ?? null;
  }

  /** All remembered jobs, newest first. */
  list(): Job[] {
    return [...this.#entries.values()].map((entry) => entry.job).reverse();
  }

  running(kind: JobKind): Job | null {
    return this.list().find((job) => job.kind === kind && job.state === 'running') ?? null;
  }

  /** The job now and after every change, until it is finished or `signal` aborts. Slow readers skip to the newest state. */
  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<Job> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    let seen = entry.job;
    yield seen;
    while (seen.state === 'running') {
      if (entry.job === seen && !(await this.#nextChange(id, signal))) return;
      seen = entry.job;
      yield seen;
    }
  }

  /** Whether a change came before `signal` aborted. */
  async #nextChange(id: string, signal?: AbortSignal): Promise<boolean> {
    try {
      await once(this.#changes, id, signal ? { signal } : {});
      return true;
    } catch (error) {
      if ((error as Error).name === 'AbortError') return false;
      throw error;
    }
  }

  /** Asks a job to stop and waits until it has. */
  async cancel(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    entry?.abort.abort();
    await entry?.finished;
  }

  /** Waits until a job is finished and gives its result; throws what it failed with. Aborting the wait cancels the job. */
  async result(id: string, signal?: AbortSignal): Promise<unknown> {
    const entry = this.#entries.get(id);
    const cancel = () => entry?.abort.abort();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    await entry?.finished;
    signal?.removeEventListener('abort', cancel);
    if (entry?.job.error) throw entry.job.error;
    return entry?.job.result ?? null;
  }

  /** Cancels what runs and waits for it. */
  async close(): Promise<void> {
    const running = this.list().filter((job) => job.state === 'running');
    await Promise.all(running.map((job) => this.cancel(job.id)));
  }

  #update(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    this.#changes.emit(entry.job.id);
  }

  #finish(entry: Entry, change: Partial<Job>): void {
    this.#update(entry, { ...change, finishedAt: this.#clock().toISOString() });
  }

  #forget(): void {
    const finished = [...this.#entries.values()].filter((entry) => entry.job.state !== 'running');
    for (const entry of finished.slice(0, Math.max(0, finished.length - REMEMBERED))) {
      this.#entries.delete(entry.job.id);
    }
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
