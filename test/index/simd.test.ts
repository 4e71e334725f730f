import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeRows } from '../../index/simd.js';

const code = fc.integer({ min: -127, max: 127 });

describe('code rows', () => {
  it('multiply as arithmetic does, for any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }).chain((dimensions) =>
          fc.record({
            dimensions: fc.constant(dimensions),
            rows: fc.array(fc.array(code, { minLength: dimensions, maxLength: dimensions }), {
              maxLength: 9,
            }),
            vector: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
              minLength: dimensions,
              maxLength: dimensions,
            }),
          }),
        ),
        ({ dimensions, rows, vector }) => {
          const norm = Math.max(1, Math.hypot(...vector));
          const query = Float32Array.from(vector, (value) => value / norm);
          const scales = Float32Array.from(rows, (_, at) => 1 / (at + 1));
          const table = new CodeRows(Int8Array.from(rows.flat()), scales, dimensions);
          table.aim(query);
          const products = table.products();
          expect(products).toHaveLength(rows.length);
          rows.forEach((row, at) => {
            const exact = row.reduce((sum, value, d) => sum + value * query[d]!, 0);
            // each of the query's numbers is rounded by half of 1/32,767 at most
            expect(Math.abs(products[at]! * (at + 1) - exact)).toBeLessThanOrEqual(
              (127 * dimensions * 0.51) / 32_767,
            );
          });
        },
      ),
    );
  });

  it('multiply a range of rows', () => {
    const table = new CodeRows(Int8Array.from([1, 0, 0, 2, 3, 3]), Float32Array.of(1, 1, 0.5), 2);
    table.aim(Float32Array.from([0, 1]));
    expect([...table.products(1, 3)]).toEqual([expect.closeTo(2, 3), expect.closeTo(1.5, 3)]);
    expect(table.product(2)).toBeCloseTo(1.5, 3);
  });

  it('hold the longest rows without overflow', () => {
    const dimensions = 4_096;
    const table = new CodeRows(new Int8Array(dimensions).fill(127), Float32Array.of(1), dimensions);
    table.aim(new Float32Array(dimensions).fill(1 / 64));
    expect(table.products()[0]!).toBeCloseTo(127 * 64, 0);
  });

  it('are no error when there are none', () => {
    expect(new CodeRows(new Int8Array(0), new Float32Array(0), 8).products()).toHaveLength(0);
  });
});
