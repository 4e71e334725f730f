/**
 * Extraction in worker threads: a page that takes too long or too much memory costs its worker, not the crawl.
 *
 * Each worker handles one page at a time and is replaced when it dies, when a page overruns its time, and after
 * `PAGES_PER_WORKER` pages, so that whatever a library keeps behind cannot add up over a long crawl.
 */
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Extraction, Source } from './extract.js';

/** A page without an extraction: why, and what was seen. The reasons are stable codes of links. */
export interface ExtractFailure {
  failed: 'extraction-timeout' | 'too-complex' | 'too-large' | 'extraction-error';
  detail: string;
}

export interface PoolOptions {
  /** Worker threads; one less than the machine's cores, at least one. */
  size?: number;
  /** For one page, from the moment a worker takes it. */
  timeoutMs?: number;
  /** Largest input. */
  maxBytes?: number;
  /** Heap of one worker. */
  memoryMb?: number;
}

/** What a worker answers: the extraction, or the message of an error that the extractor threw. */
export type WorkerReply = { extraction: Extraction } | { error: string; overflow: boolean };

interface Job {
  source: Source;
  resolve: (result: Extraction | ExtractFailure) => void;
  reject: (error: Error) => void;
}

/** A worker's boot costs about 0.3 s, which a thousand pages outweigh. */
const PAGES_PER_WORKER = 1000;
/** A boot (loading the extractor's modules) may take this long on a busy machine before it counts as hanging. */
const BOOT_MS = 60_000;
/** Steps that a time limit is counted in. */
const STEPS = 20;

/** A fixed number of extraction workers and the queue in front of them. `close` it, or its threads stay. */
export class ExtractPool {
  private readonly size: number;
  private readonly timeoutMs: number;
  private readonly maxBytes: number;
  private readonly memoryMb: number;
  private readonly queue: Job[] = [];
  private readonly seats: Seat[] = [];
  private closed = false;

  constructor(options: PoolOptions = {}) {
    this.size = Math.max(1, options.size ?? availableParallelism() - 1);
    this.timeoutMs = options.timeoutMs ?? 10_000;
    this.maxBytes = options.maxBytes ?? 10_000_000;
    this.memoryMb = options.memoryMb ?? 320;
  }

  /** Extracts one page. Resolves for every input; rejects only if the pool is closed meanwhile or no worker can be started. */
  run(source: Source): Promise<Extraction | ExtractFailure> {
    if (this.closed) return Promise.reject(new PoolClosed());
    if (source.body.byteLength > this.maxBytes) {
      const detail = `${source.body.byteLength} bytes, ${this.maxBytes} allowed`;
      return Promise.resolve({ failed: 'too-large', detail });
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ source, resolve, reject });
      this.next();
    });
  }

  /** Pages waiting for a worker: a crawl that runs ahead of its extraction can see it here and slow down. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Stops all workers. Pages still waiting or at work are rejected. */
  async close(): Promise<void> {
    this.closed = true;
    for (const job of this.queue.splice(0)) job.reject(new PoolClosed());
    await Promise.all(this.seats.map((seat) => seat.leave()));
  }

  private next(): void {
    if (this.queue.length === 0 || this.closed) return;
    let seat = this.seats.find((one) => one.free);
    if (!seat && this.seats.length < this.size) {
      seat = new Seat({ timeoutMs: this.timeoutMs, memoryMb: this.memoryMb });
      this.seats.push(seat);
    }
    const job = seat && this.queue.shift();
    if (!seat || !job) return;
    seat
      .work(job.source)
      .then(job.resolve, job.reject)
      .finally(() => this.next());
  }
}

/** The pool was closed while a page was waiting or at work. */
export class PoolClosed extends Error {
  constructor() {
    super('the extraction pool is closed');
  }
}

/** What became of a worker while a page waited for it. */
type Event = { reply: WorkerReply | 'ready' } | { died: NodeJS.ErrnoException } | { closed: true };

/** One place in the pool: holds a worker, a new one whenever the last has died. */
class Seat {
  free = true;
  private readonly limits: { timeoutMs: number; memoryMb: number };
  private worker: Worker | null = null;
  private pages = 0;
  /** Who is waiting for the worker's next sign of life; nobody while it is idle. */
  private listener: ((event: Event) => void) | null = null;

  constructor(limits: { timeoutMs: number; memoryMb: number }) {
    this.limits = limits;
  }

  async work(source: Source): Promise<Extraction | ExtractFailure> {
    this.free = false;
    try {
      if (this.pages >= PAGES_PER_WORKER) await this.dismiss();
      const worker = this.worker ?? (await this.hire());
      this.pages++;
      worker.ref();
      worker.postMessage(source);
      const event = await this.next(this.limits.timeoutMs);
      if (event && 'reply' in event && event.reply !== 'ready') return settled(event.reply);
      await this.dismiss();
      if (event && 'closed' in event) throw new PoolClosed();
      return this.failure(event);
    } finally {
      this.worker?.unref();
      this.free = true;
    }
  }

  async leave(): Promise<void> {
    this.listener?.({ closed: true });
    await this.dismiss();
  }

  /** Starts a worker and waits until it has loaded the extractor, which is not the page's time. */
  private async hire(): Promise<Worker> {
    const worker = new Worker(workerPath(), {
      resourceLimits: { maxOldGenerationSizeMb: this.limits.memoryMb, maxYoungGenerationSizeMb: 32 },
    });
    this.worker = worker;
    this.pages = 0;
    const tell = (event: Event) => {
      if (this.worker !== worker) return;
      if (!('reply' in event)) this.worker = null;
      this.listener?.(event);
    };
    worker.on('message', (reply) => tell({ reply }));
    worker.on('error', (died) => tell({ died }));
    worker.on('exit', (code) => tell({ died: new Error(`the worker ended with ${code}`) }));
    const event = await this.next(BOOT_MS);
    if (event && 'reply' in event) return worker;
    await this.dismiss();
    if (event && 'closed' in event) throw new PoolClosed();
    throw event?.died ?? new Error(`no worker after ${BOOT_MS} ms`);
  }

  /** The worker's next event, or null once the time is over, in steps: a process that was stopped for a while has lost one of them. */
  private next(timeoutMs: number): Promise<Event | null> {
    return new Promise((resolve) => {
      let steps = 0;
      const timer = setInterval(() => {
        if (++steps >= STEPS) settle(null);
      }, timeoutMs / STEPS);
      const settle = (event: Event | null) => {
        clearInterval(timer);
        this.listener = null;
        resolve(event);
      };
      this.listener = settle;
    });
  }

  private async dismiss(): Promise<void> {
    const worker = this.worker;
    this.worker = null;
    this.pages = 0;
    await worker?.terminate();
  }

  private failure(event: Event | null): ExtractFailure {
    const { timeoutMs, memoryMb } = this.limits;
    if (!event) return { failed: 'extraction-timeout', detail: `more than ${timeoutMs} ms` };
    if ('died' in event && event.died.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return { failed: 'too-complex', detail: `more than ${memoryMb} MB of memory` };
    return { failed: 'extraction-error', detail: 'died' in event ? event.died.message : 'no answer' };
  }
}

function settled(reply: WorkerReply): Extraction | ExtractFailure {
  if ('extraction' in reply) return reply.extraction;
  return reply.overflow
    ? { failed: 'too-complex', detail: 'nested too deeply' }
    : { failed: 'extraction-error', detail: reply.error };
}

function workerPath(): string {
  return createRequire(import.meta.url).resolve('#package/dist/crawler/extract/worker.js');
}
