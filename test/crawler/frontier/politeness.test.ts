// Turns: one request at a time to a host, a pause between two, no deadlock when redirects cross.
import { describe, expect, it } from 'vitest';
import { Politeness, politeKey, sleep } from '../../../crawler/frontier/politeness.js';

describe('the key of a host', () => {
  it('is one for http and https, another for an unusual port', () => {
    expect(politeKey(new URL('http://example.org/'))).toBe('example.org');
    expect(politeKey(new URL('https://example.org/'))).toBe('example.org');
    expect(politeKey(new URL('http://example.org:8080/'))).toBe('example.org:8080');
  });
});

describe('turns', () => {
  it('come one after the other, with the pause between', async () => {
    const politeness = new Politeness(40, Date.now);
    const spans: [number, number][] = [];
    await Promise.all(
      [1, 2, 3].map(async () => {
        const turn = await politeness.take('host');
        const from = performance.now();
        await sleep(10);
        spans.push([from, performance.now()]);
        turn.release();
        turn.release(); // twice is once
      }),
    );
    for (let i = 1; i < spans.length; i++) expect(spans[i]![0] - spans[i - 1]![1]).toBeGreaterThanOrEqual(37);
  });

  it('of different hosts do not wait for each other', async () => {
    const politeness = new Politeness(10_000, Date.now);
    await politeness.take('one');
    await politeness.take('two');
    expect(politeness.waitFor('one')).toBe(Number.POSITIVE_INFINITY);
    expect(politeness.waitFor('three')).toBe(0);
  });

  it('grow with the pause a host asks for and shrink not', async () => {
    let now = 0;
    const politeness = new Politeness(1000, () => now);
    (await politeness.take('host')).release();
    politeness.setDelay('host', 3000);
    expect(politeness.waitFor('host')).toBe(3000);
    politeness.setDelay('host', 10);
    expect(politeness.waitFor('host')).toBe(1000);
    politeness.hold('host', 9000);
    expect(politeness.waitFor('host')).toBe(9000);
    now = 9000;
    expect(politeness.waitFor('host')).toBe(0);
  });

  it('that cross by redirects end, since each is given back before the next is asked for', async () => {
    const politeness = new Politeness(0, Date.now);
    const chain = async (hosts: string[]) => {
      for (const host of hosts) {
        const turn = await politeness.take(host);
        await sleep(5);
        turn.release();
      }
    };
    await Promise.all([chain(['a', 'b', 'a']), chain(['b', 'a', 'b'])]);
  });

  it('are given up when the signal says so, in line or while pausing', async () => {
    const politeness = new Politeness(10_000, Date.now);
    const turn = await politeness.take('host');
    const controller = new AbortController();
    const inLine = politeness.take('host', controller.signal);
    controller.abort(new Error('stop'));
    await expect(inLine).rejects.toThrow('stop');
    turn.release();
    const pausing = new AbortController();
    const waiting = politeness.take('host', pausing.signal);
    setTimeout(() => pausing.abort(new Error('stop')), 10);
    await expect(waiting).rejects.toThrow('stop');
    expect(politeness.waitFor('host')).not.toBe(Number.POSITIVE_INFINITY);
  });
});
