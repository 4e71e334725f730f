// When to ask again: Retry-After in both spellings, back-off with jitter, and the days after.
import { describe, expect, it } from 'vitest';
import { dueAt } from '../../../crawler/frontier/due.js';
import { NEVER } from '../../../crawler/frontier/frontier.js';
import { backoffMs, isLater, retryAfterOf } from '../../../crawler/frontier/retry.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const wait = (value: string) => retryAfterOf([['Retry-After', value]], NOW);

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['1.5', 1500],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
  ])('%s is %s ms', (value, expected) => {
    expect(wait(value)).toBe(expected);
  });

  it('of absurd size stays a number', () => {
    expect(wait('9'.repeat(400))).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('is absent where there is no header', () => {
    expect(retryAfterOf([], NOW)).toBeNull();
  });
});

describe('back-off', () => {
  it('doubles, lies between half and whole, and has a most', () => {
    expect([backoffMs(1, 0), backoffMs(1, 1)]).toEqual([500, 1000]);
    expect([backoffMs(3, 0), backoffMs(3, 1)]).toEqual([2000, 4000]);
    expect(backoffMs(30, 1)).toBe(30_000);
  });

  it('is for statuses that mean later', () => {
    expect([408, 429, 500, 502, 503, 504].every(isLater)).toBe(true);
    expect([200, 301, 403, 404, 410, 501].some(isLater)).toBe(false);
  });
});

describe('the next date', () => {
  const passing = { failed: 'timeout', evidence: '', httpStatus: null, transient: true };
  const DAY = 86_400_000;

  it('is the age of a recrawl for what is settled, or never', () => {
    expect(dueAt({ status: 'fetched', reason: null, failure: null }, 0, 30, NOW)).toBe(NOW + 30 * DAY);
    expect(dueAt({ status: 'failed', reason: 'http-404', failure: null }, 1, 7, NOW)).toBe(NOW + 7 * DAY);
    expect(dueAt({ status: 'fetched', reason: null, failure: null }, 0, 0, NOW)).toBe(NEVER);
  });

  it('is soon after a passing failure, later after each further one, and not before the host wants', () => {
    const due = (failures: number, retryAfterMs?: number) =>
      dueAt(
        {
          status: 'failed',
          reason: 'timeout',
          failure: { ...passing, ...(retryAfterMs ? { retryAfterMs } : {}) },
        },
        failures,
        30,
        NOW,
      ) - NOW;
    expect(due(1)).toBe(600_000);
    expect(due(2)).toBe(2_400_000);
    expect(due(20)).toBe(7 * DAY);
    expect(due(1, 3_600_000)).toBe(3_600_000);
  });

  it('is a day after robots.txt said no', () => {
    expect(dueAt({ status: 'refused', reason: 'robots', failure: null }, 1, 30, NOW)).toBe(NOW + DAY);
  });
});
