/**
 * Which link is fetched next, and which are due at all. (I/O: disk)
 *
 * What must survive a crash lies in SQLite beside the links: when each is due, how often in a row it failed, which address it
 * turned out to be. The queues themselves, one a host, are made from that at the start of a run. Within a host: never
 * fetched before fetched, standing in many lists before standing in one, then the lists' own order; among hosts: in turns.
 */
import type { Database } from 'better-sqlite3';
import type { Link } from '../link.js';
import { webUrl } from '../url.js';
import { politeKey } from './politeness.js';

/** One link on its way through a run. */
export interface Visit {
  link: Link;
  url: URL;
  /** The host's key for turns. */
  host: string;
  /** Tries made in this run. */
  attempts: number;
  /** ms since the epoch before which it is not tried. */
  notBefore: number;
}

export interface Settlement {
  /** ms since the epoch; NEVER for not again. */
  dueAt: number;
  failures: number;
  /** Canonical URL the link turned out to be, after redirects and rel=canonical; null where it failed. */
  resolved: string | null;
  /** An archived copy should be looked for. */
  wantsCopy: boolean;
}

interface Row extends Settlement {
  linkId: number;
}

export const NEVER = Number.MAX_SAFE_INTEGER;
/** A link due this soon is taken into a run that starts now, and waited for. */
export const SOON_MS = 60_000;

interface HostQueue {
  visits: Visit[];
  /** The link of this host whose requests are under way. */
  fetching: Visit | null;
}

export class Frontier {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #queues = new Map<string, HostQueue>();
  /** Addresses that links of this run turned out to be. */
  readonly #claims = new Map<string, Link>();
  #size = 0;

  constructor(db: Database, clock: () => number) {
    db.exec(`CREATE TABLE IF NOT EXISTS frontier (
      link_id INTEGER PRIMARY KEY REFERENCES links (id) ON DELETE CASCADE,
      due_at INTEGER NOT NULL, -- ms since the epoch
      failures INTEGER NOT NULL, -- in a row
      resolved TEXT,
      wants_copy INTEGER NOT NULL
    );
    CREATE INDEX IF NOT EXISTS frontier_resolved ON frontier (resolved);
    CREATE INDEX IF NOT EXISTS frontier_wants_copy ON frontier (link_id) WHERE wants_copy = 1;
    CREATE INDEX IF NOT EXISTS links_duplicate_of ON links (duplicate_of) WHERE duplicate_of IS NOT NULL;
    CREATE TABLE IF NOT EXISTS crawl_state (unclean INTEGER NOT NULL);
    INSERT INTO crawl_state SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM crawl_state);`);
    this.#db = db;
    this.#clock = clock;
  }

  /** A crawl began and has not ended by itself. */
  get unclean(): boolean {
    return this.#db.prepare('SELECT unclean FROM crawl_state').pluck().get() === 1;
  }

  set unclean(unclean: boolean) {
    this.#db.prepare('UPDATE crawl_state SET unclean = ?').run(unclean ? 1 : 0);
  }

  /** Links waiting in the queues. */
  get size(): number {
    return this.#size;
  }

  /**
   * Queues those of `links` that are due, at most `limit`.
   * @param options.again of a link that is not due yet: take it all the same
   * @returns how many were queued
   */
  load(links: readonly Link[], options: { again: (link: Link) => boolean; limit: number }): number {
    const now = this.#clock();
    const due = new Map<number, number>();
    for (const row of this.#rows()) due.set(row.linkId, row.dueAt);
    const dueAt = (link: Link) =>
      options.again(link) || isOfFuture(link, now) ? 0 : (due.get(link.id) ?? 0);
    const chosen = links
      .filter((link) => dueAt(link) <= now + SOON_MS)
      .sort((a, b) => rank(a) - rank(b) || a.id - b.id)
      .slice(0, options.limit);
    for (const link of chosen) {
      const url = webUrl(link.url) ?? new URL('invalid:');
      this.#push({ link, url, host: politeKey(url), attempts: 0, notBefore: dueAt(link) });
    }
    return chosen.length;
  }

  /**
   * The next link whose host may be asked now; it is taken out, and its host gives no other until `fetched`.
   * @param waitFor ms until a host may be asked
   * @returns a visit, or the ms after which asking again makes sense (Infinity: not before something ends)
   */
  next(waitFor: (host: string) => number): Visit | number {
    const now = this.#clock();
    let soonest = Number.POSITIVE_INFINITY;
    for (const [host, queue] of this.#queues) {
      if (queue.fetching !== null || queue.visits.length === 0) continue;
      const hostWait = waitFor(host);
      const at = queue.visits.findIndex((visit) => visit.notBefore <= now);
      if (at >= 0 && hostWait <= 0) return this.#takeOut(host, queue, at);
      const visitWait = at >= 0 ? 0 : Math.min(...queue.visits.map((visit) => visit.notBefore)) - now;
      soonest = Math.min(soonest, Math.max(hostWait, visitWait));
    }
    return soonest;
  }

  /** The visit's requests are over: its host may give the next link. */
  fetched(visit: Visit): void {
    const queue = this.#queues.get(visit.host);
    if (queue?.fetching !== visit) return;
    queue.fetching = null;
    if (queue.visits.length === 0) this.#queues.delete(visit.host);
  }

  /** Back into its queue, not to be tried before `at`; a restarted crawl keeps that promise too. */
  retry(visit: Visit, at: number): void {
    const known = this.known(visit.link.id);
    this.settle(visit.link.id, { ...known, dueAt: at });
    this.#push({ ...visit, notBefore: at });
  }

  /** Takes all waiting links of an origin out of the queues. */
  drain(origin: string): Visit[] {
    const drained: Visit[] = [];
    for (const queue of this.#queues.values()) {
      const stay = queue.visits.filter((visit) => visit.url.origin !== origin);
      if (stay.length === queue.visits.length) continue;
      drained.push(...queue.visits.filter((visit) => visit.url.origin === origin));
      queue.visits = stay;
    }
    this.#size -= drained.length;
    return drained;
  }

  /** Takes all waiting links out of this run; they stay due. */
  dropAll(): number {
    const dropped = this.#size;
    for (const queue of this.#queues.values()) queue.visits = [];
    this.#size = 0;
    return dropped;
  }

  /** Writes what the run learned of a link; called inside the transaction that records the outcome. */
  settle(linkId: number, { dueAt, failures, resolved, wantsCopy }: Settlement): void {
    this.#db
      .prepare(
        `INSERT INTO frontier VALUES (?, ?, ?, ?, ?) ON CONFLICT (link_id) DO UPDATE SET
         due_at = excluded.due_at, failures = excluded.failures, resolved = excluded.resolved, wants_copy = excluded.wants_copy`,
      )
      .run(linkId, Math.min(dueAt, NEVER), failures, resolved, wantsCopy ? 1 : 0);
  }

  known(linkId: number): Settlement {
    const row = this.#rows('WHERE link_id = ?', linkId)[0];
    return row ?? { dueAt: 0, failures: 0, resolved: null, wantsCopy: false };
  }

  /**
   * Canonical of the other link that turned out to be this address before and has its article; null where there is none, and
   * `link` is from now on the one. Two links under way at the same time are told apart by who asks first.
   */
  claim(resolved: string, link: Link): string | null {
    const claimed = this.#claims.get(resolved);
    if (claimed && claimed.id !== link.id) return claimed.canonical;
    const holder = this.#db
      .prepare(
        `SELECT canonical FROM frontier JOIN links ON links.id = link_id
         WHERE resolved = ? AND link_id <> ? AND status IN ('fetched', 'unchanged', 'recovered') ORDER BY link_id LIMIT 1`,
      )
      .pluck()
      .get(resolved, link.id) as string | undefined;
    if (holder !== undefined) return holder;
    this.#claims.set(resolved, link);
    return null;
  }

  /** Makes the duplicates of a link due at once: what they were duplicates of is gone. */
  wakeDuplicates(canonical: string): number[] {
    const ids = this.#db
      .prepare('SELECT id FROM links WHERE duplicate_of = ?')
      .pluck()
      .all(canonical) as number[];
    for (const id of ids) this.settle(id, { dueAt: 0, failures: 0, resolved: null, wantsCopy: false });
    return ids;
  }

  /** Ids of links for which an archived copy is still to be looked for. */
  wantingCopies(): number[] {
    return this.#rows('WHERE wants_copy = 1 ORDER BY link_id').map((row) => row.linkId);
  }

  /** When the next link becomes due, or null. */
  nextDueAt(): number | null {
    const at = this.#db.prepare('SELECT min(due_at) FROM frontier WHERE due_at < ?').pluck().get(NEVER);
    return at as number | null;
  }

  #rows(where = '', ...values: unknown[]): Row[] {
    const rows = this.#db
      .prepare(
        `SELECT link_id AS linkId, due_at AS dueAt, failures, resolved, wants_copy AS wantsCopy FROM frontier ${where}`,
      )
      .all(...values) as (Omit<Row, 'wantsCopy'> & { wantsCopy: number })[];
    return rows.map((row) => ({ ...row, wantsCopy: row.wantsCopy === 1 }));
  }

  #push(visit: Visit): void {
    let queue = this.#queues.get(visit.host);
    if (!queue) {
      queue = { visits: [], fetching: null };
      this.#queues.set(visit.host, queue);
    }
    queue.visits.push(visit);
    this.#size++;
  }

  /** The host goes to the end of the line, so that all hosts take turns. */
  #takeOut(host: string, queue: HostQueue, at: number): Visit {
    const visit = queue.visits.splice(at, 1)[0] as Visit;
    queue.fetching = visit;
    this.#queues.delete(host);
    this.#queues.set(host, queue);
    this.#size--;
    return visit;
  }
}

/** What was fetched by a clock that has been set back since: when it is due says nothing. A day is no more than time zones. */
function isOfFuture({ fetchedAt }: Link, now: number): boolean {
  return fetchedAt !== null && Date.parse(fetchedAt) > now + 86_400_000;
}

/** Lower is earlier. */
function rank(link: Link): number {
  return (link.status === 'new' ? 0 : 1000) - Math.min(link.places.length, 999);
}
