// `npm run bench -- catalog`: taking the seeds in, listing links, storing and streaming articles, appending to the archive.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Archive, type Finding } from '../../crawler/archive/archive.js';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { importLists } from '../../crawler/import.js';

const SEEDS = fileURLToPath(new URL('../../seeds/', import.meta.url));
/** Characters; the middle of the articles of the lists. */
const ARTICLE = 12_000;

const FINDING: Finding = {
  status: 'fetched',
  reason: null,
  evidence: null,
  httpStatus: 200,
  finalUrl: null,
  mime: 'text/html',
  archivedUrl: null,
  archivedAt: null,
  duplicateOf: null,
  fetchedAt: '2026-01-01T00:00:00.000Z',
  etag: null,
  lastModified: null,
  attempts: 1,
};

export async function run(): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-catalog-'));
  const catalog = Catalog.open(dir);
  try {
    const seeds = readdirSync(SEEDS).map((name) => join(SEEDS, name));
    await timed('import the seeds into an empty folder', 1, () =>
      importLists(seeds, { catalog, dataDir: dir }),
    );
    const links = catalog.links();
    const text = (id: number) => `${id} ${'words of an article about queues and logs '.repeat(ARTICLE / 43)}`;
    await timed(`record ${links.length} articles`, links.length, () => {
      for (const { id } of links) {
        const about = {
          byline: null,
          published: null,
          modified: null,
          lang: 'en',
          site: null,
          description: null,
        };
        const article = { ...about, title: 'An article', text: text(id), markdown: text(id) };
        catalog.record(id, { ...FINDING, article, archive: null });
      }
    });
    await timed(`links() over ${links.length}`, 20, () => {
      for (let round = 0; round < 20; round++) catalog.links();
    });
    await timed('articles(), each', links.length, () => {
      let words = 0;
      for (const article of catalog.articles()) words += article.words;
      return words;
    });
    const archive = await Archive.open(dir);
    const body = Buffer.from(text(0).repeat(5));
    await timed('append a page of 60 kB, synced, 16 at a time', 480, async () => {
      for (let round = 0; round < 30; round++)
        await Promise.all(
          Array.from({ length: 16 }, (_, at) => archive.append(visit(round * 16 + at, body))),
        );
    });
    await archive.close();
    await timed('open that archive again', 1, async () => (await Archive.open(dir)).close());
  } finally {
    catalog.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function visit(number: number, body: Buffer) {
  const url = `https://example.org/${number}`;
  const page = {
    ...{ url, date: FINDING.fetchedAt, status: 200, statusText: 'OK', address: null },
    requestHeaders: [['host', 'example.org']] as [string, string][],
    headers: [['content-type', 'text/html']] as [string, string][],
    rawBody: Buffer.concat([Buffer.from(String(number)), body]),
  };
  return { link: `example.org/${number}`, exchanges: [page], finding: FINDING };
}

async function timed(what: string, times: number, work: () => unknown): Promise<void> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const ms = (performance.now() - start) / times;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `${what.padEnd(48)} ${ms.toFixed(2).padStart(9)} ms  ${((user + system) / 1000 / times).toFixed(2).padStart(9)} ms CPU`,
  );
}
