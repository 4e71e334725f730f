// Sums of coded rows: what the kernel adds is what a plain loop adds, whatever the number of rows and dimensions.
import { describe, expect, it } from 'vitest';
import { RowSums } from '../../../index/embedder/row-sums.js';
import { seeded } from '../../../index/embedder/train/random.js';

const levels = Float32Array.from({ length: 16 }, (_, code) => (code - 7.5) ** 3 / 150);

function made(count: number, dimensions: number, at: number) {
  const random = seeded(7);
  const file = Uint8Array.from({ length: at + (count * dimensions) / 2 }, () => random.below(256));
  const scales = Float32Array.from({ length: count }, () => random.normal());
  const sum = new RowSums(file, dimensions).over({ at, levels, scales });
  const plain = (rows: number[], weights: number[]) => {
    const total = new Float64Array(dimensions);
    rows.forEach((row, i) => {
      for (let d = 0; d < dimensions; d++) {
        const byte = file[at + (row * dimensions) / 2 + (d >> 1)]!;
        total[d]! += weights[i]! * scales[row]! * levels[d % 2 === 0 ? byte & 15 : byte >> 4]!;
      }
    });
    return total;
  };
  return { sum, plain, random };
}

describe('sums of rows', () => {
  it.each([
    [16, 1, 0],
    [384, 40, 24],
    [6, 5, 3], // less than the kernel takes at a time
    [50, 9, 2],
  ])('%i dimensions, %i rows', (dimensions, count, at) => {
    const { sum, plain, random } = made(count, dimensions, at);
    for (const length of [1, 2, 7, 1300]) {
      const rows = Array.from({ length }, () => random.below(count));
      const weights = rows.map(() => random.normal());
      const wanted = plain(rows, weights);
      const got = sum(rows, weights);
      const tolerance = 1e-4 * Math.max(...wanted.map(Math.abs));
      wanted.forEach((value, d) => {
        expect(Math.abs(value - got[d]!)).toBeLessThanOrEqual(tolerance);
      });
    }
  });

  it('of no rows is zero, and a sum stays as it is when the next is made', () => {
    const { sum } = made(4, 32, 0);
    const first = sum([1, 2], [1, -1]);
    const kept = first.slice();
    expect([...new Set(sum([], []))]).toEqual([0]);
    expect(first).toEqual(kept);
  });
});
