/** When to ask again: what the host asks for (`Retry-After`), and our own back-off where it says nothing. Pure. */
import { headerOf } from '../fetch/exchange.js';

/** Statuses that mean "later", not "no". */
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]);
/** ms of the first wait, doubled for each further one, and the most. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

export function isLater(status: number): boolean {
  return LATER.has(status);
}

/**
 * ms until the host wants to be asked again, or null where it does not say. `Retry-After` comes in seconds or as a date (RFC 9110,
 * 10.2.3); a date in the past means now.
 */
export function retryAfterOf(headers: Iterable<readonly [string, string]>, now: number): number | null {
  const value = headerOf(headers, 'retry-after')?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Number(value) * 1000, Number.MAX_SAFE_INTEGER);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/**
 * ms before attempt `attempt + 1`: doubled each time, and anywhere between half and the whole of that, so that links that
 * failed together do not come back together.
 * @param attempt attempts made so far, from 1
 * @param random 0 up to 1
 */
export function backoffMs(attempt: number, random: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return Math.round(longest / 2 + (longest / 2) * random);
}
