import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import type { Knowledge } from '../../index/assemble.js';
import { termsOf } from '../../index/bm25.js';
import { type BuildProgress, buildIndex } from '../../index/build.js';
import { Companies } from '../../index/companies.js';
import { Concepts, parseConcepts } from '../../index/concepts.js';
import { PublishRefused } from '../../index/gate.js';
import { checkEmbedder, IndexDamaged, IndexMismatch, IndexMissing } from '../../index/manifest.js';
import { openIndex } from '../../index/open.js';
import { listGenerations, liveGeneration, NothingToRollBack, rollback } from '../../index/publish.js';
import { hashEmbedder } from './hash-embedder.js';

const LIST = `# Queues
## Kafka
- [Exactly-once delivery at Example](https://example.org/exactly-once) how they drop doubles
- [Backpressure in practice](https://example.net/backpressure)
## Базы данных
- [Репликация в PostgreSQL](https://example.com/replication)
`;

/** A thesaurus of one concept: the one that comes with the package takes a second to index. */
const knowledge: Knowledge = {
  thesaurus: new Concepts(
    parseConcepts('backpressure\tpush back\tпротиводавление\t\tslow the sender down\n'),
    termsOf,
  ),
  companies: new Companies([]),
};
let dataDir: string;
let catalog: Catalog;
let second = 0;
const clock = (): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second++));
const build = (options: Partial<Parameters<typeof buildIndex>[0]> = {}) =>
  buildIndex({ catalog, dataDir, embedder: hashEmbedder(), clock, knowledge, ...options });

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wellread-publish-'));
  catalog = Catalog.open(dataDir);
  catalog.addList(parseList(LIST, 'queues'), 'queues.md');
});
afterEach(() => {
  catalog.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a published index', () => {
  it('is what readers open', async () => {
    const manifest = await build();
    const index = openIndex(dataDir);
    expect(index.manifest).toEqual(manifest);
    expect(manifest).toMatchObject({
      links: 3,
      articles: 0,
      passages: 3,
      embedder: { name: 'hash-32', dimensions: 32 },
      catalogChanges: catalog.changes(),
      lists: { queues: { links: 3, articles: 0 } },
    });
    expect(index.documents.map(({ title }) => title)).toEqual([
      'Exactly-once delivery at Example',
      'Backpressure in practice',
      'Репликация в PostgreSQL',
    ]);
    expect(index.passage(0)).toEqual({
      id: 0,
      document: 0,
      kind: 'card',
      heading: ['Kafka'],
      text: 'Exactly-once delivery at Example\nhow they drop doubles',
      start: 0,
      end: 0,
    });
    expect(index.find('example.net/backpressure')?.ordinal).toBe(1);
  });

  it('stays as it was for who holds it, whatever is published later', async () => {
    await build();
    const held = openIndex(dataDir);
    catalog.addList(parseList('# More\n- [Raft](https://example.org/raft)\n', 'more'), 'more.md');
    await build();
    await build();
    expect(existsSync(join(dataDir, 'index', held.manifest.generation))).toBe(false);
    expect(held.documents).toHaveLength(3);
    expect(held.text(1)).toBe('Backpressure in practice');
    expect(openIndex(dataDir).documents).toHaveLength(4);
  });

  it('leaves the one before on disk, and nothing older', async () => {
    const names = [];
    for (let times = 0; times < 4; times++) names.push((await build()).generation);
    expect(listGenerations(dataDir).map(({ generation, live }) => [generation, live])).toEqual([
      [names[3], true],
      [names[2], false],
    ]);
    expect(readdirSync(join(dataDir, 'index')).sort()).toEqual(['CURRENT', names[2], names[3]].sort());
  });

  it('can be rolled back, and forth again', async () => {
    const first = await build();
    const next = await build();
    expect(rollback(dataDir).generation).toBe(first.generation);
    expect(liveGeneration(dataDir)).toBe(first.generation);
    expect(rollback(dataDir).generation).toBe(next.generation);
  });

  it('has nothing to go back to at first', async () => {
    expect(() => rollback(dataDir)).toThrow(NothingToRollBack);
    await build();
    expect(() => rollback(dataDir)).toThrow(NothingToRollBack);
  });

  it('clears away what a killed build left behind', async () => {
    await build();
    const left = join(dataDir, 'index', '20250101T000000-aaaaaa.tmp');
    await build({ gate: async () => ({}) });
    writeFileSync(left, 'half a file');
    await build();
    expect(existsSync(left)).toBe(false);
  });
});

describe('a build', () => {
  it('says how far it is', async () => {
    const heard: BuildProgress[] = [];
    await build({ onProgress: (progress) => heard.push({ ...progress }) });
    expect([...new Set(heard.map(({ phase }) => phase))]).toEqual(['read', 'embed', 'write', 'check']);
  });

  it('embeds no text twice', async () => {
    const embedder = hashEmbedder();
    await build({ embedder });
    const before = embedder.counts.texts;
    expect(before).toBeGreaterThan(0);
    await build({ embedder });
    expect(embedder.counts.texts).toBe(before);
    catalog.addList(parseList('# More\n- [Raft](https://example.org/raft)\n', 'more'), 'more.md');
    await build({ embedder });
    expect(embedder.counts.texts).toBe(before + 1);
  });

  it('keeps vectors of one model from another', async () => {
    await build();
    const other = hashEmbedder(32, 'another');
    await build({ embedder: other });
    expect(other.counts.texts).toBeGreaterThan(0);
  });

  it('publishes nothing when aborted', async () => {
    const abort = new AbortController();
    const stopped = build({
      signal: abort.signal,
      onProgress: ({ phase }) => phase === 'write' && abort.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(() => openIndex(dataDir)).toThrow(IndexMissing);
    expect(listGenerations(dataDir)).toEqual([]);
  });

  it('publishes nothing that the gate refuses', async () => {
    const first = await build();
    const refused = build({
      gate: async (candidate, live) => {
        expect(live?.manifest.generation).toBe(first.generation);
        throw new PublishRefused([`only ${candidate.size} passages`]);
      },
    });
    await expect(refused).rejects.toThrow('only 3 passages');
    expect(liveGeneration(dataDir)).toBe(first.generation);
    expect(listGenerations(dataDir)).toHaveLength(1);
  });
});

describe('an index that cannot be used', () => {
  it('is missing at first', () => {
    expect(() => openIndex(dataDir)).toThrow(IndexMissing);
  });

  it('names the file that is damaged, wherever a bit flips', async () => {
    const { generation, checksums } = await build();
    const folder = join(dataDir, 'index', generation);
    for (const file of [...Object.keys(checksums), 'manifest.json']) {
      const whole = readFileSync(join(folder, file));
      for (let step = 1; step < 8; step++) {
        const at = Math.floor((whole.length * step) / 8);
        const flipped = Buffer.from(whole);
        flipped[at]! ^= 1 << step;
        writeFileSync(join(folder, file), flipped);
        expect(() => openIndex(dataDir)).toThrow(IndexDamaged);
        expect(() => openIndex(dataDir)).toThrow(file);
      }
      truncateSync(join(folder, file), whole.length >> 1);
      expect(() => openIndex(dataDir)).toThrow(file);
      rmSync(join(folder, file));
      expect(() => openIndex(dataDir)).toThrow(file);
      writeFileSync(join(folder, file), whole);
    }
    expect(openIndex(dataDir).size).toBe(3);
  });

  it('has a CURRENT that names no generation', async () => {
    await build();
    writeFileSync(join(dataDir, 'index', 'CURRENT'), '../../etc\n');
    expect(() => openIndex(dataDir)).toThrow(IndexDamaged);
    writeFileSync(join(dataDir, 'index', 'CURRENT'), 'gone\n');
    expect(() => openIndex(dataDir)).toThrow(IndexDamaged);
  });

  it('is built anew over a damaged one', async () => {
    const { generation } = await build();
    rmSync(join(dataDir, 'index', generation, 'terms.bin'));
    await build();
    expect(openIndex(dataDir).size).toBe(3);
  });

  it('was built for another embedder', async () => {
    const manifest = await build();
    expect(() => checkEmbedder(manifest, hashEmbedder())).not.toThrow();
    expect(() => checkEmbedder(manifest, hashEmbedder(32, 'another'))).toThrow(IndexMismatch);
    expect(() => checkEmbedder(manifest, { name: 'hash-32', dimensions: 64 })).toThrow(/dimensions 32/);
  });
});
