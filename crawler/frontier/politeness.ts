/**
 * Gives every host its turns: one request at a time, and a pause before the next.
 *
 * The rule holds for requests, not for links: robots.txt, redirects from elsewhere and special sources take turns like
 * everybody, so that a server never sees two requests of ours at once, nor one too early. A turn is given back before the
 * next one is asked for, so that two redirects that cross cannot wait for each other.
 */

interface Host {
  busy: boolean;
  /** ms since the epoch before which the host is left alone. */
  freeAt: number;
  /** ms between the end of a request and the start of the next. */
  delayMs: number;
  waiting: (() => void)[];
}

export interface Turn {
  release(): void;
}

/** The host a URL's requests are counted for: its name, and a port that is not the usual one. */
export function politeKey(url: URL): string {
  return url.port === '' || url.port === '80' || url.port === '443' ? url.hostname : url.host;
}

export class Politeness {
  readonly #hosts = new Map<string, Host>();
  readonly #delayMs: number;
  readonly #clock: () => number;

  /** @param delayMs pause for hosts that ask for none of their own */
  constructor(delayMs: number, clock: () => number) {
    this.#delayMs = delayMs;
    this.#clock = clock;
  }

  /** Waits for the host's turn. The caller releases it as soon as its request is over. */
  async take(key: string, signal?: AbortSignal): Promise<Turn> {
    const host = this.#host(key);
    while (host.busy) await waitInLine(host.waiting, signal);
    host.busy = true;
    const wait = () => host.freeAt - this.#clock();
    try {
      while (wait() > 0) await sleep(wait(), signal);
    } catch (error) {
      this.#leave(host);
      throw error;
    }
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        host.freeAt = Math.max(host.freeAt, this.#clock() + host.delayMs);
        this.#leave(host);
      },
    };
  }

  /** ms until the host could be asked; Infinity while a request is under way. */
  waitFor(key: string): number {
    const host = this.#hosts.get(key);
    if (!host) return 0;
    return host.busy ? Number.POSITIVE_INFINITY : Math.max(0, host.freeAt - this.#clock());
  }

  /** The host asked for this pause between requests; ours stays where it is longer. */
  setDelay(key: string, delayMs: number): void {
    const host = this.#host(key);
    const longer = Math.max(this.#delayMs, delayMs);
    host.freeAt += longer - host.delayMs;
    host.delayMs = longer;
  }

  /** Leaves the host alone for so long. */
  hold(key: string, ms: number): void {
    const host = this.#host(key);
    host.freeAt = Math.max(host.freeAt, this.#clock() + ms);
  }

  #host(key: string): Host {
    let host = this.#hosts.get(key);
    if (!host) {
      host = { busy: false, freeAt: 0, delayMs: this.#delayMs, waiting: [] };
      this.#hosts.set(key, host);
    }
    return host;
  }

  #leave(host: Host): void {
    host.busy = false;
    host.waiting.shift()?.();
  }
}

function waitInLine(line: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    };
    const stop = () => {
      line.splice(line.indexOf(go), 1);
      reject(signal?.reason);
    };
    if (signal?.aborted) return reject(signal.reason);
    signal?.addEventListener('abort', stop, { once: true });
    line.push(go);
  });
}

/** Resolves after `ms`, or rejects with the signal's reason. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
