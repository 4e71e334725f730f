// The smaller files of a data folder and of the package, damaged: each is named, rebuilt, or costs no more than itself.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTable, type TableContent, TableDamaged, writeTable } from '../../index/embedder/table.js';
import { storedMap, storeMap } from '../../index/map.js';
import { GAPS, GapLog } from '../../src/answer/gaps.js';
import { BadGolden, ownQueries } from '../../src/library/golden.js';
import { DataFolderBusy, WriterLock } from '../../src/library/lock.js';
import { temporaryFolder } from '../library/shelf.js';
import { flip, spread } from './shelf.js';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const now = new Date('2026-02-03T04:05:06Z');

it('a map with a flipped bit, cut or of another size is drawn again', () => {
  const request = { dataDir: folder.dir, generation: 'g' };
  const places = Float32Array.from({ length: 20 }, (_, at) => at / 20);
  storeMap(request, places);
  expect(storedMap(request, 10)).toEqual(places);
  expect(storedMap(request, 9)).toBeNull();
  const file = join(folder.dir, 'map', 'g.f32');
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at++) {
    flip(file, at);
    expect(storedMap(request, 10)).toBeNull();
    writeFileSync(file, whole);
  }
  for (const length of [0, 3, 80, whole.length - 1]) {
    writeFileSync(file, whole.subarray(0, length));
    expect(storedMap(request, 10)).toBeNull();
  }
});

it('a table with any bit flipped is refused, or still the same table', () => {
  const content: TableContent = {
    ...{ dimensions: 4, words: ['kafka', 'log', '##s'], ownWeight: 0.5 },
    vectors: Float32Array.from({ length: 12 }, (_, at) => Math.sin(at)),
    places: new Float32Array(16).fill(1),
    repeats: new Float32Array(4).fill(1),
  };
  const whole = writeTable(content);
  const right = meaning(whole);
  let refused = 0;
  for (let at = 0; at < whole.length; at++) {
    const copy = whole.slice();
    copy[at]! ^= 1 << (at % 8);
    try {
      expect(meaning(copy), `byte ${at}`).toEqual(right);
    } catch (error) {
      if (!(error instanceof TableDamaged)) throw error;
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(whole.length - 20);
});

function meaning(bytes: Uint8Array): unknown {
  const { dimensions, rows, places, repeats, ownWeight, sum, wordOf, idOf } = readTable(bytes, 'table.bin');
  const vectors = Array.from({ length: rows }, (_, row) => {
    return { word: wordOf(row), id: idOf(wordOf(row)), vector: [...sum([row], [1])] };
  });
  return { dimensions, places: [...places], repeats: [...repeats], ownWeight, vectors };
}

it('golden queries that cannot be read are named by file and line', () => {
  const file = join(folder.dir, 'golden.jsonl');
  const line = '{"query": "who drops doubles", "urls": ["https://example.org/a"]}\n';
  writeFileSync(file, line + line);
  expect(ownQueries(folder.dir)).toHaveLength(2);
  for (const at of spread(line.length, 30)) {
    writeFileSync(file, line + line);
    flip(file, line.length + at);
    try {
      expect(ownQueries(folder.dir).length).toBeGreaterThan(0);
    } catch (error) {
      expect(error).toBeInstanceOf(BadGolden);
      expect((error as BadGolden).message).toMatch(/golden\.jsonl:[23]: /);
    }
  }
});

it('the log of gaps loses a damaged line and no other', () => {
  const log = new GapLog(folder.dir);
  for (const question of ['first', 'second', 'third']) log.add(question, null, now);
  const file = join(folder.dir, GAPS);
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, whole.replace('{"at":"2026', '#"at":"2026'));
  expect(new GapLog(folder.dir).list().map(({ question }) => question)).toEqual(['second', 'third']);
  writeFileSync(file, Buffer.concat([Buffer.from(whole), Buffer.from([0xff, 0x00, 0x0a])]));
  new GapLog(folder.dir).add('fourth', null, now);
  expect(new GapLog(folder.dir).list().map(({ question }) => question)).toEqual([
    'first',
    'second',
    'fourth',
  ]);
});

describe("the writers' lock", () => {
  it('does its work on a damaged file, which holds nothing', () => {
    writeFileSync(
      join(folder.dir, 'writer.lock'),
      'this was never a database, and it is long enough to be none',
    );
    const lock = WriterLock.acquire(folder.dir, 'crawl', now);
    expect(() => WriterLock.acquire(folder.dir, 'index', now)).toThrow(DataFolderBusy);
    lock.release();
  });

  it('is busy, and nothing worse, beside an unreadable note', () => {
    const lock = WriterLock.acquire(folder.dir, 'crawl', now);
    for (const note of ['{"pid":', '', 'null', '\0\0\0']) {
      writeFileSync(join(folder.dir, 'writer.json'), note);
      expect(() => WriterLock.acquire(folder.dir, 'index', now)).toThrow(/another process/);
    }
    lock.release();
  });

  it('is free again where its note could not be written', () => {
    mkdirSync(folder.dir, { recursive: true });
    const note = join(folder.dir, 'writer.json');
    symlinkSync('/dev/full', note);
    expect(() => WriterLock.acquire(folder.dir, 'crawl', now)).toThrow(/ENOSPC/);
    expect(() => WriterLock.acquire(folder.dir, 'crawl', now)).toThrow(/ENOSPC/); // and not DataFolderBusy
  });
});
