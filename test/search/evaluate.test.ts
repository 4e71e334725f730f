import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { evaluate, ndcg, recall, reciprocalRank } from '../../src/search/evaluate.js';
import { BadJudgedSet, readJudgedSet } from '../../src/search/judged.js';
import { hashEmbedder } from '../index/hash-embedder.js';

const folder = mkdtempSync(join(tmpdir(), 'wellread-eval-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CORPUS = [
  { _id: 'a', title: 'Kafka', text: 'a log of messages' },
  { _id: 'b', title: 'Raft', text: 'consensus about a log' },
  { _id: 'c', title: '', text: 'bread and butter' },
];
const lines = (records: unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'qrels'), { recursive: true });
  writeFileSync(join(folder, 'corpus.jsonl.gz'), gzipSync(lines(CORPUS)));
  writeFileSync(
    join(folder, 'queries.jsonl'),
    lines([
      { _id: 'q1', text: 'kafka messages', metadata: { type: 'keyword' } },
      { _id: 'q2', text: 'list:"consensus', metadata: { type: 'odd' } },
      { _id: 'q3', text: 'nothing relevant' },
      { _id: 'q4', text: 'not judged' },
    ]),
  );
  writeFileSync(
    join(folder, 'qrels', 'test.tsv'),
    'query-id\tcorpus-id\tscore\nq1\ta\t2\nq1\tb\t1\nq2\tb\t1\nq3\tc\t0\n',
  );
});

describe('the measures', () => {
  const grades = new Map([
    ['a', 3],
    ['b', 0],
    ['c', 1],
    ['d', 2],
  ]);

  it('give nDCG as computed by hand', () => {
    expect(ndcg(['a', 'b', 'c'], grades, 10)).toBeCloseTo(3.5 / (3 + 2 / Math.log2(3) + 0.5), 10);
    expect(ndcg(['a', 'd', 'c'], grades, 10)).toBe(1);
    expect(ndcg(['x', 'y'], grades, 10)).toBe(0);
    expect(ndcg(['x', 'a'], grades, 1)).toBe(0);
    expect(ndcg(['d', 'a'], grades, 2)).toBeCloseTo((2 + 3 / Math.log2(3)) / (3 + 2 / Math.log2(3)), 10);
    expect(ndcg(['a'], new Map([['a', 0]]), 10)).toBe(0);
    expect(
      ndcg(
        ['n'],
        new Map([
          ['n', -1],
          ['a', 1],
        ]),
        10,
      ),
    ).toBe(0);
  });

  it('give the reciprocal rank', () => {
    expect(reciprocalRank(['b', 'x', 'c'], grades, 10)).toBeCloseTo(1 / 3, 10);
    expect(reciprocalRank(['b', 'x', 'c'], grades, 2)).toBe(0);
  });

  it('give recall', () => {
    expect(recall(['a', 'b', 'c'], grades, 10)).toBeCloseTo(2 / 3, 10);
    expect(recall(['a', 'b', 'c'], grades, 1)).toBeCloseTo(1 / 3, 10);
  });
});

describe('a judged set', () => {
  it('is read from plain or compressed files, queries without a relevant document left out', () => {
    const set = readJudgedSet(folder);
    expect(set.corpus.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(set.queries.map(({ id, type }) => [id, type])).toEqual([
      ['q1', 'keyword'],
      ['q2', 'odd'],
    ]);
  });

  it('names file and line of what is wrong', () => {
    writeFileSync(join(folder, 'queries.jsonl'), '{"_id":"q1","text":"x"}\n{broken\n');
    expect(() => readJudgedSet(folder)).toThrow(/queries\.jsonl:2/);
    writeFileSync(join(folder, 'queries.jsonl'), '{"_id":"q1"}\n');
    expect(() => readJudgedSet(folder)).toThrow(/queries\.jsonl:1: "text"/);
    rmSync(join(folder, 'queries.jsonl'));
    expect(() => readJudgedSet(folder)).toThrow(/queries\.jsonl: cannot be read/);
  });

  it('needs judgements', () => {
    writeFileSync(join(folder, 'qrels', 'test.tsv'), 'query-id\tcorpus-id\tscore\n');
    expect(() => readJudgedSet(folder)).toThrow(BadJudgedSet);
    writeFileSync(join(folder, 'qrels', 'test.tsv'), 'query-id\tcorpus-id\tscore\nq1\ta\n');
    expect(() => readJudgedSet(folder)).toThrow(/test\.tsv:2/);
  });
});

describe('evaluate', () => {
  it('scores each system, by type as well', async () => {
    const set = readJudgedSet(folder);
    for (const system of ['bm25', 'vector', 'hybrid'] as const) {
      const result = await evaluate(set, hashEmbedder(64), system);
      expect(result.queries).toBe(2);
      expect(result.ndcg10).toBeGreaterThan(0.8);
      expect(result.embedder).toBe(system === 'bm25' ? 'none' : 'hash-64');
      expect(Object.keys(result.byType!)).toEqual(['keyword', 'odd']);
      expect(result.msPerQuery.p99).toBeGreaterThanOrEqual(result.msPerQuery.p50);
    }
  });

  it('takes queries for words, not for query language', async () => {
    const result = await evaluate(readJudgedSet(folder), hashEmbedder(64), 'bm25');
    expect(result.byType!.odd).toEqual({ queries: 1, ndcg10: 1, mrr10: 1, recall10: 1, recall100: 1 });
  });
});
