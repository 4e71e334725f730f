// The service's own diligence: rounds of crawl and index, pauses, failures, no network, the end.
import { afterEach, describe, expect, it } from 'vitest';
import { Background, type Chores } from '../../src/library/background.js';

const QUICK = { firstIndex: 20, nextIndex: 20, idle: 40, soon: 5, trouble: 15 };
const now = () => new Date('2026-01-01T00:00:00Z');

let background: Background | null = null;
afterEach(() => background?.close());

interface Diary {
  /** What was done, in order. */
  done: string[];
  failures: unknown[];
  until(what: string, times: number): Promise<void>;
}

function working(change: Partial<Chores> = {}): Diary {
  const done: string[] = [];
  const failures: unknown[] = [];
  const chores: Chores = {
    crawl: async () => ({ offline: false, nextDueAt: null }),
    index: async () => {},
    failed: (error) => void failures.push(error),
    ...change,
  };
  background = new Background(
    {
      crawl: (signal) => {
        done.push('crawl');
        return chores.crawl(signal);
      },
      index: (signal) => {
        done.push('index');
        return chores.index(signal);
      },
      failed: chores.failed,
    },
    now,
    QUICK,
  );
  const until = async (what: string, times: number) => {
    while (done.filter((one) => one === what).length < times) await rest(2);
  };
  return { done, failures, until };
}

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Work that lasts until it is aborted. */
const forever = (signal: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );

describe('the background', () => {
  it('does nothing before it is started', async () => {
    const { done } = working();
    await rest(20);
    expect([done, background?.state]).toEqual([[], 'off']);
  });

  it('indexes what is stale, crawls, indexes what came, rests, and looks again', async () => {
    const { done, until } = working();
    background?.start();
    await until('crawl', 2);
    expect(done.slice(0, 5)).toEqual(['index', 'crawl', 'index', 'index', 'crawl']);
  });

  it('indexes while a long crawl goes on', async () => {
    const { done, until } = working({ crawl: forever });
    background?.start();
    await until('index', 3);
    expect(done.slice(0, 4)).toEqual(['index', 'crawl', 'index', 'index']);
    expect(background?.state).toBe('running');
  });

  it('stops at once when paused and goes on when resumed', async () => {
    const { done, failures, until } = working({ crawl: forever });
    background?.start();
    await until('crawl', 1);
    await background?.pause();
    const before = done.length;
    await rest(60);
    expect([background?.state, done.length, failures]).toEqual(['paused', before, []]);
    background?.start();
    await until('crawl', 2);
    expect(background?.state).toBe('running');
  });

  it('tries again after a failure, and says so', async () => {
    let times = 0;
    const { failures, until } = working({
      crawl: async () => {
        if (++times === 1) throw new Error('disk full');
        return { offline: false, nextDueAt: null };
      },
    });
    background?.start();
    await until('crawl', 2);
    expect(failures).toMatchObject([{ message: 'disk full' }]);
  });

  it('tries again soon when there was no network', async () => {
    const began = performance.now();
    const { until } = working({ crawl: async () => ({ offline: true, nextDueAt: null }) });
    background?.start();
    await until('crawl', 3);
    expect(performance.now() - began).toBeGreaterThan(2 * QUICK.trouble);
  });

  it('looks at once when it is woken', async () => {
    background = null;
    const { until } = working({ crawl: async () => ({ offline: false, nextDueAt: null }) });
    background!.start();
    await until('crawl', 1);
    await rest(10);
    background!.wake();
    await until('crawl', 2);
  });

  it('ends with its work', async () => {
    const { until } = working({ crawl: forever });
    background?.start();
    await until('crawl', 1);
    await background?.close();
    expect(background?.state).toBe('off');
  });
});
