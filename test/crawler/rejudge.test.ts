// Reading the archive again: a better judge takes refusals back and refuses what it had let through, without a fetch.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { Archive, type Finding } from '../../crawler/archive/archive.js';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { ExtractPool } from '../../crawler/extract/pool.js';
import { parseList } from '../../crawler/list/list.js';
import { reextract } from '../../crawler/restore.js';
import { blog, prose } from './verdict/page.js';

const pool = new ExtractPool({ size: 1 });
let dir: string;

beforeEach(() => {
  if (dir) rmSync(dir, { recursive: true, force: true });
  dir = mkdtempSync(join(tmpdir(), 'rejudge-'));
});

afterAll(async () => {
  await pool.close();
  rmSync(dir, { recursive: true, force: true });
});

const article = (title: string) =>
  blog(`${title} - Slow Systems`, `<article><h1>${title}</h1>${prose(4, title)}</article>`);
const missing = blog(
  'Page not found – Slow Systems',
  '<h1>Page not found</h1><p>It looks like nothing was found at this location.</p>',
  { bodyClass: 'error404' },
);
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
  etag: null,
  lastModified: null,
  attempts: 1,
  ...change,
});
const stale = {
  title: 'old',
  byline: null,
  published: null,
  modified: null,
  lang: 'en',
  site: null,
  description: null,
  text: 'old words',
  markdown: 'old words',
};

/** A catalog in which `pages` were found as they say, with their answers in the archive. */
async function found(
  pages: Record<string, { html: string; status: Finding['status']; reason?: string; title?: string }>,
) {
  const catalog = Catalog.open(dir);
  const list = parseList(
    Object.keys(pages)
      .map((name) => `- https://example.org/${name}`)
      .join('\n'),
    'stores',
  );
  catalog.addList(list, 'stores.md');
  const archive = await Archive.open(dir);
  for (const [name, { html, status, reason = null, title }] of Object.entries(pages)) {
    const url = `https://example.org/${name}`;
    const what = finding({ status, reason, evidence: reason && 'as it seemed then', finalUrl: url });
    const about = title ? { title } : {};
    const exchange = {
      ...{ url, date: what.fetchedAt, requestHeaders: [], status: 200, statusText: 'OK', address: null },
      headers: [['content-type', 'text/html; charset=utf-8']] as [string, string][],
      rawBody: Buffer.from(html),
    };
    const place = await archive.append({
      link: `example.org/${name}`,
      exchanges: [exchange],
      finding: what,
      about,
    });
    const link = catalog.link(url)!;
    catalog.record(link.id, { ...what, article: status === 'fetched' ? stale : null, archive: place });
  }
  await archive.close();
  return catalog;
}

const state = (catalog: Catalog, name: string) => {
  const link = catalog.link(`https://example.org/${name}`)!;
  return { status: link.status, reason: link.reason, text: catalog.article(link.id)?.text ?? '' };
};

it('records what extractor and judge see now', async () => {
  const catalog = await found({
    improved: { html: article('Counters'), status: 'fetched' },
    wronged: { html: article('Queues'), status: 'failed', reason: 'bot-wall' },
    twin: { html: article('Queues'), status: 'failed', reason: 'paywall' },
    slipped: { html: missing, status: 'fetched' },
    attested: { html: missing, status: 'fetched', title: 'A video' },
    rightly: { html: missing, status: 'failed', reason: 'soft-404' },
    dead: { html: article('Nobody'), status: 'failed', reason: 'http-410' },
  });
  const done = await reextract({ catalog, dataDir: dir, pool });
  expect(state(catalog, 'improved')).toMatchObject({
    status: 'fetched',
    text: expect.stringContaining('Counters We moved'),
  });
  const queues = [state(catalog, 'wronged'), state(catalog, 'twin')];
  expect(queues.map(({ status }) => status).sort()).toEqual(['duplicate', 'fetched']);
  expect(queues.map(({ reason }) => reason)).toEqual([null, null]);
  expect(state(catalog, 'slipped')).toMatchObject({ status: 'failed', reason: 'soft-404' });
  expect(state(catalog, 'attested')).toMatchObject({ status: 'fetched', reason: null });
  expect(state(catalog, 'rightly')).toMatchObject({ status: 'failed', reason: 'soft-404' });
  expect(state(catalog, 'dead')).toMatchObject({ status: 'failed', reason: 'http-410' });
  expect(done).toMatchObject({ lists: 1, links: 6 });
  const before = catalog.changes();
  await reextract({ catalog, dataDir: dir, pool });
  expect(catalog.changes()).toBe(before);
  catalog.close();
});

it('keeps the article of a page that can no longer be read', async () => {
  const catalog = await found({ odd: { html: '<html><body></body></html>', status: 'fetched' } });
  expect(await reextract({ catalog, dataDir: dir, pool })).toEqual({
    lists: 1,
    links: 1,
    articles: 0,
    lost: 1,
  });
  expect(state(catalog, 'odd')).toEqual({ status: 'fetched', reason: null, text: 'old words' });
  catalog.close();
});
