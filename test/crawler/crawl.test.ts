// The crawl from a list to outcomes, against servers on loopback: what is recorded, resumed, asked again, and left alone.
import { mkdtempSync } from 'node:fs';
import type http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Archive } from '../../crawler/archive/archive.js';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { type CrawlOptions, crawl, NothingToCrawl } from '../../crawler/crawl.js';
import { createFetcher, type Fetcher } from '../../crawler/fetch/fetch.js';
import { createGuard, type Resolve } from '../../crawler/fetch/guard.js';
import { PauseSwitch } from '../../crawler/frontier/pause.js';
import type { ReadingList } from '../../crawler/list/list.js';
import type { CrawlProgress } from '../../crawler/progress.js';
import { mark, page } from './hostile/prose.js';
import { type Loopback, serveHttp } from './loopback.js';

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

let site: Loopback;
let handlers: Record<string, Handler>;
let dataDir: string;
let catalog: Catalog;
let fetcher: Fetcher;

const html = (body: string, headers: Record<string, string> = {}): Handler => {
  return (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body);
};

beforeEach(async () => {
  handlers = {};
  site = await serveHttp((request, response) => {
    const handler = handlers[request.url ?? ''];
    if (handler) handler(request, response);
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
  });
  dataDir = mkdtempSync(join(tmpdir(), 'crawl-'));
  catalog = Catalog.open(dataDir);
  fetcher = createFetcher({ guard: createGuard({ allowPrivate: true }), userAgent: 'test' });
});

afterEach(async () => {
  await fetcher.close();
  await site.close();
  catalog.close();
});

function list(urls: string[], name = 'list'): void {
  const entries = urls.map((url, i) => ({ url, title: `Title ${i}`, note: '', section: [], line: i + 1 }));
  catalog.addList({ name, title: name, entries } as ReadingList, 'memory');
}

const run = (options: Partial<CrawlOptions> = {}) =>
  crawl({ catalog, dataDir, fetcher, hostDelayMs: 0, recover: false, ...options });
const at = (path: string) => `${site.origin}${path}`;
const link = (path: string) => catalog.link(at(path))!;
const textOf = (path: string) => catalog.article(link(path).id)?.text ?? '';

describe('a crawl', () => {
  it('records articles and reasons, keeps every answer, and has nothing due afterwards', async () => {
    handlers['/a'] = html(page(1), { etag: '"1"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' });
    list([at('/a'), at('/b')]);
    const progress: CrawlProgress[] = [];
    const summary = await run({ onProgress: (each) => progress.push(each) });
    expect(summary).toMatchObject({
      done: 2,
      total: 2,
      ok: 1,
      byStatus: { fetched: 1, failed: 1 },
      byReason: { 'http-404': 1 },
    });
    expect(progress.at(-1)).toMatchObject({ done: 2, active: [], offline: false });
    expect(link('/a')).toMatchObject({ status: 'fetched', reason: null, httpStatus: 200 });
    expect(link('/b')).toMatchObject({ status: 'failed', reason: 'http-404', evidence: 'status 404' });
    expect(textOf('/a')).toContain(mark(1));
    const [fetched] = catalog.fetches(link('/a').id);
    expect(fetched).toMatchObject({ etag: '"1"', attempts: 1, mime: 'text/html' });
    const archive = await Archive.open(dataDir);
    const kept = await archive.read(fetched!.archive!);
    await archive.close();
    expect(Buffer.from(kept!.rawBody).toString()).toBe(page(1));
    expect((await run()).total).toBe(0);
  });

  it('can be narrowed to a link, a host or a list, and says when there is no such thing', async () => {
    for (const path of ['/a', '/b', '/c']) handlers[path] = html(page(path.charCodeAt(1)));
    list([at('/a'), at('/b')]);
    list([at('/c')], 'other');
    expect((await run({ only: at('/b') })).byStatus).toEqual({ fetched: 1 });
    expect((await run({ only: 'other' })).total).toBe(1);
    expect((await run({ only: '127.0.0.1', limit: 5 })).total).toBe(1);
    await expect(run({ only: 'nowhere.example' })).rejects.toThrow(NothingToCrawl);
  });

  it('asks again with validators and by content, when asked for one link', async () => {
    handlers['/etag'] = (request, response) => {
      if (request.headers['if-none-match'] === '"v"') return response.writeHead(304).end();
      return response.writeHead(200, { 'content-type': 'text/html', etag: '"v"' }).end(page(2));
    };
    let version = 3;
    handlers['/same'] = (_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html', 'last-modified': new Date().toUTCString() })
        .end(page(version));
    list([at('/etag'), at('/same')]);
    await run();
    const before = catalog.changes();
    await run({ only: at('/etag') });
    await run({ only: at('/same') });
    expect([link('/etag').status, link('/same').status]).toEqual(['unchanged', 'unchanged']);
    expect(textOf('/etag')).toContain(mark(2));
    expect(catalog.changes()).toBe(before);
    version = 4;
    await run({ only: at('/same') });
    expect(link('/same').status).toBe('fetched');
    expect(textOf('/same')).toContain(mark(4));
  });

  it('is due again after the days that were set', async () => {
    handlers['/a'] = html(page(5));
    list([at('/a')]);
    const start = Date.now();
    await run({ recrawlDays: 2, clock: () => start });
    expect((await run({ clock: () => start + 86_400_000 })).total).toBe(0);
    expect((await run({ clock: () => start + 2 * 86_400_000 })).byStatus).toEqual({ unchanged: 1 });
  });
});

describe('duplicates', () => {
  it('are found behind redirects and rel=canonical, within the site only', async () => {
    const canonical = (href: string) => `<link rel="canonical" href="${href}">`;
    handlers['/page'] = html(page(10));
    handlers['/old'] = (_request, response) => response.writeHead(301, { location: '/page' }).end();
    handlers['/page?ref=1'] = html(page(10, { head: canonical('/page') }));
    handlers['/mirror'] = html(page(11, { head: canonical('https://elsewhere.example/page') }));
    handlers['/x?1'] = html(page(12, { head: canonical('/x') }));
    handlers['/x?2'] = html(page(12, { head: canonical('/x') }));
    list(['/old', '/page', '/page?ref=1', '/mirror', '/x?1', '/x?2'].map(at));
    await run();
    expect(link('/page').status).toBe('fetched');
    expect(link('/old')).toMatchObject({ status: 'duplicate', duplicateOf: link('/page').canonical });
    expect(link('/page?ref=1')).toMatchObject({ status: 'duplicate', duplicateOf: link('/page').canonical });
    expect(link('/mirror').status).toBe('fetched');
    expect([link('/x?1').status, link('/x?2').status].sort()).toEqual(['duplicate', 'fetched']);
  });

  it('of a page that dies get their own article back', async () => {
    handlers['/page'] = html(page(13));
    handlers['/old'] = (_request, response) => response.writeHead(301, { location: '/page' }).end();
    list([at('/old'), at('/page')]);
    await run();
    expect(link('/old').status).toBe('duplicate');
    delete handlers['/page'];
    handlers['/old'] = html(page(14));
    await run({ only: at('/page') });
    expect(link('/page')).toMatchObject({ status: 'failed', reason: 'http-404' });
    await run();
    expect(link('/old').status).toBe('fetched');
  });
});

describe('trouble', () => {
  it('that passes is tried again, with growing pauses', async () => {
    let asked = 0;
    handlers['/busy'] = (_request, response) =>
      ++asked < 3 ? response.writeHead(503).end() : html(page(20))(_request, response);
    list([at('/busy')]);
    await run();
    expect(link('/busy').status).toBe('fetched');
    expect(catalog.fetches(link('/busy').id)[0]!.attempts).toBe(3);
  });

  it('of a host that is gone is not sought with every link', async () => {
    await site.close();
    list(Array.from({ length: 30 }, (_, i) => at(`/p${i}`)));
    const summary = await run({ clock: fastClock() });
    expect(summary.byReason).toEqual({ 'connection-refused': 30 });
    expect(catalog.links().filter((each) => each.evidence?.startsWith('not asked')).length).toBeGreaterThan(
      20,
    );
    site = await serveHttp(() => {});
  });

  it('of hosts that others redirect to is not held against those others', async () => {
    handlers['/ok'] = html(page(26));
    for (let i = 0; i < 8; i++) {
      handlers[`/r${i}`] = (_request, response) =>
        response.writeHead(302, { location: `http://gone${i}.invalid/` }).end();
    }
    list([...Array.from({ length: 8 }, (_, i) => at(`/r${i}`)), at('/ok')]);
    const summary = await run();
    expect(summary).toMatchObject({ byReason: { dns: 8 }, byStatus: { fetched: 1 } });
    expect(link('/r7').evidence).not.toContain('not asked');
  });

  it('a wait of an hour that a host asks for leaves its other links for later', async () => {
    handlers['/p0'] = (_request, response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    for (const i of [1, 2, 3]) handlers[`/p${i}`] = html(page(20 + i));
    list([0, 1, 2, 3].map((i) => at(`/p${i}`)));
    const summary = await run();
    expect(summary.postponed).toBe(3);
    expect(link('/p0')).toMatchObject({ status: 'failed', reason: 'http-429' });
    expect(link('/p1').status).toBe('new');
    await run({ clock: () => Date.now() + 3_600_000 });
    expect(link('/p3').status).toBe('fetched');
  });

  it('refused for settings is judged anew once they have changed', async () => {
    handlers['/a'] = html(page(25));
    list([at('/a')]);
    const strict = createFetcher({ guard: createGuard({ ports: [site.port] }), userAgent: 'test' });
    await run({ fetcher: strict });
    await strict.close();
    expect(link('/a')).toMatchObject({ status: 'refused', reason: 'private-address' });
    await run();
    expect(link('/a').status).toBe('fetched');
  });
});

/** A clock that runs a hundred times faster, for waits whose length is tested elsewhere. */
function fastClock(): () => number {
  const start = performance.now();
  return () => 1_700_000_000_000 + (performance.now() - start) * 100;
}

describe('without a network', () => {
  const lost: Resolve = async () =>
    Promise.reject(Object.assign(new Error('no answer'), { code: 'EAI_AGAIN' }));

  it('no link is called dead, and the crawl says so', async () => {
    list(Array.from({ length: 8 }, (_, i) => `http://host${i}.example/page`));
    const offline = createFetcher({ guard: createGuard({ resolve: lost }), userAgent: 'test' });
    const summary = await run({ fetcher: offline, offlinePatienceMs: 0 });
    await offline.close();
    expect(summary).toMatchObject({ offline: true, done: 0 });
    expect(catalog.counts().byStatus).toEqual({ new: 8 });
  });

  it('the crawl goes on when it is back', async () => {
    let up = false;
    handlers['/page'] = html(page(30));
    const resolve: Resolve = async (name) => (up ? [{ address: '127.0.0.1', family: 4 }] : lost(name));
    list(Array.from({ length: 5 }, (_, i) => `http://host${i}.example:${site.port}/page`));
    const flaky = createFetcher({ guard: createGuard({ allowPrivate: true, resolve }), userAgent: 'test' });
    const seen = new Set<boolean>();
    const summary = await run({
      fetcher: flaky,
      clock: fastClock(),
      offlinePatienceMs: Number.POSITIVE_INFINITY,
      onProgress: ({ offline }) => {
        seen.add(offline);
        if (offline) up = true;
      },
    });
    await flaky.close();
    expect(seen).toContain(true);
    expect(summary).toMatchObject({ offline: false, byStatus: { fetched: 5 } });
  });

  it('is told from names that do not exist, as long as somebody answers', async () => {
    handlers['/page'] = html(page(31));
    const resolve: Resolve = async () =>
      Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    list([...Array.from({ length: 5 }, (_, i) => `http://gone${i}.example/page`), at('/page')]);
    const online = createFetcher({ guard: createGuard({ allowPrivate: true, resolve }), userAgent: 'test' });
    const summary = await run({ fetcher: online });
    await online.close();
    expect(summary).toMatchObject({
      offline: false,
      byStatus: { fetched: 1, failed: 5 },
      byReason: { dns: 5 },
    });
  });
});

describe('stopping', () => {
  it('by a signal leaves what was under way for the next crawl', async () => {
    handlers['/a'] = html(page(40));
    handlers['/hang'] = () => {};
    list([at('/a'), at('/hang')]);
    const controller = new AbortController();
    const running = run({ signal: controller.signal });
    while (link('/a').status === 'new') await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort();
    const summary = await running;
    expect(summary.interrupted).toBe(true);
    expect([link('/a').status, link('/hang').status]).toEqual(['fetched', 'new']);
  });

  it('by a switch holds it still until it is let go', async () => {
    for (const i of [0, 1, 2, 3]) handlers[`/p${i}`] = html(page(41 + i));
    list([0, 1, 2, 3].map((i) => at(`/p${i}`)));
    const pause = new PauseSwitch();
    pause.pause();
    const running = run({ pause });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(catalog.counts().byStatus).toEqual({ new: 4 });
    pause.resume();
    expect((await running).byStatus).toEqual({ fetched: 4 });
  });

  it('between archive and catalog is made good from the archive, without a request', async () => {
    handlers['/a'] = html(page(50));
    list([at('/a')]);
    await run();
    // What a kill leaves: the answer is in the archive, the catalog has never heard of it, and the crawl did not end.
    catalog.db.exec(
      "DELETE FROM fetches; DELETE FROM articles; DELETE FROM frontier; UPDATE crawl_state SET unclean = 1; UPDATE links SET status = 'new'",
    );
    const before = site.seen.length;
    const summary = await run();
    expect(summary.total).toBe(0);
    expect(link('/a').status).toBe('fetched');
    expect(textOf('/a')).toContain(mark(50));
    expect(site.seen.length).toBe(before);
  });
});

describe('a discussion', () => {
  it('holds its comments and the article it is about', async () => {
    handlers['/story'] = html(page(70, { title: 'How the story went' }));
    const item = {
      title: 'How the story went',
      author: 'somebody',
      url: at('/story'),
      children: [
        { author: 'another', text: 'We ran into the same thing when the queue was full.', children: [] },
      ],
    };
    handlers['/items/42'] = (_request, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(item));
    const url = 'https://news.ycombinator.com/item?id=42';
    list([url]);
    await run({ bases: { hackerNews: site.origin } });
    const discussion = catalog.link(url)!;
    expect(discussion).toMatchObject({ status: 'fetched', reason: null });
    const text = catalog.article(discussion.id)!.text;
    expect(text).toContain('when the queue was full');
    expect(text).toContain(mark(70));
    expect(site.seen.filter((path) => path !== '/robots.txt')).toEqual(['/items/42', '/story']);
  });
});

describe('dead links', () => {
  /** A little Wayback Machine on the test's own site. */
  function wayback(copies: Record<string, string>): void {
    const known = Object.keys(copies);
    for (const url of known) {
      handlers[`/web/20140512080000id_/${url}`] = html(copies[url]!);
      const query = new URLSearchParams({ url }).toString();
      handlers[`/wayback/available?${query}`] = (_request, response) =>
        response.setHeader('content-type', 'application/json').end(
          JSON.stringify({
            archived_snapshots: {
              closest: {
                available: true,
                status: '200',
                timestamp: '20140512080000',
                url: at(`/web/20140512080000/${url}`),
              },
            },
          }),
        );
    }
  }

  it('are recovered from copies, and only from copies that are the article', async () => {
    list([at('/dead'), at('/lost'), at('/gone')]);
    wayback({
      [at('/dead')]: page(60),
      [at('/lost')]: '<title>Page not found</title><h1>404</h1><p>Sorry, this page could not be found.</p>',
    });
    const summary = await run({ recover: true, waybackUrl: site.origin, waybackDelayMs: 0 });
    expect(link('/dead')).toMatchObject({
      status: 'recovered',
      reason: null,
      archivedUrl: at(`/web/20140512080000/${at('/dead')}`),
      archivedAt: '2014-05-12T08:00:00.000Z',
    });
    expect(textOf('/dead')).toContain(mark(60));
    expect(link('/lost')).toMatchObject({ status: 'failed', reason: 'http-404' });
    expect(summary).toMatchObject({ byStatus: { recovered: 1, failed: 2 }, copiesWanted: 0 });
  });

  it('of a private network are told to no public archive', async () => {
    list([at('/dead')]);
    const asked: string[] = [];
    const spy = Object.assign(
      (url: string, options?: object) => {
        asked.push(url);
        return fetcher(url, options);
      },
      { guard: fetcher.guard, close: fetcher.close },
    );
    await run({ fetcher: spy, recover: true });
    expect(asked.filter((url) => url.includes('archive.org'))).toEqual([]);
  });
});
