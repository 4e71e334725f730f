/** The fetcher as the crawl uses it: behind every host's robots.txt and turns, and obedient when a host asks for time. (I/O: network) */
import { isFailure } from '../fetch/failure.js';
import type { Admit, Fetch, Fetched, Fetcher } from '../fetch/fetch.js';
import { type Politeness, politeKey } from './politeness.js';
import { retryAfterOf } from './retry.js';
import type { RobotsCache } from './robots-cache.js';

/** `Crawl-delay` beyond this would make a run of a dozen links last an hour. */
const LONGEST_DELAY_MS = 60_000;
/** A link whose host asks for a longer wait than this is given up for this run. */
export const LONGEST_WAIT_MS = 30_000;

export interface PoliteContext {
  fetcher: Fetcher;
  politeness: Politeness;
  robots: RobotsCache;
  signal: AbortSignal;
  clock: () => number;
}

/** A turn at a URL's host, without asking robots.txt. */
export function turnAt({ politeness, signal }: Pick<PoliteContext, 'politeness' | 'signal'>): Admit {
  return (url) => politeness.take(politeKey(url), signal);
}

export function politeFetch(context: PoliteContext): Fetch {
  const { fetcher, politeness, robots, signal } = context;
  const takeTurn = turnAt(context);
  const admit: Admit = async (url) => {
    const rules = await robots.of(url, takeTurn, signal);
    if (isFailure(rules)) return rules;
    if (rules.crawlDelay !== null) {
      politeness.setDelay(politeKey(url), Math.min(LONGEST_DELAY_MS, rules.crawlDelay * 1000));
    }
    const rule = rules.ruleFor(url);
    if (rule && !rule.allow) {
      const evidence = `robots.txt: Disallow: ${rule.pattern.slice(0, 200)}`;
      return { failed: 'robots', evidence, httpStatus: null, transient: false, refused: true };
    }
    return takeTurn(url);
  };
  return async (url, options = {}) => {
    const answer = await fetcher(url, { ...options, admit, signal });
    if (!isFailure(answer)) obey(answer, context);
    return answer;
  };
}

/** A host that asks for time gets it at once, before its next link is chosen. */
function obey({ status, headers, finalUrl }: Fetched, { politeness, clock }: PoliteContext): void {
  if (status !== 429 && status !== 503) return;
  const ms = retryAfterOf(headers, clock()) ?? 0;
  // A page may be under repair for a day; only 429 speaks of us.
  if (ms > 0 && (ms <= LONGEST_WAIT_MS || status === 429)) politeness.hold(politeKey(new URL(finalUrl)), ms);
}
