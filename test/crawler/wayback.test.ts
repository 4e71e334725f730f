// Copies of dead pages, from a stand-in for the Wayback Machine on loopback.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFetcher, type Fetcher } from '../../crawler/fetch/fetch.js';
import { createGuard } from '../../crawler/fetch/guard.js';
import { dateInUrl, Wayback, type WaybackOptions } from '../../crawler/wayback.js';
import { type Loopback, serveHttp } from './loopback.js';

let server: Loopback;
let fetcher: Fetcher;
let handle: (path: string, response: ServerResponse, request: IncomingMessage) => void;

beforeEach(async () => {
  server = await serveHttp((request, response) =>
    handle(decodeURIComponent(request.url ?? ''), response, request),
  );
  fetcher = createFetcher({ guard: createGuard({ allowPrivate: true }), userAgent: 'test' });
});

afterEach(async () => {
  await fetcher.close();
  await server.close();
});

const wayback = (options: Partial<WaybackOptions> = {}) =>
  new Wayback({ fetch: fetcher, webBase: server.origin, delayMs: 0, ...options });

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

const json = (response: ServerResponse, body: unknown) =>
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
const available = (timestamp: string, url: string) => ({
  archived_snapshots: {
    closest: {
      status: '200',
      available: true,
      timestamp,
      url: `http://web.archive.org/web/${timestamp}/${url}`,
    },
  },
});
const none = { url: 'x', archived_snapshots: {} };
const page = (response: ServerResponse, text: string) =>
  response.setHeader('Content-Type', 'text/html').end(`<p>${text}</p>`);

describe('copies', () => {
  it('come from the availability API first, raw, with the time of capture', async () => {
    handle = (path, response) => {
      if (path.startsWith('/wayback/available'))
        json(response, available('20140512081530', 'http://dead.example.org/post'));
      else page(response, 'as it was');
    };
    const { value: copy } = await wayback()
      .copies('http://dead.example.org/post', new Date('2014-05-01T00:00:00Z'))
      .next();
    expect(copy).toMatchObject({
      archivedUrl: `${server.origin}/web/20140512081530/http://dead.example.org/post`,
      archivedAt: '2014-05-12T08:15:30.000Z',
      page: { url: 'http://dead.example.org/post', finalUrl: 'http://dead.example.org/post', status: 200 },
    });
    expect(decodeURIComponent(server.seen[0]!)).toContain('timestamp=20140501000000');
    expect(server.seen[1]).toBe('/web/20140512081530id_/http://dead.example.org/post');
    expect(server.seen).toHaveLength(2);
  });

  it('come from the index where that API knows none, nearest to the time first', async () => {
    handle = (path, response) => {
      if (path.startsWith('/wayback/available')) json(response, none);
      else if (path.startsWith('/cdx/')) {
        json(response, [
          ['timestamp', 'original'],
          ['20100101000000', 'http://dead.example.org/a'],
          ['20160301000000', 'http://dead.example.org/a'],
          ['20190101000000', 'http://dead.example.org/a'],
        ]);
      } else page(response, path);
    };
    const near = await all(wayback().copies('dead.example.org/a', new Date('2016-01-01T00:00:00Z')));
    expect(near.map((copy) => ('archivedAt' in copy ? copy.archivedAt.slice(0, 4) : copy.failed))).toEqual([
      '2016',
      '2019',
      '2010',
    ]);
    expect(server.seen[1]).toContain('sort=closest');
    const latest = await all(wayback().copies('dead.example.org/a', null));
    expect(latest.map((copy) => ('archivedAt' in copy ? copy.archivedAt.slice(0, 4) : copy.failed))).toEqual([
      '2019',
      '2016',
      '2010',
    ]);
    expect(server.seen.findLast((path) => path.startsWith('/cdx/'))).toContain('limit=-5');
  });

  it('are dated by the capture the machine redirects to', async () => {
    handle = (path, response) => {
      if (path.startsWith('/wayback/available'))
        json(response, available('20150101000000', 'http://dead.example.org/a'));
      else if (path.includes('20150101'))
        response.writeHead(302, { Location: '/web/20150203040506id_/http://dead.example.org/a' }).end();
      else page(response, 'text');
    };
    const { value: copy } = await wayback().copies('http://dead.example.org/a', null).next();
    expect(copy).toMatchObject({ archivedAt: '2015-02-03T04:05:06.000Z' });
  });

  it('are none for a page that was never captured, or only as an error', async () => {
    handle = (path, response) => {
      if (path.startsWith('/wayback/available')) {
        const snapshot = available('20150101000000', 'http://dead.example.org/a');
        snapshot.archived_snapshots.closest.status = '404';
        json(response, snapshot);
      } else json(response, []);
    };
    expect(await all(wayback().copies('http://dead.example.org/a', null))).toEqual([]);
  });
});

describe('failures are values', () => {
  it('for errors, nonsense and a copy that is gone', async () => {
    handle = (path, response) => {
      if (path.startsWith('/wayback/available')) response.writeHead(503).end();
      else if (path.startsWith('/cdx/'))
        json(response, [
          ['timestamp', 'original'],
          ['20100101000000', 'http://dead.example.org/a'],
          ['x'],
          7,
        ]);
      else response.writeHead(404).end('gone');
    };
    const found = await all(wayback().copies('http://dead.example.org/a', null));
    expect(found.map((each) => 'failed' in each && [each.failed, each.transient])).toEqual([
      ['http-503', true],
      ['http-404', false],
    ]);
    handle = (_, response) => response.end('<html>not an answer</html>');
    expect(await all(wayback().copies('http://dead.example.org/a', null))).toEqual([]);
  });

  it('stops asking a service that is down, for a while', async () => {
    handle = (_, response) => response.destroy();
    let now = 0;
    const machine = wayback({ clock: () => now, sleep: async () => {} });
    for (let index = 0; index < 4; index++) await all(machine.copies('http://dead.example.org/a', null));
    const asked = server.seen.length;
    expect(
      (await all(machine.copies('http://dead.example.org/a', null))).map(
        (each) => 'failed' in each && each.failed,
      ),
    ).toEqual(['unreachable', 'unreachable']);
    expect(server.seen).toHaveLength(asked);
    now += 11 * 60_000;
    handle = (path, response) => json(response, path.startsWith('/wayback') ? none : []);
    expect(await all(machine.copies('http://dead.example.org/a', null))).toEqual([]);
  });
});

it('asks once a second at most, for all callers together, and waits as long as it is told to', async () => {
  let now = 1_000_000;
  const startedAt: number[] = [];
  let refused = false;
  handle = (path, response) => {
    startedAt.push(now);
    if (startedAt.length === 3 && !refused) {
      refused = true;
      response.writeHead(429, { 'Retry-After': '30' }).end();
    } else json(response, path.startsWith('/wayback') ? none : []);
  };
  const machine = wayback({
    delayMs: 1_000,
    clock: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  });
  await Promise.all(
    ['a', 'b', 'c'].map((path) => all(machine.copies(`http://dead.example.org/${path}`, null))),
  );
  const gaps = startedAt.slice(1).map((time, index) => time - startedAt[index]!);
  expect(startedAt).toHaveLength(6);
  for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...gaps)).toBeGreaterThanOrEqual(30_000);
});

it('reads the time of writing from an address', () => {
  expect(dateInUrl('http://example.org/2014/05/12/post')?.toISOString()).toBe('2014-05-12T00:00:00.000Z');
  expect(dateInUrl('http://example.org/blog/2014/5/post.html')?.toISOString()).toBe(
    '2014-05-28T00:00:00.000Z',
  );
  expect(dateInUrl('http://example.org/2014-05-12-post/')?.toISOString()).toBe('2014-05-12T00:00:00.000Z');
  expect(dateInUrl('http://example.org/2014/99/post')).toBeNull();
  expect(dateInUrl('http://example.org/p/20140512')).toBeNull();
});
