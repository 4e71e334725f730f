/**
 * Tells "this host is gone" from "we are offline", so that no link is called dead for our own missing network. Pure.
 *
 * A failure to resolve or route says little alone. It is held back until another host answers, which proves the network is
 * there; only then it is the link's own. When `SUSPICIOUS` different hosts fail in a row with no answer between, or nothing is
 * left that could answer, the network itself is in doubt: a host that answered before is asked again, and if it does not
 * answer either, or none ever did, we are offline.
 */
import type { FetchFailure } from '../fetch/failure.js';
import type { Visit } from './frontier.js';

/** One name in ten of an old list is gone: three in a row happen by chance, and cost one request to settle. */
const SUSPICIOUS = 3;
const NETWORK_FAILURES = new Set(['dns', 'unreachable']);

export interface Held {
  visit: Visit;
  failure: FetchFailure;
}

/** True for failures that our own missing network would cause as well. */
export function isNetworkFailure(failure: FetchFailure | null): failure is FetchFailure {
  return failure !== null && failure.httpStatus === null && NETWORK_FAILURES.has(failure.failed);
}

export class OfflineWatch {
  /** URL of a host that answered in this run; asked again in doubt. */
  witness: string | null = null;
  /** ms since the epoch when it was found that we are offline; null while we are not. */
  since: number | null = null;
  #held: Held[] = [];

  get holding(): number {
    return this.#held.length;
  }

  hold(visit: Visit, failure: FetchFailure): void {
    this.#held.push({ visit, failure });
  }

  /** True once so many hosts failed in a row that a witness must be heard. */
  get suspicious(): boolean {
    return new Set(this.#held.map(({ visit }) => visit.host)).size >= SUSPICIOUS;
  }

  /**
   * With nothing left to try: a name the resolver says does not exist is believed for a host or two; one that could not be
   * looked up is not.
   */
  get believable(): boolean {
    return !this.suspicious && this.#held.every(({ failure }) => !failure.transient);
  }

  /** Takes out one visit, to try whether the network is back. */
  takeProbe(): Visit | null {
    return this.#held.shift()?.visit ?? null;
  }

  /** Takes out all that was held. */
  release(): Held[] {
    return this.#held.splice(0);
  }
}
