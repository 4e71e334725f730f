// The ranking over the five lists that come with the project, measured on questions of our own against pinned floors.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { buildIndex } from '../../index/build.js';
import { loadBuiltin } from '../../index/embedder/builtin.js';
import type { Generation } from '../../index/generation.js';
import { openIndex } from '../../index/open.js';
import { createGate } from '../../src/library/gate.js';
import { ndcg, reciprocalRank } from '../../src/search/evaluate.js';
import type { System } from '../../src/search/fuse.js';
import { search } from '../../src/search/search.js';

const here = (path: string): URL => new URL(path, import.meta.url);
const floors = JSON.parse(readFileSync(here('../eval/floors.json'), 'utf8')).retrieval as Record<
  string,
  number
>;
const questions = readFileSync(here('../eval/retrieval.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { type: string; text: string; relevant: string[] });

const dataDir = mkdtempSync(join(tmpdir(), 'wellread-retrieval-'));
const embedder = loadBuiltin();
let index: Generation;

beforeAll(async () => {
  const catalog = Catalog.open(dataDir);
  for (const file of readdirSync(here('../../seeds/')))
    catalog.addList(parseList(readFileSync(here(`../../seeds/${file}`), 'utf8'), file), file);
  await buildIndex({ catalog, dataDir, embedder, clock: () => new Date() });
  catalog.close();
  index = openIndex(dataDir);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function measure(
  system: System,
  type?: string,
  among = index,
): Promise<{ ndcg10: number; mrr10: number }> {
  const asked = questions.filter((question) => type === undefined || question.type === type);
  let gain = 0;
  let rank = 0;
  for (const { text, relevant } of asked) {
    const grades = new Map(relevant.map((canonical) => [canonical, 1]));
    const { hits } = await search(among, embedder, text, { k: 10, system });
    const ranking = hits.map(({ document }) => document.canonical);
    gain += ndcg(ranking, grades, 10);
    rank += reciprocalRank(ranking, grades, 10);
  }
  return { ndcg10: gain / asked.length, mrr10: rank / asked.length };
}

describe('the ranking', () => {
  it('judges links that are in the lists', () => {
    for (const { relevant } of questions)
      for (const canonical of relevant) expect(index.find(canonical), canonical).not.toBeNull();
  });

  it.each(['keyword', 'question', 'company', 'paraphrase', 'russian'])(
    'of %s queries keeps its floor',
    async (type) => {
      expect((await measure('hybrid', type)).ndcg10).toBeGreaterThanOrEqual(floors[type]!);
    },
  );

  it('of all queries keeps its floor, and is better than by words or by meaning alone', async () => {
    const hybrid = await measure('hybrid');
    expect(hybrid.ndcg10).toBeGreaterThanOrEqual(floors.ndcg10!);
    expect(hybrid.mrr10).toBeGreaterThanOrEqual(floors.mrr10!);
    expect(hybrid.ndcg10).toBeGreaterThan((await measure('bm25')).ndcg10);
    expect(hybrid.ndcg10).toBeGreaterThan((await measure('vector')).ndcg10);
  });

  it.each(['what is idempotency', 'что такое идемпотентность'])(
    'offers what is related where no title names the thing itself: %s',
    async (question) => {
      const { hits } = await search(index, embedder, question, { k: 4 });
      const titles = hits.map(({ document }) => document.title).join('\n');
      expect(titles).toMatch(/Exactly Once: Deduping/);
      expect(titles).toMatch(/Retry/);
    },
  );

  it('is as good where a graph proposes the passages', async () => {
    const catalog = Catalog.open(dataDir);
    const gate = createGate({ embedder, liveEmbedder: async () => embedder, own: [], force: false });
    await buildIndex({ catalog, dataDir, embedder, clock: () => new Date(), exactUpTo: 100, gate });
    catalog.close();
    const large = openIndex(dataDir);
    expect(large.graph?.length).toBe(index.size);
    expect(large.manifest.scores?.recall).toBeGreaterThan(0.95);
    const [exact, proposed] = [await measure('hybrid'), await measure('hybrid', undefined, large)];
    expect(Math.abs(exact.ndcg10 - proposed.ndcg10)).toBeLessThan(0.01);
  });
});
