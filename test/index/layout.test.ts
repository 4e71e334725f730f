// The map keeps neighbours together, is the same twice, and stays in its frame.
import { describe, expect, it } from 'vitest';
import { layout } from '../../index/layout.js';

const DIMENSIONS = 64;

/** `groups` clouds of `each` unit vectors round far-apart directions. */
function clouds(groups: number, each: number): Float32Array {
  const vectors = new Float32Array(groups * each * DIMENSIONS);
  for (let i = 0; i < groups * each; i++) {
    const row = vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS);
    for (let d = 0; d < DIMENSIONS; d++) row[d] = 0.12 * Math.sin(i * 7.3 + d * d * 1.7);
    row[(i % groups) * 5] = 1;
    const length = Math.hypot(...row);
    for (let d = 0; d < DIMENSIONS; d++) row[d] = (row[d] as number) / length;
  }
  return vectors;
}

describe('layout', () => {
  const groups = 6;
  const count = groups * 25;
  const places = layout(clouds(groups, 25), count, DIMENSIONS);

  it('puts most nearest neighbours of a point into its own cloud', () => {
    let same = 0;
    for (let i = 0; i < count; i++) {
      const distance = (j: number) =>
        Math.hypot(
          (places[i * 2] as number) - (places[j * 2] as number),
          (places[i * 2 + 1] as number) - (places[j * 2 + 1] as number),
        );
      const nearest = Array.from({ length: count }, (_, j) => j)
        .filter((j) => j !== i)
        .sort((a, b) => distance(a) - distance(b))[0] as number;
      if (nearest % groups === i % groups) same++;
    }
    expect(same / count).toBeGreaterThan(0.9);
  });

  it('stays within the unit square', () => {
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...places)).toBeLessThanOrEqual(1);
  });

  it('gives the same map for the same vectors', () => {
    expect(layout(clouds(groups, 25), count, DIMENSIONS)).toEqual(places);
  });

  it.each([0, 1, 5])('places %i documents without neighbourhoods', (few) => {
    const ring = layout(clouds(1, few), few, DIMENSIONS);
    expect(ring).toHaveLength(few * 2);
    expect(new Set(Array.from({ length: few }, (_, i) => `${ring[i * 2]},${ring[i * 2 + 1]}`)).size).toBe(
      few,
    );
  });
});
