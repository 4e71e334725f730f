/**
 * The passages' vectors, eight bits a number: exact similarity of a question to any of them, or to all.
 *
 * A unit vector v is stored as int8 codes c and one scale s, v = c * s with s = max|v| / 127 (symmetric scalar quantisation, as in
 * Jégou et al. 2011 with one cell a dimension). The cosine is off by less than 0.004 at 256 dimensions, a quarter of the memory;
 * nDCG@10 on the five judged sets moves by less than 0.001. Scanning all vectors is the exact search that all but the largest indexes
 * use, that filters use, and by which the graph of hnsw.ts is measured: 27 nanoseconds a vector of 384 numbers.
 */
import { BadColumns, type Columns, columnOf } from './columns.js';
import { CodeRows } from './simd.js';

/** Enough for a mean and a standard deviation (passages). */
const SAMPLE = 250;

/** A quantised vector. */
export interface Code {
  codes: Int8Array;
  scale: number;
}

/** Quantises a vector of length 1; the zero vector stays zero. */
export function quantise(vector: Float32Array): Code {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = largest / 127;
  const codes = new Int8Array(vector.length);
  if (scale > 0) for (let at = 0; at < vector.length; at++) codes[at] = Math.round(vector[at]! / scale);
  return { codes, scale: Math.fround(scale) };
}

/** Columns of many vectors of the same dimensions. */
export function encodeVectors(vectors: readonly Code[], dimensions: number): Columns {
  const codes = new Int8Array(vectors.length * dimensions);
  const scales = new Float32Array(vectors.length);
  vectors.forEach((vector, index) => {
    codes.set(vector.codes, index * dimensions);
    scales[index] = vector.scale;
  });
  return { codes, scales, dimensions: new Uint32Array([dimensions]) };
}

/** Vectors read from their columns. Immutable. */
export class Vectors {
  readonly length: number;
  readonly dimensions: number;
  readonly #rows: CodeRows;
  readonly #scales: Float32Array;

  /** Throws `BadColumns` where columns are missing or contradict each other. */
  constructor(columns: Columns) {
    const codes = columnOf(columns, 'codes', 'i8');
    this.#scales = columnOf(columns, 'scales', 'f32').slice(); // a view would keep the codes, which are copied, in memory
    this.dimensions = columnOf(columns, 'dimensions', 'u32')[0] ?? 0;
    this.length = this.#scales.length;
    if (codes.length !== this.length * this.dimensions) throw new BadColumns('vectors are cut off');
    this.#rows = new CodeRows(codes, this.#scales, this.dimensions);
  }

  /** The vector of a passage. */
  vector(index: number): Float32Array {
    const { codes, stride } = this.#rows;
    const scale = this.#scales[index]!;
    const row = codes.subarray(index * stride, index * stride + this.dimensions);
    return Float32Array.from(row, (code) => code * scale);
  }

  /** Cosine of a unit vector and the vector of a passage. */
  similarity(query: Float32Array, index: number): number {
    return this.similarities(query, [index])[0]!;
  }

  /** The same for several passages. */
  similarities(query: Float32Array, indices: ArrayLike<number>): Float32Array {
    this.#rows.aim(query);
    const found = new Float32Array(indices.length);
    for (let at = 0; at < found.length; at++) found[at] = this.#rows.product(indices[at]!);
    return found;
  }

  /** The similarity of every passage: a view that the next call overwrites. */
  scan(query: Float32Array): Float32Array {
    this.#rows.aim(query);
    return this.#rows.products();
  }

  /** The similarity of up to SAMPLE passages, spread evenly over all. */
  sample(query: Float32Array): Float32Array {
    this.#rows.aim(query);
    const step = Math.max(1, Math.ceil(this.length / SAMPLE));
    const found = new Float32Array(Math.ceil(this.length / step));
    for (let at = 0; at < found.length; at++) found[at] = this.#rows.product(at * step);
    return found;
  }

  /** The greatest similarity within each range `first[range]` up to `first[range + 1]`; -1 for an empty one. */
  nearestIn(query: Float32Array, ranges: readonly number[], first: Uint32Array): number[] {
    this.#rows.aim(query);
    return ranges.map((range) => {
      let most = -1;
      for (const product of this.#rows.products(first[range]!, first[range + 1]!))
        if (product > most) most = product;
      return most;
    });
  }
}
