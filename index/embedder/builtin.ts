/**
 * The embedding model that ships with the project: a text is the weighted sum of its tokens' vectors (I/O: disk).
 *
 * A static model in the manner of Model2Vec and tokenlearn (van Dongen and Tulkens 2024). Where we differ: a token
 * counts by its place in the text (titles and opening sentences say what a text is about) and less each time it comes
 * back; both curves are learned. Cost: 0.2 microseconds a token. MODEL.md beside this file is the model card.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Embedder } from './embedder.js';
import { placeOf, REPEATS, readTable, type Table } from './table.js';
import { Tokenizer, type Tokens } from './tokenizer.js';

export interface BuiltinEmbedder extends Embedder {
  /** The same as `embed` for one text, at once: for the hot path of a query. */
  embedSync(text: string): Float32Array;
}

// Texts between two breaths of the event loop: about 5 ms of passages.
const BREATH = 64;

/** Loads the table of this package. Throws TableDamaged; a missing file is a broken installation and throws as such. */
export function loadBuiltin(): BuiltinEmbedder {
  return loadTable(createRequire(import.meta.url).resolve('#package/index/embedder/table.bin'));
}

/** Loads any table file. */
export function loadTable(file: string): BuiltinEmbedder {
  const table = readTable(readFileSync(file), file);
  const tokenizer = new Tokenizer(table);
  const vectorOf = (text: string) => pool(tokenizer.tokenize(text), table);
  return {
    name: `builtin-${table.checksum}`,
    dimensions: table.dimensions,
    embedSync: vectorOf,
    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (const text of texts) {
        vectors.push(vectorOf(text));
        if (vectors.length % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return vectors;
    },
  };
}

function pool(tokens: Tokens, table: Table): Float32Array {
  const seen = new Map<number, number>();
  const rows: number[] = [];
  const weights: number[] = [];
  const own: [hash: number, weight: number][] = [];
  tokens.forEach((token, index) => {
    const before = seen.get(token) ?? 0;
    seen.set(token, before + 1);
    const weight = table.places[placeOf(index)]! * table.repeats[Math.min(before, REPEATS - 1)]!;
    if (token < 0) own.push([~token, weight]);
    else {
      rows.push(token);
      weights.push(weight);
    }
  });
  const sum = table.sum(rows, weights);
  for (const [hash, weight] of own) addOwn(hash, weight * table.ownWeight, sum);
  return normalize(sum);
}

/** Adds the vector of a word that stands for itself: signs from its hash (xorshift), so that two words are orthogonal but for chance. */
export function addOwn(hash: number, length: number, sum: Float32Array): void {
  const step = length / Math.sqrt(sum.length);
  let bits = (hash ^ 0x9e3779b9) | 1;
  for (let i = 0; i < sum.length; i++) {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    sum[i]! += (bits & 1) === 0 ? step : -step;
  }
}

function normalize(vector: Float32Array): Float32Array {
  let energy = 0;
  for (const value of vector) energy += value * value;
  if (energy === 0) return vector;
  const scale = 1 / Math.sqrt(energy);
  for (let i = 0; i < vector.length; i++) vector[i]! *= scale;
  return vector;
}
