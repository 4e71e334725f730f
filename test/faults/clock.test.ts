// A clock that jumps: a machine without a battery starts in 1970, a wrong one is set right. Nothing may wait for years or be lost.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { setAside } from '../../crawler/catalog/database.js';
import { Frontier } from '../../crawler/frontier/frontier.js';
import { parseList } from '../../crawler/list/list.js';
import { buildIndex } from '../../index/build.js';
import { openIndex } from '../../index/open.js';
import { generationName, listGenerations, rollback } from '../../index/publish.js';
import { Jobs } from '../../src/library/jobs.js';
import { steady } from '../../src/library/steady.js';
import { hashEmbedder } from '../index/hash-embedder.js';
import { fillShelf } from '../library/shelf.js';

const DAY = 86_400_000;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'wellread-clock-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

it('an index built "earlier" than the live one goes live, and the way back is still known', async () => {
  const catalog = Catalog.open(dir);
  catalog.addList(parseList('# L\n\n- [One](https://example.org/1)', 'l'), 'l.md');
  const build = (now: string) =>
    buildIndex({ catalog, dataDir: dir, embedder: hashEmbedder(), clock: () => new Date(now) });
  const first = await build('2026-05-01T00:00:00Z');
  const second = await build('1970-01-01T00:00:01Z');
  expect(openIndex(dir).manifest.generation).toBe(second.generation);
  expect(rollback(dir).generation).toBe(first.generation);
  expect(rollback(dir).generation).toBe(second.generation);
  const third = await build('1970-01-01T00:00:01Z');
  expect(
    listGenerations(dir)
      .map(({ generation }) => generation)
      .sort(),
  ).toEqual([second.generation, third.generation].sort());
  catalog.close();
});

it('names given in the same moment differ, and damaged files moved in it do not meet', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  expect(new Set(Array.from({ length: 100 }, () => generationName(now))).size).toBe(100);
  const names = [1, 2, 3].map(() => {
    Catalog.open(dir).close();
    return setAside(dir, now);
  });
  expect(new Set(names).size).toBe(3);
});

it('links fetched in what is the future now are due, and not only when it has come', () => {
  fillShelf(dir); // fetched in January 2026
  const catalog = Catalog.open(dir);
  let now = Date.parse('2026-01-02T03:04:05Z');
  const frontier = new Frontier(catalog.db, () => now);
  const links = catalog.links();
  for (const { id } of links)
    frontier.settle(id, { dueAt: now + 30 * DAY, failures: 0, resolved: null, wantsCopy: false });
  const due = () => new Frontier(catalog.db, () => now).load(links, { again: () => false, limit: 100 });
  expect(due()).toBe(0);
  now -= 3_600_000; // an hour is a change of zones
  expect(due()).toBe(0);
  now = Date.parse('2020-01-01T00:00:00Z');
  expect(due()).toBe(links.filter(({ fetchedAt }) => fetchedAt !== null).length);
  catalog.close();
});

it('a crawl under way does not see the clock jump', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  vi.setSystemTime('2026-01-01T00:00:00Z');
  const clock = steady(() => new Date());
  const start = clock();
  vi.setSystemTime('2020-01-01T00:00:00Z');
  vi.advanceTimersByTime(1500);
  expect(Math.abs(clock() - start - 1500)).toBeLessThan(2);
});

it('a job that ends before it began is done all the same', async () => {
  const times = ['2026-01-01T00:00:00Z', '1999-01-01T00:00:00Z'];
  const jobs = new Jobs(() => new Date(times.shift() ?? 0));
  const { id } = jobs.start('index', async () => 7);
  expect(await jobs.result(id)).toBe(7);
  expect(jobs.get(id)).toMatchObject({ state: 'done', finishedAt: '1999-01-01T00:00:00.000Z' });
});
