import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { B, Bm25, Bm25Builder, type Field, K1, termsOf } from '../../index/bm25.js';
import { decodeColumns, encodeColumns } from '../../index/columns.js';
import { best } from '../../index/nearest.js';

function indexOf(passages: Field[][], kinds: number[] = []): Bm25 {
  const builder = new Bm25Builder();
  passages.forEach((fields, at) => {
    builder.add(fields, kinds[at]);
  });
  return new Bm25(decodeColumns(encodeColumns(builder.finish())));
}

function scoresOf(index: Bm25, query: Map<string, number>): Float32Array {
  const scores = new Float32Array(index.size);
  index.score(query, scores);
  return scores;
}

/** The formula, written down once more without an index. */
function naive(passages: Field[][], kinds: number[], query: Map<string, number>): number[] {
  const count = (fields: Field[], term: string): number =>
    fields.reduce(
      (sum, { terms, weight }) => sum + weight * [...terms].filter((one) => one === term).length,
      0,
    );
  const length = (fields: Field[]): number =>
    fields.reduce((sum, { terms, weight, silent }) => sum + (silent ? 0 : weight * [...terms].length), 0);
  return passages.map((fields, at) => {
    const kin = passages.filter((_, other) => kinds[other] === kinds[at]);
    const average = kin.reduce((sum, one) => sum + length(one), 0) / kin.length;
    let score = 0;
    for (const [term, weight] of query) {
      const df = passages.filter((one) => count(one, term) > 0).length;
      const tf = count(fields, term);
      const idf = Math.log(1 + (passages.length - df + 0.5) / (df + 0.5));
      const norm = K1 * (1 - B + B * (average === 0 ? 1 : length(fields) / average));
      if (df > 0) score += (weight * idf * tf * (K1 + 1)) / (tf + norm);
    }
    return score;
  });
}

const term = fc.constantFrom('kafka', 'log', 'retry', 'queue', 'raft', 'лог', 'c++');
const field = fc.record(
  {
    terms: fc.array(term, { maxLength: 8 }),
    weight: fc.constantFrom(0.5, 1, 2),
    silent: fc.boolean(),
  },
  { noNullPrototype: true },
);
const corpus = fc.array(
  fc.record({ fields: fc.array(field, { maxLength: 3 }), kind: fc.nat(1) }, { noNullPrototype: true }),
  { minLength: 1, maxLength: 12 },
);
const question = fc.dictionary(term, fc.constantFrom(0.25, 1, 2), { noNullPrototype: true });

describe('bm25', () => {
  it('computes the example of its own comment', () => {
    const index = indexOf(['kafka kafka log', 'log'].map((text) => [{ terms: text.split(' '), weight: 1 }]));
    expect(scoresOf(index, new Map([['kafka', 1]]))[0]).toBeCloseTo(0.8531, 3);
    expect(scoresOf(index, new Map([['kafka', 1]]))[1]).toBe(0);
  });

  it('agrees with a naive scorer', () => {
    fc.assert(
      fc.property(corpus, question, (passages, asked) => {
        const fields = passages.map((passage) => passage.fields);
        const kinds = passages.map(({ kind }) => kind);
        const query = new Map(Object.entries(asked));
        const found = scoresOf(indexOf(fields, kinds), query);
        naive(fields, kinds, query).forEach((score, at) => {
          expect(found[at]).toBeCloseTo(score, 3);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('knows how often and where a term stands', () => {
    const index = indexOf(['kafka log', 'log', 'raft'].map((text) => [{ terms: termsOf(text), weight: 1 }]));
    expect(index.frequency('log')).toBe(2);
    expect(index.frequency('paxo')).toBe(0);
    const seen: number[] = [];
    index.eachPassage('log', (passage) => seen.push(passage));
    expect(seen).toEqual([0, 1]);
    expect(index.idf('paxo')).toBeGreaterThan(index.idf('kafka'));
    expect(index.idf('kafka')).toBeGreaterThan(index.idf('log'));
  });

  it('is empty without passages', () => {
    const index = indexOf([]);
    expect(index.size).toBe(0);
    expect(index.frequency('kafka')).toBe(0);
  });
});

describe('best', () => {
  it('is a sort cut off', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), fc.nat(70), (values, k) => {
        const scores = Float32Array.from(values);
        const sorted = values
          .map((value, at) => ({ value, at }))
          .filter(({ value }) => value > 0)
          .sort((a, b) => b.value - a.value || a.at - b.at)
          .slice(0, k)
          .map(({ at }) => at);
        expect(best(scores, k)).toEqual(sorted);
      }),
    );
  });

  it('chooses among what is allowed only', () => {
    expect(best(Float32Array.from([3, 2, 1]), 2, 0, Uint8Array.from([0, 1, 1]))).toEqual([1, 2]);
  });
});
