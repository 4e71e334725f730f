// The graph against exact search, on random vectors of any shape.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Hnsw } from '../../index/hnsw.js';
import { best } from '../../index/nearest.js';
import { encodeVectors, quantise, Vectors } from '../../index/vectors.js';

const DIMENSIONS = 12;

function unit(random: () => number): Float32Array {
  const numbers = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.5);
  const length = Math.hypot(...numbers) || 1;
  return numbers.map((value) => value / length);
}

it('finds nearly all of what an exact scan finds, in its order', async () => {
  await fc.assert(
    fc.asyncProperty(
      ...([fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 12 }), fc.noBias(fc.nat())] as const),
      async (count, k, seed) => {
        let state = seed;
        const random = () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return state / 2 ** 32;
        };
        const codes = Array.from({ length: count }, () => quantise(unit(random)));
        const vectors = new Vectors(encodeVectors(codes, DIMENSIONS));
        const graph = await Hnsw.build(vectors);
        let found = 0;
        let wanted = 0;
        for (let query = 0; query < 5; query++) {
          const asked = unit(random);
          const exact = best(vectors.scan(asked), k, Number.NEGATIVE_INFINITY);
          const near = graph.nearest(asked, k);
          expect(near).toHaveLength(Math.min(k, count));
          expect(new Set(near).size).toBe(near.length);
          const scores = near.map((id) => vectors.similarity(asked, id));
          for (let at = 1; at < scores.length; at++) expect(scores[at]!).toBeLessThan(scores[at - 1]! + 1e-5);
          wanted += exact.length;
          found += exact.filter((id) => near.includes(id)).length;
        }
        expect(found / wanted).toBeGreaterThanOrEqual(0.9);
      },
    ),
    { numRuns: 15 },
  );
});
