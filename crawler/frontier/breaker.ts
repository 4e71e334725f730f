/**
 * Stops asking hosts that do not answer at all: the circuit breaker of each origin. Pure.
 *
 * Counted are failures of the host, not of a page: no address, no connection, no TLS, no first byte. After `LIMIT` in a row the
 * host rests; then one request tries again, and if that fails too the host is dead for this run. Any answer, whatever
 * its status, closes the breaker. A name that does not exist, and a refused certificate, will not change within a run.
 */
import type { FetchFailure } from '../fetch/failure.js';

/** `open`: rest for `restMs`, then one try; `dead`: everything still waiting for this host fails for the same reason. */
export type BreakerState = 'closed' | 'open' | 'dead';

const HOST_FAILURES = new Set(['dns', 'connection-refused', 'unreachable', 'tls', 'timeout']);
const LIMIT = 4;
export const REST_MS = 10_000;

export function isHostFailure(failure: FetchFailure): boolean {
  return HOST_FAILURES.has(failure.failed) && failure.httpStatus === null;
}

export class Breaker {
  readonly #failures = new Map<string, number>();

  /** Takes note of a failure of `origin` and says what that makes of it. */
  failed(origin: string, failure: FetchFailure): BreakerState {
    if (!isHostFailure(failure)) return 'closed';
    const final = !failure.transient && (failure.failed === 'dns' || failure.failed === 'tls');
    const failures = (this.#failures.get(origin) ?? 0) + 1;
    this.#failures.set(origin, failures);
    if (final || failures > LIMIT) return 'dead';
    return failures === LIMIT ? 'open' : 'closed';
  }

  answered(origin: string): void {
    this.#failures.delete(origin);
  }
}
