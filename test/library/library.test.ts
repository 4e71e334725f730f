// The library over one data folder: first start, restart, damage, publishing under questions, several processes.
import { chmodSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import type { AskPart } from '../../src/library/ask.js';
import { DataFolderBusy, WriterLock } from '../../src/library/lock.js';
import { NoSuchArticle } from '../../src/library/read.js';
import { QueryError } from '../../src/search/query.js';
import { ARTICLES, fillShelf, indexedShelf, openShelf, storeArticle, temporaryFolder } from './shelf.js';

const QUESTION = 'how do companies drop duplicate events in Kafka';
const ONCE = 'https://parcels.example.com/once';

let folder: ReturnType<typeof temporaryFolder>;
let open: ReturnType<typeof openShelf>['library'][] = [];

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  for (const library of open) await library.close();
  open = [];
  folder.remove();
});

function shelf(flags: Record<string, unknown> = {}, patienceMs = 60_000) {
  const opened = openShelf(folder.dir, flags, {}, patienceMs);
  open.push(opened.library);
  return opened;
}

async function fromIndexedShelf(): Promise<void> {
  folder.remove();
  folder = await indexedShelf();
}

const live = () => readFileSync(join(folder.dir, 'index', 'CURRENT'), 'utf8').trim();

describe('a first start', () => {
  it('imports the shipped lists, builds an index and answers', async () => {
    const { library, said } = shelf();
    const result = await library.ask({ question: 'how do companies dedupe Kafka' });
    expect(library.status()).toMatchObject({
      counts: { links: 1011 },
      index: { links: 1011, articles: 0 },
      stale: false,
    });
    expect(library.status().lists).toHaveLength(5);
    expect(result.sources).toHaveLength(8);
    expect(result.sources[0]?.evidence).toBe('link');
    expect(said.map(({ text }) => text)).toEqual(['building the first index']);
  });

  it('names a place in the lists once, though the link stands there twice', async () => {
    const { library } = shelf();
    const { sources } = await library.search({ query: 'host:medium.com Migrating Mountains of Mongo Data' });
    expect(sources[0]?.lists).toEqual([{ list: 'awesome-scalability', section: ['Scalability'] }]);
  });

  it('leaves everything for the second one', async () => {
    await shelf().library.prepare();
    await open.pop()?.close();
    const [generation, catalog] = [live(), statSync(join(folder.dir, 'catalog.sqlite')).mtimeMs];
    const { library, said } = shelf();
    await library.prepare();
    expect(live()).toBe(generation);
    expect(statSync(join(folder.dir, 'catalog.sqlite')).mtimeMs).toBe(catalog);
    expect(said).toEqual([]);
  });

  it('waits for another process that is at it', async () => {
    const lock = WriterLock.acquire(folder.dir, 'import', new Date());
    const { library, said } = shelf();
    const prepared = library.prepare();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(said).toMatchObject([{ level: 'info', text: expect.stringContaining('waiting') }]);
    lock.release();
    expect((await prepared).index.documents).toHaveLength(1011);
  });

  it('does not wait for ever', async () => {
    const lock = WriterLock.acquire(folder.dir, 'import', new Date());
    await expect(shelf({}, 300).library.prepare()).rejects.toThrow(DataFolderBusy);
    lock.release();
  });
});

describe('questions', () => {
  beforeEach(fromIndexedShelf);

  it('are answered from passages, each source with its place in the lists and an address at the passage', async () => {
    const { library } = shelf();
    const { sources, index } = await library.ask({ question: QUESTION, k: 3 });
    const [first] = sources;
    expect(first).toMatchObject({
      rank: 1,
      url: ONCE,
      host: 'parcels.example.com',
      evidence: 'text',
      published: '2021-03-04',
      lists: [{ list: 'shelf', section: ['Messaging'] }],
    });
    expect(first?.openUrl).toMatch(/^https:\/\/parcels\.example\.com\/once#:~:text=/);
    const passage = first!.passages.find(({ end }) => end > 0)!;
    expect(ARTICLES[ONCE]!.text.slice(passage.start, passage.end)).toBe(passage.text);
    for (const [start, end] of passage.highlights) expect(passage.text.slice(start, end)).not.toBe('');
    expect(index).toMatchObject({ links: 5, articles: 3 });
  });

  it('come in parts that add up to the whole', async () => {
    const { library } = shelf();
    const parts: AskPart[] = [];
    for await (const part of library.askInParts({ question: QUESTION })) parts.push(part);
    const done = parts.at(-1);
    expect(parts[0]?.event).toBe('sources');
    expect(done?.event).toBe('done');
    if (done?.event !== 'done') return;
    const sentences = parts.flatMap((part) => (part.event === 'sentence' ? [part.data] : []));
    expect(sentences).toEqual(done.data.answer.sentences);
    expect(parts[0]?.data).toMatchObject({ sources: done.data.sources });
  });

  it('are narrowed by filters, in words and as fields, and refused with a place where they make no sense', async () => {
    const { library } = shelf();
    const inWords = await library.search({ query: 'trees year:2020' });
    expect(inWords.sources.map(({ host }) => host)).toEqual(['stores.example.net']);
    const asFields = await library.search({ query: 'trees', filter: { year: ['2020'], kind: ['article'] } });
    expect(asFields.sources.map(({ host }) => host)).toEqual(['stores.example.net']);
    await expect(library.ask({ question: 'trees kind:poem' })).rejects.toThrow(QueryError);
    await expect(library.search({ query: 'trees', filter: { kind: ['poem'] } })).rejects.toThrow(QueryError);
  });

  it('read on in the article, whatever the spelling of its address', async () => {
    const { library } = shelf();
    const stretch = library.stretch('http://www.parcels.example.com/once/?utm_source=x#top', 0, 40);
    expect(stretch).toMatchObject({
      start: 0,
      end: 40,
      total: ARTICLES[ONCE]!.text.length,
      title: 'Counting every parcel once',
    });
    expect(() => library.stretch('https://gone.example.net/post')).toThrow(/http-404/);
    expect(() => library.stretch('https://nowhere.example.net/')).toThrow(NoSuchArticle);
  });
});

describe('an index that cannot be used', () => {
  beforeEach(fromIndexedShelf);

  it.each(['manifest.json', 'passages.bin', 'terms.bin', 'vectors.bin', 'documents.json'])(
    'because %s was cut is rebuilt from the catalog, with words about it',
    async (file) => {
      truncateSync(join(folder.dir, 'index', live(), file), 40);
      const { library, said } = shelf();
      const { sources } = await library.ask({ question: QUESTION });
      expect(sources[0]?.url).toBe(ONCE);
      expect(said).toMatchObject([{ level: 'warn', text: expect.stringContaining(file) }]);
    },
  );

  it('because its name leads nowhere is rebuilt as well', async () => {
    writeFileSync(join(folder.dir, 'index', 'CURRENT'), '../../etc\n');
    const { library } = shelf();
    expect((await library.ask({ question: QUESTION })).sources[0]?.url).toBe(ONCE);
  });
});

describe('publishing', () => {
  beforeEach(fromIndexedShelf);

  it('takes over between two questions and mixes nothing', async () => {
    const { library } = shelf();
    await library.prepare();
    const before = library.indexFacts()!.generation;
    const slow = library.askInParts({ question: QUESTION });
    const first = await slow.next();
    await library.jobs.result(library.startIndex({}).id);
    expect(library.indexFacts()!.generation).not.toBe(before);
    const rest: AskPart[] = [];
    for await (const part of slow) rest.push(part);
    const done = rest.at(-1);
    expect((first.value as AskPart).data).toMatchObject({ index: { generation: before } });
    expect(done?.data).toMatchObject({ index: { generation: before } });
  });

  it('by another process is noticed', async () => {
    const { library } = shelf();
    await library.prepare();
    library.watchIndex();
    const other = shelf().library;
    const { generation } = (await other.jobs.result(other.startIndex({}).id)) as { generation: string };
    for (let i = 0; i < 60 && library.indexFacts()?.generation !== generation; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(library.indexFacts()?.generation).toBe(generation);
  });

  it('follows a list that another process imports into the folder of a service that is offline', async () => {
    const { library } = shelf({ offline: true });
    await library.prepare();
    library.startService();
    const before = library.indexFacts()?.generation;
    const catalog = Catalog.open(folder.dir);
    catalog.addList(parseList('- [Vector clocks](https://late.example.org/clocks)', 'late'), 'late.md');
    catalog.close();
    for (let i = 0; i < 100 && library.indexFacts()?.generation === before; i++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    const { sources } = await library.search({ query: 'vector clocks' });
    expect(sources[0]?.url).toBe('https://late.example.org/clocks');
  });

  it('goes back to the generation before and forth again', async () => {
    const { library } = shelf();
    await library.prepare();
    const before = live();
    await library.jobs.result(library.startIndex({}).id);
    const after = live();
    expect(after).not.toBe(before);
    await library.jobs.result(library.startIndex({ rollback: true }).id);
    expect([live(), library.indexFacts()?.generation]).toEqual([before, before]);
    await library.jobs.result(library.startIndex({ rollback: true }).id);
    expect(live()).toBe(after);
  });

  it('is due when the catalog has changed', async () => {
    const { library } = shelf();
    await library.prepare();
    expect(library.status().stale).toBe(false);
    const catalog = Catalog.open(folder.dir);
    storeArticle(catalog, 'https://gone.example.net/post', {
      title: 'Back',
      text: 'It is back.',
      lang: 'en',
      published: '2026-01-01',
    });
    catalog.close();
    expect(library.status().stale).toBe(true);
    await library.jobs.result(library.startIndex({}).id);
    expect(library.status()).toMatchObject({ stale: false, index: { articles: 4 } });
  });
});

describe('a folder that cannot be written to', () => {
  it.skipIf(process.getuid?.() === 0)('answers all the same', async () => {
    fillShelf(folder.dir);
    await shelf().library.prepare();
    await open.pop()?.close();
    const names = readdirSync(folder.dir);
    for (const name of [...names, '.']) chmodSync(join(folder.dir, name), 0o555);
    try {
      const { library } = shelf();
      expect((await library.ask({ question: QUESTION })).sources[0]?.url).toBe(ONCE);
    } finally {
      for (const name of ['.', ...names]) chmodSync(join(folder.dir, name), 0o755);
    }
  });
});
