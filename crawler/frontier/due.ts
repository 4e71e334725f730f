/** When a link is due again after what came of it. Pure. */
import type { FetchFailure } from '../fetch/failure.js';
import type { LinkStatus } from '../link.js';
import { NEVER } from './frontier.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Wait after the first of a row of passing failures, four times longer for each further one, and the most. */
const FIRST_RETRY_MS = 10 * MINUTE;
const LAST_RETRY_MS = 7 * DAY;

/**
 * @param failures failures in a row, this one included
 * @param recrawlDays age at which a fetched article is due again; 0 never
 * @returns ms since the epoch
 */
export function dueAt(
  result: { status: LinkStatus; reason: string | null; failure: FetchFailure | null },
  failures: number,
  recrawlDays: number,
  now: number,
): number {
  const later = recrawlDays === 0 ? NEVER : now + recrawlDays * DAY;
  if (result.reason === 'robots') return now + DAY;
  if (!result.failure?.transient) return later;
  const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 4 ** (failures - 1));
  return now + Math.max(wait, result.failure.retryAfterMs ?? 0);
}
