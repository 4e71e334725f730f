/** How far a crawl has come: counts, rate and the time it will still take. Pure but for its clock. */
import type { LinkStatus } from './link.js';

export interface CrawlProgress {
  done: number;
  total: number;
  /** Links that have an article now, or are known under another link. */
  ok: number;
  byStatus: Partial<Record<LinkStatus, number>>;
  /** Of links without an article. */
  byReason: Record<string, number>;
  /** Links a second, over the last `RATE_MS`. */
  rate: number;
  /** ms until all is done at that rate; null while it cannot be told. */
  etaMs: number | null;
  /** Hosts being asked right now. */
  active: string[];
  /** Dead links for which an archived copy is still to be looked for. */
  copiesWanted: number;
  offline: boolean;
  paused: boolean;
}

const RATE_MS = 20_000;

export class Tally {
  done = 0;
  total: number;
  ok = 0;
  readonly byStatus: Partial<Record<LinkStatus, number>> = {};
  readonly byReason: Record<string, number> = {};
  readonly #clock: () => number;
  readonly #startedAt: number;
  #recent: number[] = [];

  constructor(total: number, clock: () => number) {
    this.total = total;
    this.#clock = clock;
    this.#startedAt = clock();
  }

  count(status: LinkStatus, reason: string | null): void {
    this.done++;
    this.#recent.push(this.#clock());
    this.#add(status, reason, 1);
  }

  /** A link counted before has become another. */
  recount(
    from: { status: LinkStatus; reason: string | null },
    status: LinkStatus,
    reason: string | null,
  ): void {
    this.#add(from.status, from.reason, -1);
    this.#add(status, reason, 1);
  }

  snapshot(): Pick<CrawlProgress, 'done' | 'total' | 'ok' | 'byStatus' | 'byReason' | 'rate' | 'etaMs'> {
    const { done, total, ok } = this;
    return {
      done,
      total,
      ok,
      byStatus: { ...this.byStatus },
      byReason: { ...this.byReason },
      ...this.#rate(),
    };
  }

  #rate(): { rate: number; etaMs: number | null } {
    const now = this.#clock();
    const from = Math.max(this.#startedAt, now - RATE_MS);
    this.#recent = this.#recent.filter((at) => at >= from);
    const rate = now > from ? (this.#recent.length * 1000) / (now - from) : 0;
    const left = this.total - this.done;
    return { rate, etaMs: rate > 0 ? Math.round((left / rate) * 1000) : null };
  }

  get elapsedMs(): number {
    return this.#clock() - this.#startedAt;
  }

  #add(status: LinkStatus, reason: string | null, count: number): void {
    if (status !== 'failed' && status !== 'refused') this.ok += count;
    this.byStatus[status] = (this.byStatus[status] ?? 0) + count;
    if (reason === null) return;
    const left = (this.byReason[reason] ?? 0) + count;
    if (left === 0) delete this.byReason[reason];
    else this.byReason[reason] = left;
  }
}
