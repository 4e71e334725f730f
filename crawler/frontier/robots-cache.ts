/**
 * Fetches and keeps the robots.txt of every origin. (I/O: network, disk)
 *
 * RFC 9309, 2.3 and 2.4: kept for a day; missing (4xx, or redirected in circles) means all is allowed; a server that fails
 * (5xx, and 429, which is a "not now" too) means nothing is; a host that cannot be reached gives its own reason, since that is what
 * a person wants to read. Failures are kept in memory only, for a moment at first and longer when they come again.
 */
import type { Database } from 'better-sqlite3';
import { type FetchFailure, isFailure } from '../fetch/failure.js';
import type { Admit, Fetched, Fetcher } from '../fetch/fetch.js';
import { isNetworkFailure } from './offline.js';
import { retryAfterOf } from './retry.js';
import { ALLOW_ALL, parseRobots, ROBOTS_BYTES, type Robots } from './robots.js';

const KEPT_MS = 24 * 60 * 60 * 1000;
/** How long a failure stands: the first time, and from then on. One that our own network may have caused stands briefly. */
const FIRST_FAILURE_MS = 400;
const FAILURE_MS = 10 * 60 * 1000;
/** RFC 9309, 2.3.1.2: at least five hops are followed. */
const MAX_REDIRECTS = 5;
const TOTAL_MS = 15_000;
/** Parsed files held in memory; the rest are read from disk again. */
const MAX_PARSED = 256;
/** Failures that say the file is not there rather than that the host is not. */
const MISSING = new Set([
  'too-many-redirects',
  'redirect-loop',
  'bad-redirect',
  'decode',
  'unsupported-scheme',
]);

export class RobotsCache {
  readonly #db: Database;
  readonly #fetcher: Fetcher;
  readonly #product: string;
  readonly #clock: () => number;
  readonly #parsed = new Map<string, { robots: Robots; until: number }>();
  readonly #failed = new Map<string, { failure: FetchFailure; until: number; times: number }>();
  readonly #asking = new Map<string, Promise<Robots | FetchFailure>>();

  /** @param product our product token in robots.txt */
  constructor(db: Database, fetcher: Fetcher, product: string, clock: () => number) {
    db.exec(`CREATE TABLE IF NOT EXISTS robots (
      origin TEXT PRIMARY KEY,
      fetched_at INTEGER NOT NULL, -- ms since the epoch
      body BLOB -- NULL: there is none, all is allowed
    ) WITHOUT ROWID`);
    this.#db = db;
    this.#fetcher = fetcher;
    this.#product = product;
    this.#clock = clock;
  }

  /** What the origin of `url` allows, or why that cannot be known. `admit` gives the turn for the request this may take. */
  of(url: URL, admit: Admit, signal?: AbortSignal): Promise<Robots | FetchFailure> {
    const { origin } = url;
    const known = this.#known(origin);
    if (known) return Promise.resolve(known);
    let asking = this.#asking.get(origin);
    if (!asking) {
      asking = this.#ask(origin, admit, signal).finally(() => this.#asking.delete(origin));
      this.#asking.set(origin, asking);
    }
    return asking;
  }

  #known(origin: string): Robots | FetchFailure | null {
    const now = this.#clock();
    const failed = this.#failed.get(origin);
    if (failed && failed.until > now) return failed.failure;
    const parsed = this.#parsed.get(origin);
    if (parsed && parsed.until > now) return parsed.robots;
    const row = this.#db
      .prepare('SELECT fetched_at AS fetchedAt, body FROM robots WHERE origin = ? AND fetched_at > ?')
      .get(origin, now - KEPT_MS) as { fetchedAt: number; body: Buffer | null } | undefined;
    return row ? this.#remember(origin, row.body, row.fetchedAt) : null;
  }

  async #ask(origin: string, admit: Admit, signal: AbortSignal | undefined): Promise<Robots | FetchFailure> {
    const answer = await this.#fetcher(`${origin}/robots.txt`, {
      truncate: true,
      maxBytes: ROBOTS_BYTES,
      anyType: true,
      maxRedirects: MAX_REDIRECTS,
      totalMs: TOTAL_MS,
      headers: { accept: 'text/plain,*/*;q=0.5' },
      admit,
      ...(signal ? { signal } : {}),
    });
    const failure = isFailure(answer) ? outOfReach(answer, origin) : unwilling(answer, this.#clock());
    if (failure) return this.#fail(origin, failure);
    const body = isFailure(answer) || answer.status > 299 ? null : Buffer.from(answer.body);
    const now = this.#clock();
    this.#db.prepare('REPLACE INTO robots VALUES (?, ?, ?)').run(origin, now, body);
    this.#failed.delete(origin);
    return this.#remember(origin, body, now);
  }

  #remember(origin: string, body: Buffer | null, fetchedAt: number): Robots {
    const robots = body ? parseRobots(body, this.#product) : ALLOW_ALL;
    if (this.#parsed.size >= MAX_PARSED) this.#parsed.delete(this.#parsed.keys().next().value as string);
    this.#parsed.set(origin, { robots, until: fetchedAt + KEPT_MS });
    return robots;
  }

  #fail(origin: string, failure: FetchFailure): FetchFailure {
    const times = (this.#failed.get(origin)?.times ?? 0) + 1;
    const brief = (failure.transient && times === 1) || isNetworkFailure(failure);
    const ms = brief ? FIRST_FAILURE_MS : FAILURE_MS;
    const asked = failure.retryAfterMs ?? 0;
    this.#failed.set(origin, { failure, times, until: this.#clock() + Math.max(ms, asked) });
    return failure;
  }
}

/** null where the failure only means that there is no such file. */
function outOfReach(failure: FetchFailure, origin: string): FetchFailure | null {
  if (MISSING.has(failure.failed)) return null;
  if (failure.url !== undefined && new URL(failure.url).origin !== origin) return null;
  return { ...failure, evidence: `robots.txt: ${failure.evidence}` };
}

function unwilling(answer: Fetched, now: number): FetchFailure | null {
  if (answer.status !== 429 && answer.status < 500) return null;
  const retryAfterMs = retryAfterOf(answer.headers, now);
  return {
    failed: 'robots',
    evidence: `robots.txt answered ${answer.status}, which allows nothing for now (RFC 9309)`,
    httpStatus: answer.status,
    transient: true,
    refused: true,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}
