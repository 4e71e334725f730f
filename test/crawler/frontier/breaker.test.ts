// The circuit breaker: hosts that do not answer at all are left alone; pages that fail are no fault of their host.
import { describe, expect, it } from 'vitest';
import type { FetchFailure } from '../../../crawler/fetch/failure.js';
import { Breaker, isHostFailure } from '../../../crawler/frontier/breaker.js';

const failure = (failed: string, more: Partial<FetchFailure> = {}): FetchFailure => ({
  failed,
  evidence: '',
  httpStatus: null,
  transient: true,
  ...more,
});
const refused = failure('connection-refused');

describe('the breaker', () => {
  it('opens after four failures in a row and gives up after one more', () => {
    const breaker = new Breaker();
    const states = [1, 2, 3, 4, 5].map(() => breaker.failed('http://a', refused));
    expect(states).toEqual(['closed', 'closed', 'closed', 'open', 'dead']);
  });

  it('closes with any answer', () => {
    const breaker = new Breaker();
    for (let i = 0; i < 4; i++) breaker.failed('http://a', refused);
    breaker.answered('http://a');
    expect(breaker.failed('http://a', refused)).toBe('closed');
  });

  it('counts each origin by itself', () => {
    const breaker = new Breaker();
    for (let i = 0; i < 4; i++) breaker.failed('http://a', refused);
    expect(breaker.failed('https://a', refused)).toBe('closed');
  });

  it('gives up at once what will not change: a name that is not, a certificate that is wrong', () => {
    expect(new Breaker().failed('http://a', failure('dns', { transient: false }))).toBe('dead');
    expect(new Breaker().failed('http://a', failure('tls', { transient: false }))).toBe('dead');
    expect(new Breaker().failed('http://a', failure('dns'))).toBe('closed');
  });

  it('does not count what is a page’s own', () => {
    expect(isHostFailure(failure('reset'))).toBe(false);
    expect(isHostFailure(failure('timeout', { httpStatus: 200 }))).toBe(false);
    expect(isHostFailure(failure('http-503', { httpStatus: 503 }))).toBe(false);
    expect(isHostFailure(failure('timeout'))).toBe(true);
  });
});
