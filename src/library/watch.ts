/** Notices what other processes do to the data folder while a service runs: a published index, a changed catalog. */

/** Milliseconds between two looks; one costs two small reads. */
const INTERVAL = 1000;

export interface Watched {
  /** Takes over an index that was published since. */
  takeOver(): void;
  /** A number that moves with the catalog. */
  changes(): number;
  /** The catalog has changed and come to rest: half an import is not worth an index. */
  changed(): void;
  /** The catalog cannot be read; it is not looked at again. */
  failed(error: unknown): void;
}

export class Watch {
  readonly #watched: Watched;
  #timer: NodeJS.Timeout | null = null;
  #last: number | null = null;
  #moved = false;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Watches the index, and from the call that says so the catalog as well. */
  start({ catalog }: { catalog: boolean }): void {
    if (catalog) this.#last ??= this.#watched.changes();
    this.#timer ??= setInterval(() => this.look(), INTERVAL).unref();
  }

  /** One look; the timer's. */
  look(): void {
    this.#watched.takeOver();
    if (this.#last === null) return;
    let now: number;
    try {
      now = this.#watched.changes();
    } catch (error) {
      this.#last = null;
      this.#watched.failed(error);
      return;
    }
    const rests = now === this.#last;
    this.#last = now;
    if (rests && this.#moved) this.#watched.changed();
    this.#moved = !rests;
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }
}
