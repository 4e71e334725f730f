import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Catalog, type Outcome } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { buildIndex } from '../../index/build.js';
import type { Generation } from '../../index/generation.js';
import { IndexMismatch } from '../../index/manifest.js';
import { openIndex } from '../../index/open.js';
import { QueryError } from '../../src/search/query.js';
import { type SearchOptions, search } from '../../src/search/search.js';
import { hashEmbedder } from '../index/hash-embedder.js';

const LIST = `# Backend
## Messaging
- [Exactly-once delivery with Kafka at Example](https://eng.example.com/exactly-once) drops doubles by key
- [Kafka for beginners](https://blog.example.net/kafka-intro)
- [RabbitMQ or Kafka](https://video.example.org/rabbit)
## Resilience
- [Circuit Breaker](https://martin.example.org/bliki/CircuitBreaker.html)
- [Backpressure Handling in Distributed Systems](https://eng.example.com/backpressure)
- [Consistent Hashing](https://tom.example.org/2007/11/consistent-hashing.html)
## Базы данных
- [Репликация в PostgreSQL](https://habr.example.ru/replication)
- [A copy of exactly-once](https://copy.example.org/once)
`;
const ARTICLE = `Consumers may see a message twice. We keep the keys of the last hour in a table and drop every
message whose key is there already.

The rest of this article is about tuning. ${'Buffers were tuned and measured again with care. '.repeat(30)}`;

let dataDir: string;
let index: Generation;
const embedder = hashEmbedder(64);
const ask = (query: string, options: Partial<SearchOptions> = {}) =>
  search(index, embedder, query, { k: 10, ...options });
const titles = async (query: string, options: Partial<SearchOptions> = {}): Promise<string[]> =>
  (await ask(query, options)).hits.map(({ document }) => document.title);

function fetched(text: string, published: string): Outcome {
  return {
    ...{
      status: 'fetched',
      reason: null,
      evidence: null,
      httpStatus: 200,
      finalUrl: null,
      mime: 'text/html',
    },
    ...{
      archivedUrl: null,
      archivedAt: null,
      duplicateOf: null,
      fetchedAt: '2026-01-01T00:00:00Z',
      etag: null,
    },
    ...{ lastModified: null, archive: null, attempts: 1 },
    article: {
      ...{ title: 'Exactly once', byline: 'A. Writer', published, modified: null, lang: 'en', site: null },
      ...{ description: null, text, markdown: text },
    },
  };
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wellread-search-'));
  const catalog = Catalog.open(dataDir);
  catalog.addList(parseList(LIST, 'backend'), 'backend.md');
  catalog.record(catalog.link('eng.example.com/exactly-once')!.id, fetched(ARTICLE, '2018-05-06'));
  catalog.record(catalog.link('copy.example.org/once')!.id, fetched(`${ARTICLE} Copied.`, '2020-05-06'));
  await buildIndex({ catalog, dataDir, embedder, clock: () => new Date(0) });
  catalog.close();
  index = openIndex(dataDir);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('search', () => {
  it('ranks by words and meaning and explains every score', async () => {
    const { hits, total, timings } = await ask('kafka exactly once');
    expect(hits[0]!.document.title).toBe('Exactly-once delivery with Kafka at Example');
    expect(total).toBeGreaterThanOrEqual(3);
    expect(timings.searchMs).toBeGreaterThanOrEqual(0);
    hits.forEach((hit, at) => {
      expect(hit.rank).toBe(at + 1);
      const sum = Object.values(hit.parts).reduce((all, part) => all + part, 0);
      expect(sum).toBeCloseTo(hit.score, 4);
      if (at > 0) expect(hit.score).toBeLessThanOrEqual(hits[at - 1]!.score);
      expect(hit.passages[0]!.score).toBe(hit.score);
    });
  });

  it('finds what a question describes without naming it', async () => {
    expect((await titles('queue grows without bound as producers outpace workers'))[0]).toBe(
      'Backpressure Handling in Distributed Systems',
    );
    expect((await titles('stop calling a dependency that keeps failing'))[0]).toBe('Circuit Breaker');
    const { concepts } = await ask('pick a node so that only few keys move when machines join or leave');
    expect(concepts[0]).toMatchObject({ name: 'consistent hashing' });
  });

  it('finds passages of articles, with offsets into their text and highlights in the passage', async () => {
    const { hits } = await ask('drop every message whose key is in the table');
    const [hit] = hits;
    expect(hit!.document).toMatchObject({ canonical: 'eng.example.com/exactly-once', evidence: 'text' });
    const { passage, highlights } = hit!.passages.find(({ passage: { kind } }) => kind === 'text')!;
    expect(ARTICLE.slice(passage.start, passage.end)).toBe(passage.text);
    expect(highlights.map(([start, end]) => passage.text.slice(start, end))).toContain('drop every');
  });

  it('shows an article once, whatever the number of its passages and mirrors', async () => {
    const { hits } = await ask('message key table tuned buffers');
    const canonicals = hits.map(({ document }) => document.canonical);
    expect(new Set(canonicals).size).toBe(canonicals.length);
    expect(canonicals).not.toContain('copy.example.org/once');
    expect(hits[0]!.mirrors.map(({ canonical }) => canonical)).toEqual(['copy.example.org/once']);
  });

  it('finds Russian words in any case form', async () => {
    expect((await titles('репликации'))[0]).toBe('Репликация в PostgreSQL');
  });

  it.each<[string, string[]]>([
    ['kafka -rabbitmq', ['Exactly-once delivery with Kafka at Example', 'Kafka for beginners']],
    ['"consistent hashing"', ['Consistent Hashing']],
    ['"hashing consistent"', []],
    ['kafka host:example.net', ['Kafka for beginners']],
    ['kafka -host:example.com -host:example.org', ['Kafka for beginners']],
    ['kafka year:2018', ['Exactly-once delivery with Kafka at Example']],
    // the mirror is of 2020, and stands for the same article
    ['kafka year:2020..', ['Exactly-once delivery with Kafka at Example']],
    ['kafka year:2019', []],
    ['kafka list:nothing', []],
  ])('%s', async (query, expected) => {
    const found = (await titles(query))
      .filter((title) => (/hash/.test(query) ? /hash/i : /kafka/i).test(title))
      .sort();
    expect(found).toEqual([...expected].sort());
  });

  it('lists what a filter lets through where nothing else is asked', async () => {
    expect(await titles('section:resilience')).toEqual([
      'Circuit Breaker',
      'Backpressure Handling in Distributed Systems',
      'Consistent Hashing',
    ]);
  });

  it('adds the caller’s filter to the query’s', async () => {
    expect(await titles('section:resilience', { filter: { host: ['tom.example.org'] } })).toEqual([
      'Consistent Hashing',
    ]);
    expect((await titles('kafka', { filter: { kind: ['video'] } })).length).toBe(0);
  });

  it('counts facets over what it found', async () => {
    const { facets } = await ask('list:backend', { facets: true });
    expect(facets?.list).toEqual([{ value: 'backend', count: 7 }]);
    expect(facets?.section).toContainEqual({ value: 'Resilience', count: 3 });
    expect(facets?.year).toEqual([{ value: '2018', count: 1 }]);
  });

  it('asks no embedder for words alone, and only the one of the index for meaning', async () => {
    const other = hashEmbedder(64, 'another');
    expect((await search(index, other, 'kafka', { k: 3, system: 'bm25' })).hits).not.toHaveLength(0);
    expect(other.counts.texts).toBe(0);
    await expect(search(index, other, 'kafka', { k: 3 })).rejects.toThrow(IndexMismatch);
  });

  it('is no error where nothing is found', async () => {
    expect(await ask('zzzz', { system: 'bm25' })).toMatchObject({ hits: [], total: 0 });
    expect((await ask('the of and', { system: 'bm25' })).hits).toEqual([]);
    await expect(ask('')).rejects.toThrow(QueryError);
  });
});
