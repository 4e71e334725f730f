import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { BadColumns, decodeColumns, encodeColumns } from '../../index/columns.js';
import { Hnsw } from '../../index/hnsw.js';
import { best } from '../../index/nearest.js';
import { encodeVectors, quantise, Vectors } from '../../index/vectors.js';

const folder = mkdtempSync(join(tmpdir(), 'wellread-vectors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function unit(values: number[]): Float32Array {
  const norm = Math.hypot(...values);
  return Float32Array.from(values, (value) => (norm === 0 ? 0 : value / norm));
}

/** Clustered vectors, as texts about topics are. */
function clustered(count: number, dimensions: number): Float32Array[] {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32 - 0.5;
  };
  const centres = Array.from({ length: 20 }, () => Array.from({ length: dimensions }, random));
  return Array.from({ length: count }, (_, at) =>
    unit(centres[at % 20]!.map((value) => value + 0.8 * random())),
  );
}

const vector = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 24, maxLength: 24 })
  .map(unit);

describe('vectors', () => {
  it('keep every cosine to a hundredth', () => {
    fc.assert(
      fc.property(fc.array(vector, { minLength: 1, maxLength: 8 }), vector, (given, query) => {
        const vectors = new Vectors(decodeColumns(encodeColumns(encodeVectors(given.map(quantise), 24))));
        const scores = vectors.scan(query);
        given.forEach((one, at) => {
          const exact = one.reduce((sum, value, d) => sum + value * query[d]!, 0);
          expect(vectors.similarity(query, at)).toBeCloseTo(exact, 1.7);
          expect(scores[at]).toBeCloseTo(vectors.similarity(query, at), 3);
        });
      }),
    );
  });

  it('keep the zero vector', () => {
    expect(quantise(new Float32Array(4))).toEqual({ codes: new Int8Array(4), scale: 0 });
  });

  it('are refused when sizes contradict each other', () => {
    const columns = encodeVectors([quantise(unit([1, 2]))], 2);
    expect(() => new Vectors({ ...columns, dimensions: new Uint32Array([3]) })).toThrow(BadColumns);
  });
});

describe('the graph', () => {
  it('finds at least 95 of 100 exact neighbours, also after it was written and read', async () => {
    const given = clustered(1_500, 32);
    const vectors = new Vectors(encodeVectors(given.map(quantise), 32));
    const graph = await Hnsw.build(vectors);
    await graph.write(join(folder, 'g'));
    const read = Hnsw.read(join(folder, 'g'), 32);
    expect(read.length).toBe(1_500);
    let found = 0;
    const queries = clustered(40, 32);
    for (const query of queries) {
      const exact = new Set(best(vectors.scan(query), 10, -2));
      expect(read.nearest(query, 10)).toEqual(graph.nearest(query, 10));
      found += read.nearest(query, 10).filter((id) => exact.has(id)).length;
    }
    expect(found / (queries.length * 10)).toBeGreaterThanOrEqual(0.95);
  });

  it('stops when aborted', async () => {
    const vectors = new Vectors(encodeVectors(clustered(200, 32).map(quantise), 32));
    const abort = new AbortController();
    const build = Hnsw.build(vectors, {
      signal: abort.signal,
      onProgress: (done) => done > 50 && abort.abort(new Error('enough')),
    });
    await expect(build).rejects.toThrow('enough');
  });

  it('is no error without vectors', async () => {
    const graph = await Hnsw.build(new Vectors(encodeVectors([], 8)));
    expect(graph.nearest(new Float32Array(8), 5)).toEqual([]);
  });
});
