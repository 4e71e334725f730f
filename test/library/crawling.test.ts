// From a list to answers over a small web on loopback: crawl, index, ask; in the background of a service; and from the archive alone.
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Library } from '../../src/library/library.js';
import { ARTICLES, openShelf, temporaryFolder } from './shelf.js';

const PAGES = Object.values(ARTICLES);
let web: Server;
let base: string;
let folder: ReturnType<typeof temporaryFolder>;
let open: Library[] = [];

beforeAll(async () => {
  web = createServer((request, response) => {
    const page = PAGES[Number(request.url?.slice(2))];
    if (request.url === '/robots.txt' || page === undefined) return void response.writeHead(404).end();
    const paragraphs = page.text
      .split('. ')
      .map((sentence) => `<p>${sentence}. ${sentence}, as we said before.</p>`);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<html lang="en"><title>${page.title}</title><article><h1>${page.title}</h1>${paragraphs.join('')}</article></html>`,
    );
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
});
afterAll(() => web.close());

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  for (const library of open) await library.close();
  open = [];
  folder.remove();
});

function library(flags: Record<string, unknown> = {}): Library {
  const network = { offline: undefined, allowPrivate: true, hostDelay: '0', recover: 'none' };
  const opened = openShelf(folder.dir, { ...network, ...flags });
  open.push(opened.library);
  return opened.library;
}

/** A list of the pages and of one that is gone, as a file. */
function listFile(): string {
  const file = join(folder.dir, 'web.md');
  const items = [...PAGES.map(({ title }, at) => `- [${title}](${base}/p${at})`), `- [Gone](${base}/gone)`];
  writeFileSync(file, `# Web\n\n## Things\n\n${items.join('\n')}\n`);
  return file;
}

const QUESTION = 'how are duplicate Kafka events dropped';

describe('a crawl', { timeout: 120_000 }, () => {
  it('fetches every link, leaves none without an outcome, and makes it answerable', async () => {
    const one = library();
    await one.import([listFile()]);
    const job = one.startCrawl({});
    const summary = (await one.jobs.result(job.id)) as { done: number; ok: number; byReason: object };
    expect(summary).toMatchObject({ done: 4, ok: 3, byReason: { 'http-404': 1 } });
    expect(one.crawled()).toEqual({ fetched: 3, failed: 1 });
    await one.jobs.result(one.startIndex({}).id);
    const { sources } = await one.ask({ question: QUESTION });
    expect(sources[0]).toMatchObject({ url: `${base}/p0`, evidence: 'text' });
  });

  it('stays inside when private addresses are not allowed', async () => {
    const one = library({ allowPrivate: undefined });
    await one.import([listFile()]);
    await one.jobs.result(one.startCrawl({}).id);
    const reasons = one.links().map(({ status, reason }) => `${status} ${reason}`);
    expect(new Set(reasons)).toEqual(new Set(['refused unsupported-port']));
  });

  it('in the background of a service fills the index while questions are answered', async () => {
    const one = library();
    await one.import([listFile()]);
    await one.prepare();
    expect((await one.ask({ question: QUESTION })).sources[0]?.evidence).toBe('link');
    one.startService();
    while (one.indexFacts()?.articles !== 3) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await one.ask({ question: QUESTION })).sources[0]).toMatchObject({
      url: `${base}/p0`,
      evidence: 'text',
    });
    one.background('pause');
    expect(one.status().crawl).toBe('paused');
  });

  it('can be thrown away but for the archive, and the index comes out the same', async () => {
    const one = library();
    await one.import([listFile()]);
    await one.jobs.result(one.startCrawl({}).id);
    await one.jobs.result(one.startIndex({}).id);
    const before = await one.search({ query: QUESTION });
    await one.close();
    open = [];
    for (const name of ['catalog.sqlite', 'catalog.sqlite-wal', 'catalog.sqlite-shm', 'index', 'vectors']) {
      rmSync(join(folder.dir, name), { recursive: true, force: true });
    }
    const other = library({ offline: true });
    await other.jobs.result(other.startIndex({}).id);
    const after = await other.search({ query: QUESTION });
    expect(after.sources).toEqual(before.sources);
    expect(other.counts()).toMatchObject({ links: 4, articles: 3, byReason: { 'http-404': 1 } });
  });

  it('re-extracts on request', async () => {
    const one = library();
    await one.import([listFile()]);
    await one.jobs.result(one.startCrawl({}).id);
    const phases = new Set<string>();
    const job = one.startIndex({ reExtract: true });
    for await (const { progress } of one.jobs.watch(job.id))
      phases.add((progress as { phase?: string } | null)?.phase ?? '');
    await one.jobs.result(job.id);
    expect([...phases]).toContain('extract');
    expect((await one.search({ query: QUESTION })).sources[0]?.evidence).toBe('text');
  });
});
