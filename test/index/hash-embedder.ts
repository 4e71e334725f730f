// An embedder for tests: every stem has a pseudo-random direction, so texts that share words are near each other.
import { tokenize } from '../../index/tokenize.js';

export const HASH_EMBEDDER = 'hash-32';

export function hashEmbedder(dimensions = 32, name = `hash-${dimensions}`) {
  const counts = { texts: 0 };
  return {
    name,
    dimensions,
    counts,
    async embed(texts: readonly string[]): Promise<Float32Array[]> {
      counts.texts += texts.length;
      return texts.map((text) => {
        const sum = new Float32Array(dimensions);
        for (const { term } of tokenize(text)) {
          let seed = 2166136261;
          for (const char of term) seed = Math.imul(seed ^ char.charCodeAt(0), 16777619) >>> 0;
          for (let at = 0; at < dimensions; at++) {
            seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
            sum[at]! += seed / 2 ** 31 - 1;
          }
        }
        const norm = Math.hypot(...sum);
        return norm === 0 ? sum : sum.map((value) => value / norm);
      });
    },
  };
}
