// The gate: a worse index is refused with both numbers, an equal one passes with its scores, and a person may insist.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { buildIndex } from '../../index/build.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import type { Manifest } from '../../index/manifest.js';
import { openIndex } from '../../index/open.js';
import { liveGeneration } from '../../index/publish.js';
import { createGate } from '../../src/library/gate.js';
import { BadGolden, knownItems, meanReciprocalRank, ownQueries } from '../../src/library/golden.js';
import { hashEmbedder } from '../index/hash-embedder.js';
import { storeArticle } from './shelf.js';

const TOPICS = [
  'harbour',
  'orchard',
  'glacier',
  'lantern',
  'compass',
  'meadow',
  'quarry',
  'violin',
  'saddle',
  'kettle',
];
const LIST = `# Things\n\n${TOPICS.map((topic) => `- [All about the ${topic}](https://example.org/${topic})`).join('\n')}\n`;

let dataDir: string;
let catalog: Catalog;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wellread-gate-'));
  catalog = Catalog.open(dataDir);
  catalog.addList(parseList(LIST, 'things'), 'things.md');
});
afterEach(() => {
  catalog.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Sends every text to the same place: a model that has gone blind. */
const blind = (dimensions = 32): Embedder => ({
  name: 'blind',
  dimensions,
  embed: async (texts) => texts.map(() => new Float32Array(dimensions).fill(1 / Math.sqrt(dimensions))),
});

let second = 0;
function build(options: { embedder?: Embedder; force?: boolean } = {}): Promise<Manifest> {
  const { embedder = hashEmbedder(), force = false } = options;
  const gate = createGate({
    embedder,
    liveEmbedder: async ({ manifest }) => (manifest.embedder.name === 'blind' ? blind() : hashEmbedder()),
    own: ownQueries(dataDir),
    force,
  });
  return buildIndex({
    catalog,
    dataDir,
    embedder,
    gate,
    clock: () => new Date(Date.UTC(2026, 0, 1, 0, 0, second++)),
  });
}

function write(topics: readonly string[]): void {
  for (const topic of topics) {
    const text = `The ${topic} is described here at length, with all that belongs to a ${topic}.`;
    const article = { title: topic, text, lang: 'en', published: '2020-01-01' };
    storeArticle(catalog, `https://example.org/${topic}`, article);
  }
}

/** What pages that are forbidden from now on leave behind. */
function lose(topics: readonly string[]): void {
  for (const topic of topics)
    catalog.db.prepare("UPDATE links SET status = 'refused' WHERE canonical = ?").run(`example.org/${topic}`);
}

describe('the gate', () => {
  it('lets an index of the same worth pass and notes its scores', async () => {
    const first = await build();
    const next = await build();
    expect(first.scores).toMatchObject({ recall: 1, known: 1 });
    expect(next.scores).toEqual(first.scores);
    expect(openIndex(dataDir).manifest).toEqual(next);
  });

  it('refuses an index in which a list lost more than a tenth of its articles, unless forced', async () => {
    write(TOPICS);
    const before = await build();
    lose(TOPICS.slice(0, 2));
    await expect(build()).rejects.toThrow('things has 8 articles, before 10');
    expect(liveGeneration(dataDir)).toBe(before.generation);
    expect((await build({ force: true })).articles).toBe(8);
  });

  it('lets a list lose a single article in ten', async () => {
    write(TOPICS);
    await build();
    lose(TOPICS.slice(0, 1));
    expect((await build()).articles).toBe(9);
  });

  it("refuses a model that no longer finds a person's golden queries", async () => {
    const golden = TOPICS.map((topic) =>
      JSON.stringify({ query: topic, urls: [`https://example.org/${topic}/`] }),
    );
    writeFileSync(join(dataDir, 'golden.jsonl'), `${golden.join('\n')}\n`);
    const { scores } = await build();
    expect(scores?.own).toBe(1);
    const mute = {
      ...blind(),
      embed: async (texts: readonly string[]) => texts.map(() => new Float32Array(32)),
    };
    await expect(build({ embedder: mute })).rejects.toThrow(/passages cannot be found or read/);
  });
});

describe('golden queries', () => {
  it('ask for titles that name one document only, and only of documents both generations hold', async () => {
    await build();
    const live = openIndex(dataDir);
    catalog.addList(
      parseList(
        '# More\n- [All about the harbour](https://example.com/h)\n- [The newest](https://example.com/n)',
        'more',
      ),
      'more.md',
    );
    await build();
    const items = knownItems(openIndex(dataDir), live).map(({ query }) => query);
    expect(items).toHaveLength(TOPICS.length - 1);
    expect(items).not.toContain('The newest');
  });

  it('score by the rank of the first that is wanted', async () => {
    await build();
    const index = openIndex(dataDir);
    const queries = [
      { query: 'harbour', wanted: ['example.org/harbour'] },
      { query: 'orchard', wanted: ['example.org/nowhere'] },
    ];
    expect(await meanReciprocalRank(index, hashEmbedder(), queries)).toBe(0.5);
  });

  it.each([
    ['{"query": "a"}', '"urls"'],
    ['{"urls": ["https://example.org"]}', '"query"'],
    ['not json', 'not JSON'],
  ])('%s is refused with its line', (line, detail) => {
    writeFileSync(
      join(dataDir, 'golden.jsonl'),
      `{"query": "fine", "urls": ["https://example.org/x"]}\n${line}\n`,
    );
    expect(() => ownQueries(dataDir)).toThrow(BadGolden);
    expect(() => ownQueries(dataDir)).toThrow(`golden.jsonl:2: `);
    expect(() => ownQueries(dataDir)).toThrow(detail);
  });
});
