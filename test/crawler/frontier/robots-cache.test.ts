// What a robots.txt that is missing, failing, moved or out of reach means, and how long an answer is kept.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../../crawler/catalog/catalog.js';
import { type FetchFailure, isFailure } from '../../../crawler/fetch/failure.js';
import { createFetcher, type Fetcher } from '../../../crawler/fetch/fetch.js';
import { createGuard } from '../../../crawler/fetch/guard.js';
import type { Robots } from '../../../crawler/frontier/robots.js';
import { RobotsCache } from '../../../crawler/frontier/robots-cache.js';
import { type Loopback, serveHttp } from '../loopback.js';

const admit = async () => ({ release: () => {} });
let site: Loopback;
let fetcher: Fetcher;
let catalog: Catalog;
let cache: RobotsCache;
let now = Date.parse('2026-01-01');
let answer: { status: number; body?: string; headers?: Record<string, string> };

beforeEach(async () => {
  site = await serveHttp((_request, response) =>
    response.writeHead(answer.status, answer.headers).end(answer.body),
  );
  fetcher = createFetcher({
    guard: createGuard({ allowPrivate: true }),
    userAgent: 'test',
    limits: { headersMs: 500 },
  });
  catalog = Catalog.open(mkdtempSync(join(tmpdir(), 'robots-')));
  cache = new RobotsCache(catalog.db, fetcher, 'wellread', () => now);
});

afterEach(async () => {
  await fetcher.close();
  await site.close();
  catalog.close();
});

const url = (path = '/page') => new URL(path, site.origin);
async function verdict(path?: string): Promise<string> {
  const robots = await cache.of(url(path), admit);
  if (isFailure(robots)) return (robots as FetchFailure).failed;
  return (robots as Robots).allows(url(path)) ? 'allowed' : 'forbidden';
}

describe('robots.txt', () => {
  it.each([
    ['that forbids', { status: 200, body: 'User-agent: *\nDisallow: /' }, 'forbidden'],
    ['that is missing', { status: 404 }, 'allowed'],
    ['that is forbidden itself', { status: 403 }, 'allowed'],
    ['that went', { status: 410 }, 'allowed'],
    ['of a server that fails', { status: 500 }, 'robots'],
    ['of a server that is busy', { status: 429 }, 'robots'],
    ['that moves in circles', { status: 302, headers: { location: '/robots.txt' } }, 'allowed'],
    ['that moved nowhere', { status: 302 }, 'allowed'],
    [
      'that moved to a private host',
      { status: 302, headers: { location: 'http://169.254.169.254/robots.txt' } },
      'allowed',
    ],
    [
      'in an encoding nobody knows',
      { status: 200, body: 'x', headers: { 'content-encoding': 'exi' } },
      'allowed',
    ],
  ])('%s: %o', async (_what, given, expected) => {
    answer = given as typeof answer;
    expect(await verdict()).toBe(expected);
  });

  it('out of reach gives the host’s own reason', async () => {
    answer = { status: 200 };
    await site.close();
    expect(await verdict()).toBe('connection-refused');
  });

  it('is asked for once for many links, and again after a day', async () => {
    answer = { status: 200, body: 'User-agent: *\nDisallow: /b' };
    expect(await Promise.all([verdict('/a'), verdict('/b'), verdict('/c')])).toEqual([
      'allowed',
      'forbidden',
      'allowed',
    ]);
    now += 23 * 3_600_000;
    await verdict();
    expect(site.seen).toHaveLength(1);
    now += 2 * 3_600_000;
    answer = { status: 404 };
    expect(await verdict('/b')).toBe('allowed');
    expect(site.seen).toHaveLength(2);
  });

  it('is kept by the next process', async () => {
    answer = { status: 200, body: 'User-agent: *\nDisallow: /' };
    await verdict();
    cache = new RobotsCache(catalog.db, fetcher, 'wellread', () => now);
    expect(await verdict()).toBe('forbidden');
    expect(site.seen).toHaveLength(1);
  });

  it('that failed is asked again soon, then left alone for a while', async () => {
    answer = { status: 503 };
    await verdict();
    await verdict();
    expect(site.seen).toHaveLength(1);
    now += 500;
    await verdict();
    expect(site.seen).toHaveLength(2);
    now += 5000;
    expect(await verdict()).toBe('robots');
    expect(site.seen).toHaveLength(2);
    now += 600_000;
    answer = { status: 404 };
    expect(await verdict()).toBe('allowed');
  });
});
