/**
 * Finds and fetches copies of dead pages in a Wayback Machine. (I/O: network)
 *
 * The availability API knows the one copy nearest to a time and answers fast; where it knows none or is down, the CDX index
 * lists all, slowly. Copies are fetched raw (`id_`), as the site once sent them. One request a second at most, for all callers
 * together, as the Internet Archive asks of clients. Whatever goes wrong is a value.
 */
import type { FetchFailure } from './fetch/failure.js';
import type { Fetched, FetchOptions } from './fetch/fetch.js';

/** A copy that a Wayback Machine has. */
interface Snapshot {
  /** What was captured. */
  original: string;
  /** `20140512081530`: year to second, UTC. */
  timestamp: string;
}

/** A copy, fetched. */
export interface Copy {
  /** `finalUrl` is the captured address. */
  page: Fetched;
  /** Opens the copy for a person. */
  archivedUrl: string;
  /** When it was captured; ISO 8601. */
  archivedAt: string;
}

export interface WaybackOptions {
  fetch: (url: string, options?: FetchOptions) => Promise<Fetched | FetchFailure>;
  /** Where copies and the CDX index are; without trailing slash. */
  webBase?: string;
  /** Where the availability API is, if not there. */
  availabilityBase?: string;
  /** ms between the starts of two requests. */
  delayMs?: number;
  clock?: () => number;
  sleep?: (ms: number) => Promise<void>;
}

const AVAILABILITY = 'https://archive.org';
const WEB = 'https://web.archive.org';
const DELAY = 1_000;
/** ms; the index needs up to half a minute for large sites. */
const CDX_PATIENCE = 40_000;
const PATIENCE = 20_000;
/** Failures of the network in a row after which the service counts as down, and ms until it is asked again. */
const MAX_FAILURES = 3;
const REST = 10 * 60_000;
/** Copies offered of one page. */
const MAX_COPIES = 5;
/** Bytes of an answer of either API. */
const MAX_ANSWER = 2 * 1024 * 1024;
const NETWORK = /^(dns|timeout|reset|connection-refused|unreachable|tls|protocol)$/;

export class Wayback {
  readonly #fetch: WaybackOptions['fetch'];
  readonly #availability: string;
  readonly #web: string;
  readonly #delayMs: number;
  readonly #clock: () => number;
  readonly #sleep: (ms: number) => Promise<void>;
  #turn: Promise<unknown> = Promise.resolve();
  #nextAt = 0;
  #failures = 0;
  #downUntil = 0;

  constructor(options: WaybackOptions) {
    this.#fetch = options.fetch;
    this.#web = options.webBase ?? WEB;
    // Other machines than the Internet Archive's have both APIs on one host.
    this.#availability = options.availabilityBase ?? (this.#web === WEB ? AVAILABILITY : this.#web);
    this.#delayMs = options.delayMs ?? DELAY;
    this.#clock = options.clock ?? Date.now;
    this.#sleep = options.sleep ?? ((ms) => new Promise((done) => setTimeout(done, ms)));
  }

  /**
   * Copies of a page that were good when they were taken, one after the other until the caller has one it likes: the one
   * nearest to `near` first; without `near`, the latest first. At most 5, each of other content than the one before. What
   * cannot be had is yielded as a failure; nothing at all is yielded where there is no copy. Throws only what `signal` says.
   */
  async *copies(url: string, near: Date | null, signal?: AbortSignal): AsyncGenerator<Copy | FetchFailure> {
    const closest = await this.#closest(url, near, signal);
    if ('failed' in closest) yield closest;
    const first = 'failed' in closest ? undefined : closest[0];
    if (first) yield await this.#capture(first, signal);
    const listed = await this.#listed(url, near, signal);
    if ('failed' in listed) {
      yield listed;
      return;
    }
    for (const snapshot of listed.slice(0, MAX_COPIES)) {
      if (snapshot.timestamp !== first?.timestamp) yield await this.#capture(snapshot, signal);
    }
  }

  /** A copy as the site once sent it. */
  async #capture({ original, timestamp }: Snapshot, signal?: AbortSignal): Promise<Copy | FetchFailure> {
    const answer = await this.#ask(
      `${this.#web}/web/${timestamp}id_/${original}`,
      { totalMs: CDX_PATIENCE, headersMs: CDX_PATIENCE },
      signal,
    );
    if ('failed' in answer) return answer;
    // The machine redirects to the capture it really has.
    const captured = /\/web\/(\d{14})(?:id_)?\/(.+)$/.exec(answer.finalUrl);
    const [time, address] = captured ? [captured[1]!, captured[2]!] : [timestamp, original];
    return {
      page: { ...answer, url: original, finalUrl: withScheme(address) },
      archivedUrl: `${this.#web}/web/${time}/${withScheme(address)}`,
      archivedAt: isoOf(time),
    };
  }

  async #closest(url: string, near: Date | null, signal?: AbortSignal): Promise<Snapshot[] | FetchFailure> {
    const query = new URLSearchParams({ url, ...(near ? { timestamp: timestampOf(near) } : {}) });
    const answer = await this.#ask(
      `${this.#availability}/wayback/available?${query}`,
      { totalMs: PATIENCE, maxBytes: MAX_ANSWER },
      signal,
    );
    if ('failed' in answer) return answer;
    const said = parsed(answer.body) as { archived_snapshots?: { closest?: Record<string, unknown> } } | null;
    const closest = said?.archived_snapshots?.closest;
    if (!closest) return [];
    const { timestamp, status, available, url: copy } = closest;
    if (available === false || !/^\d{14}$/.test(String(timestamp)) || !/^2\d\d$/.test(String(status)))
      return [];
    const original = /\/web\/\d{14}(?:id_)?\/(.+)$/.exec(String(copy))?.[1] ?? url;
    return [{ original: withScheme(original), timestamp: String(timestamp) }];
  }

  async #listed(url: string, near: Date | null, signal?: AbortSignal): Promise<Snapshot[] | FetchFailure> {
    const query = new URLSearchParams({
      url,
      output: 'json',
      fl: 'timestamp,original',
      filter: 'statuscode:200',
      collapse: 'digest',
    });
    if (near) {
      query.set('sort', 'closest');
      query.set('closest', timestampOf(near));
      query.set('limit', String(MAX_COPIES));
    } else {
      query.set('limit', String(-MAX_COPIES));
    }
    const answer = await this.#ask(
      `${this.#web}/cdx/search/cdx?${query}`,
      { totalMs: CDX_PATIENCE, headersMs: CDX_PATIENCE, maxBytes: MAX_ANSWER },
      signal,
    );
    if ('failed' in answer) return answer;
    const rows = parsed(answer.body);
    if (!Array.isArray(rows)) return [];
    const snapshots = rows.filter(
      (row): row is [string, string] =>
        Array.isArray(row) && /^\d{14}$/.test(String(row[0])) && typeof row[1] === 'string',
    );
    return byDistance(
      snapshots.map(([timestamp, original]) => ({ timestamp, original: withScheme(original) })),
      near,
    );
  }

  /** One request, after all that were asked before. An answer other than 2xx is a failure. */
  #ask(url: string, options: FetchOptions, signal?: AbortSignal): Promise<Fetched | FetchFailure> {
    const turn = this.#turn.then(() => this.#askNow(url, options, signal));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #askNow(url: string, options: FetchOptions, signal?: AbortSignal): Promise<Fetched | FetchFailure> {
    await this.#waitForTurn(signal);
    if (this.#clock() < this.#downUntil) return down();
    const answer = await this.#fetch(url, { ...options, ...(signal ? { signal } : {}) });
    if ('failed' in answer) {
      if (NETWORK.test(answer.failed) && ++this.#failures >= MAX_FAILURES)
        this.#downUntil = this.#clock() + REST;
      return answer;
    }
    this.#failures = 0;
    if (answer.status >= 200 && answer.status <= 299) return answer;
    const transient = answer.status === 429 || answer.status >= 500;
    if (answer.status === 429) this.#nextAt = Math.max(this.#nextAt, this.#clock() + retryAfter(answer));
    const evidence = `${new URL(answer.finalUrl).host} answered ${answer.status}`;
    return { failed: `http-${answer.status}`, evidence, httpStatus: answer.status, transient };
  }

  async #waitForTurn(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const wait = this.#nextAt - this.#clock();
    if (wait > 0 && this.#clock() >= this.#downUntil) await this.#sleep(wait);
    signal?.throwIfAborted();
    this.#nextAt = Math.max(this.#nextAt, this.#clock()) + this.#delayMs;
  }
}

function down(): FetchFailure {
  const evidence = `the last ${MAX_FAILURES} requests failed; asked again in some minutes`;
  return { failed: 'unreachable', evidence, httpStatus: null, transient: true };
}

/** ms; the Internet Archive blocks clients for a minute that ask too often. */
function retryAfter(answer: Fetched): number {
  const value = answer.headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1] ?? '';
  return /^\d{1,4}$/.test(value) ? Number(value) * 1_000 : 60_000;
}

/** When a page was written, as far as its address tells: `/2014/05/12/` or `/2014/05/`. For `copies`: one near that time is of the page itself. */
export function dateInUrl(url: string): Date | null {
  const date = /\/((?:19|20)\d{2})[/-](\d{1,2})(?:[/-](\d{1,2}))?(?:[/-]|$)/.exec(url);
  if (!date) return null;
  const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3] ?? 28)];
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  return new Date(Date.UTC(year, month - 1, day));
}

function timestampOf(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 14);
}

function timeOf(timestamp: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(timestamp)!.slice(1).map(Number);
  return Date.UTC(parts[0]!, parts[1]! - 1, parts[2], parts[3], parts[4], parts[5]);
}

function isoOf(timestamp: string): string {
  return new Date(timeOf(timestamp)).toISOString();
}

/** Nearest first; without a time, latest first. */
function byDistance(snapshots: Snapshot[], near: Date | null): Snapshot[] {
  const key = ({ timestamp }: Snapshot) =>
    near ? Math.abs(timeOf(timestamp) - near.getTime()) : -timeOf(timestamp);
  return snapshots.sort((one, other) => key(one) - key(other));
}

function withScheme(address: string): string {
  return /^https?:\/\//i.test(address) ? address : `http://${address.replace(/^https?:\/(?!\/)/i, '')}`;
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null; // an error page in place of an answer: nothing is known of a copy
  }
}
