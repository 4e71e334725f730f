// Another model over the same articles: nothing is fetched, the old index serves until the new one is whole, and nothing is embedded twice.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { type BuildProgress, buildIndex } from '../../index/build.js';
import { openIndex } from '../../index/open.js';
import { listGenerations, rollback } from '../../index/publish.js';
import { fillShelf } from '../library/shelf.js';
import { hashEmbedder } from './hash-embedder.js';

let dataDir: string;
let catalog: Catalog;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wellread-model-'));
  fillShelf(dataDir);
  catalog = Catalog.open(dataDir);
});
afterEach(() => {
  catalog.close();
  rmSync(dataDir, { recursive: true, force: true });
});

let second = 0;
const build = (embedder: ReturnType<typeof hashEmbedder>, onProgress?: (progress: BuildProgress) => void) =>
  buildIndex({
    ...{ catalog, dataDir, embedder, clock: () => new Date(Date.UTC(2026, 0, 1, 0, 0, second++)) },
    ...(onProgress && { onProgress }),
  });

it('is published beside the old index, says how far it is, and is had back without work', async () => {
  const [small, large] = [hashEmbedder(32), hashEmbedder(64)];
  const { generation } = await build(small);
  const texts = small.counts.texts;
  expect(texts).toBeGreaterThan(5);

  const served = new Set<string>();
  const steps: BuildProgress[] = [];
  const changed = await build(large, (progress) => {
    if (progress.phase !== steps.at(-1)?.phase) served.add(openIndex(dataDir).manifest.generation);
    steps.push({ ...progress });
  });
  expect([...served]).toEqual([generation]); // up to the last moment
  expect(openIndex(dataDir).manifest).toMatchObject({ embedder: { name: 'hash-64', dimensions: 64 } });
  expect(large.counts.texts).toBe(texts);
  expect(changed).toMatchObject({ articles: 3, links: 5 });
  const embedding = steps.filter(({ phase }) => phase === 'embed');
  expect(embedding[0]).toEqual({ phase: 'embed', done: 0, total: texts });

  await build(small); // its vectors are still known
  expect(small.counts.texts).toBe(texts);
  expect(listGenerations(dataDir).map(({ embedder, live }) => [embedder, live])).toEqual([
    ['hash-32', true],
    ['hash-64', false],
  ]);
  expect(rollback(dataDir).embedder.name).toBe('hash-64');
});

it('that fails half-way leaves the old index, and goes on where it stopped', async () => {
  const { generation } = await build(hashEmbedder(32));
  const whole = hashEmbedder(64);
  const broken = {
    ...whole,
    async embed(texts: readonly string[]) {
      if (whole.counts.texts > 0) throw new Error('out of memory');
      return whole.embed(texts);
    },
  };
  const items = Array.from(
    { length: 60 },
    (_, at) => `- [Item ${at}](https://many.example.org/${at}) note ${at}`,
  );
  catalog.addList(parseList(`# Many\n\n${items.join('\n')}`, 'many'), 'many.md');
  await expect(build(broken as typeof whole)).rejects.toThrow('out of memory');
  expect(openIndex(dataDir).manifest.generation).toBe(generation);
  const before = whole.counts.texts;
  expect(before).toBe(32); // one batch
  const again = hashEmbedder(64);
  await build(again);
  expect(again.counts.texts).toBeGreaterThan(30);
  const all = hashEmbedder(16);
  await build(all);
  expect(again.counts.texts).toBe(all.counts.texts - before);
});
