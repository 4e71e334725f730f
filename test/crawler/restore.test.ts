// With everything deleted but the archive, the same catalog comes back; and a catalog's articles can be read again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { Archive, type Finding, type Visit } from '../../crawler/archive/archive.js';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { ExtractPool } from '../../crawler/extract/pool.js';
import type { Exchange } from '../../crawler/fetch/exchange.js';
import { formatList, parseList } from '../../crawler/list/list.js';
import { reextract, restoreCatalog } from '../../crawler/restore.js';
import { articleHtml } from './foreign.js';

const pool = new ExtractPool({ size: 1 });
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'restore-'));
});

afterAll(() => pool.close());

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const finding = (change: Partial<Finding>): Finding => ({
  status: 'fetched',
  reason: null,
  evidence: null,
  httpStatus: 200,
  finalUrl: null,
  mime: 'text/html',
  archivedUrl: null,
  archivedAt: null,
  duplicateOf: null,
  fetchedAt: '2026-01-02T03:04:05.000Z',
  etag: '"1"',
  lastModified: null,
  attempts: 1,
  ...change,
});

function page(url: string, body: string): Exchange {
  return {
    url,
    date: '2026-01-02T03:04:05.000Z',
    requestHeaders: [['host', 'example.org']],
    status: 200,
    statusText: 'OK',
    headers: [['Content-Type', 'text/html; charset=utf-8']],
    rawBody: Buffer.from(body),
    address: null,
  };
}

/** An archive as imports and crawls leave it. */
async function filled(): Promise<void> {
  const archive = await Archive.open(dir);
  const list = parseList(
    '# Stores\n\n## Queues\n\n- [A](https://example.org/a) note\n- https://example.org/b\n- https://example.org/c\n- https://example.org/d',
    'stores',
  );
  await archive.appendList(list, formatList(list), 'stores.md');
  await archive.appendList({ name: 'gone', title: 'Gone' }, '# Gone\n\n- https://example.org/z', 'gone.md');
  await archive.appendRemoval('gone');
  const visits: Visit[] = [
    {
      link: 'example.org/a',
      exchanges: [page('https://example.org/a', articleHtml('Old A', 'heap'))],
      finding: finding({}),
    },
    {
      link: 'example.org/a',
      exchanges: [page('https://example.org/a', articleHtml('A', 'queue'))],
      finding: finding({}),
      about: { byline: 'Ada' },
    },
    { link: 'example.org/a', exchanges: [], finding: finding({ status: 'unchanged', httpStatus: 304 }) },
    {
      link: 'example.org/b',
      exchanges: [page('https://machine.example/web/2014id_/https://example.org/b', articleHtml('B', 'log'))],
      finding: finding({
        status: 'recovered',
        archivedUrl: 'https://machine.example/web/2014/https://example.org/b',
        archivedAt: '2014-01-01T00:00:00.000Z',
        finalUrl: 'https://example.org/b',
      }),
    },
    {
      link: 'example.org/c',
      exchanges: [],
      finding: finding({ status: 'failed', reason: 'dns', httpStatus: null }),
    },
    {
      link: 'example.org/unlisted',
      exchanges: [page('https://example.org/unlisted', 'x')],
      finding: finding({}),
    },
  ];
  for (const visit of visits) await archive.append(visit);
  await archive.close();
}

const without = (catalog: Catalog) => ({
  links: catalog.links(),
  articles: [...catalog.articles()],
  counts: catalog.counts(),
});

it('restores lists, links, history and articles from the archive alone', async () => {
  await filled();
  const catalog = Catalog.open(dir);
  expect(await restoreCatalog({ catalog, dataDir: dir, pool })).toEqual({
    lists: 1,
    links: 3,
    articles: 2,
    lost: 0,
  });
  expect(catalog.links()).toMatchObject([
    {
      canonical: 'example.org/a',
      title: 'A',
      status: 'unchanged',
      places: [{ list: 'stores', section: ['Queues'], note: 'note' }],
    },
    { canonical: 'example.org/b', title: 'B', status: 'recovered', archivedAt: '2014-01-01T00:00:00.000Z' },
    { canonical: 'example.org/c', status: 'failed', reason: 'dns' },
    { canonical: 'example.org/d', status: 'new' },
  ]);
  const [a] = [...catalog.articles()];
  expect(a).toMatchObject({ title: 'A', byline: 'Ada' });
  expect(a!.text).toContain('The queue takes');
  expect(catalog.fetches(a!.linkId).map(({ status }) => status)).toEqual(['unchanged', 'fetched', 'fetched']);
  const first = without(catalog);
  catalog.close();
  for (const file of ['catalog.sqlite', 'catalog.sqlite-wal', 'catalog.sqlite-shm'])
    rmSync(join(dir, file), { force: true });
  const again = Catalog.open(dir);
  await restoreCatalog({ catalog: again, dataDir: dir, pool });
  expect(without(again)).toEqual(first);
  again.close();
});

it('reads the pages of a catalog again, without history, and says what is lost', async () => {
  await filled();
  const catalog = Catalog.open(dir);
  await restoreCatalog({ catalog, dataDir: dir, pool });
  const [a, b] = [...catalog.articles()];
  catalog.rewrite(a!.linkId, { ...a!, text: 'what a worse extractor made of it', markdown: 'what' });
  const changes = catalog.changes();
  const seen: number[] = [];
  const done = await reextract({ catalog, dataDir: dir, pool, onProgress: (count) => seen.push(count) });
  expect(done).toEqual({ lists: 1, links: 2, articles: 2, lost: 0 });
  expect(seen).toEqual([1, 2]);
  expect(catalog.article(a!.linkId)).toEqual(a);
  expect(catalog.article(b!.linkId)).toEqual(b);
  expect(catalog.changes()).toBe(changes + 1);
  expect(catalog.fetches(a!.linkId)).toHaveLength(3);
  catalog.close();
});

it('is nothing where there is nothing', async () => {
  const catalog = Catalog.open(dir);
  expect(await restoreCatalog({ catalog, dataDir: dir, pool })).toEqual({
    lists: 0,
    links: 0,
    articles: 0,
    lost: 0,
  });
  catalog.close();
});
