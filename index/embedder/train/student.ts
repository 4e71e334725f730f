/**
 * The table while it learns: rows, the weights of places and repeats, their gradients and Adam's moments.
 *
 * A text is sum_i place(i) x repeat(i) x row(token_i), normalised. Rows carry their own weight as their length, so there
 * is no separate weight to learn. Adam (Kingma and Ba 2015) runs over the rows that a batch touched (as LazyAdam does),
 * so a step costs what its batch holds and not what the table holds.
 */
import { addOwn } from '../builtin.js';
import { PLACES, placeOf, REPEATS } from '../table.js';
import type { Tokens } from '../tokenizer.js';

export interface Student {
  readonly dimensions: number;
  readonly rows: number;
  readonly vectors: Float32Array;
  readonly places: Float32Array;
  readonly repeats: Float32Array;
  readonly ownWeight: number;
  /** Adam's first and second moments of `vectors`, and of places and repeats together. */
  readonly moments: {
    first: Float32Array;
    second: Float32Array;
    curveFirst: Float32Array;
    curveSecond: Float32Array;
  };
  steps: number;
}

/** Tokens of many texts, end to end, with the place and repeat band of each. */
export interface TokenList {
  tokens: Int32Array;
  bands: Uint8Array;
  /** Text t is tokens[starts[t]] .. tokens[starts[t + 1]]. */
  starts: Uint32Array;
}

export function createStudent(vectors: Float32Array, dimensions: number, ownWeight: number): Student {
  return {
    dimensions,
    rows: vectors.length / dimensions,
    vectors,
    places: new Float32Array(PLACES).fill(1),
    repeats: new Float32Array(REPEATS).fill(1),
    ownWeight,
    moments: {
      first: new Float32Array(vectors.length),
      second: new Float32Array(vectors.length),
      curveFirst: new Float32Array(PLACES + REPEATS),
      curveSecond: new Float32Array(PLACES + REPEATS),
    },
    steps: 0,
  };
}

/** Band code: place in the low bits, repeat above. */
export function listTokens(texts: readonly Tokens[]): TokenList {
  const starts = new Uint32Array(texts.length + 1);
  texts.forEach((tokens, t) => {
    starts[t + 1] = starts[t]! + tokens.length;
  });
  const tokens = new Int32Array(starts[texts.length]!);
  const bands = new Uint8Array(tokens.length);
  texts.forEach((row, t) => {
    const seen = new Map<number, number>();
    row.forEach((token, i) => {
      const before = seen.get(token) ?? 0;
      seen.set(token, before + 1);
      tokens[starts[t]! + i] = token;
      bands[starts[t]! + i] = placeOf(i) + PLACES * Math.min(before, REPEATS - 1);
    });
  });
  return { tokens, bands, starts };
}

/** Pools text `t` into `out` (normalised); returns the length before, 0 for a text without tokens. */
export function pool(student: Student, list: TokenList, t: number, out: Float32Array): number {
  const { vectors, places, repeats, dimensions } = student;
  out.fill(0);
  for (let k = list.starts[t]!; k < list.starts[t + 1]!; k++) {
    const token = list.tokens[k]!;
    const band = list.bands[k]!;
    const weight = places[band % PLACES]! * repeats[(band / PLACES) | 0]!;
    if (token < 0) {
      addOwn(~token, weight * student.ownWeight, out);
      continue;
    }
    const row = token * dimensions;
    for (let d = 0; d < dimensions; d++) out[d]! += weight * vectors[row + d]!;
  }
  let energy = 0;
  for (let d = 0; d < dimensions; d++) energy += out[d]! * out[d]!;
  const length = Math.sqrt(energy);
  if (length > 0) for (let d = 0; d < dimensions; d++) out[d]! /= length;
  return length;
}

/** Gathers the gradient of one batch, row by row as texts touch them. */
export class Gradient {
  readonly slots = new Map<number, number>();
  readonly curve = new Float32Array(PLACES + REPEATS);
  private readonly dimensions: number;
  private rows: Float32Array;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.rows = new Float32Array(4096 * dimensions);
  }

  clear(): void {
    this.slots.clear();
    this.curve.fill(0);
  }

  /** Row `slot` of the gathered gradient. */
  row(slot: number): Float32Array {
    return this.rows.subarray(slot * this.dimensions, (slot + 1) * this.dimensions);
  }

  /**
   * Adds what text `t` contributes: `unit` is its normalised vector, `length` the length before, `wanted` the loss's
   * derivative by the normalised vector (overwritten by the derivative by the sum).
   */
  add(
    student: Student,
    list: TokenList,
    t: number,
    unit: Float32Array,
    length: number,
    wanted: Float32Array,
  ): void {
    if (length === 0) return;
    const { dimensions, places, repeats, vectors } = student;
    let along = 0;
    for (let d = 0; d < dimensions; d++) along += unit[d]! * wanted[d]!;
    for (let d = 0; d < dimensions; d++) wanted[d] = (wanted[d]! - along * unit[d]!) / length;
    for (let k = list.starts[t]!; k < list.starts[t + 1]!; k++) {
      const token = list.tokens[k]!;
      if (token < 0) continue;
      const band = list.bands[k]!;
      const place = band % PLACES;
      const repeat = (band / PLACES) | 0;
      const weight = places[place]! * repeats[repeat]!;
      const at = this.slotOf(token) * dimensions;
      const rows = this.rows;
      const row = token * dimensions;
      let dot = 0;
      for (let d = 0; d < dimensions; d++) {
        const g = wanted[d]!;
        rows[at + d]! += weight * g;
        dot += g * vectors[row + d]!;
      }
      this.curve[place]! += dot * repeats[repeat]!;
      this.curve[PLACES + repeat]! += dot * places[place]!;
    }
  }

  private slotOf(token: number): number {
    const known = this.slots.get(token);
    if (known !== undefined) return known;
    const slot = this.slots.size;
    this.slots.set(token, slot);
    if ((slot + 1) * this.dimensions > this.rows.length) {
      const grown = new Float32Array(this.rows.length * 2);
      grown.set(this.rows);
      this.rows = grown;
    }
    this.row(slot).fill(0);
    return slot;
  }
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
// Places and repeats are twenty numbers that every text pulls at: they move at a tenth of the rows' rate.
const CURVE_RATE = 0.1;

/** One Adam step with `rate` over the rows that the gradient touched. */
export function step(student: Student, gradient: Gradient, rate: number): void {
  student.steps++;
  const { dimensions, vectors, places, repeats, moments } = student;
  const fix1 = 1 - BETA1 ** student.steps;
  const fix2 = 1 - BETA2 ** student.steps;
  const { first, second } = moments;
  for (const [token, slot] of gradient.slots) {
    const row = gradient.row(slot);
    const at = token * dimensions;
    for (let d = 0; d < dimensions; d++) {
      const g = row[d]!;
      const m = BETA1 * first[at + d]! + (1 - BETA1) * g;
      const v = BETA2 * second[at + d]! + (1 - BETA2) * g * g;
      first[at + d] = m;
      second[at + d] = v;
      vectors[at + d]! -= (rate * (m / fix1)) / (Math.sqrt(v / fix2) + EPSILON);
    }
  }
  const move = (value: number, g: number, i: number) => {
    const m = BETA1 * moments.curveFirst[i]! + (1 - BETA1) * g;
    const v = BETA2 * moments.curveSecond[i]! + (1 - BETA2) * g * g;
    moments.curveFirst[i] = m;
    moments.curveSecond[i] = v;
    return value - (rate * CURVE_RATE * (m / fix1)) / (Math.sqrt(v / fix2) + EPSILON);
  };
  // The first place and the first occurrence stay 1: the rows' lengths carry the scale.
  for (let i = 1; i < PLACES; i++) places[i] = move(places[i]!, gradient.curve[i]!, i);
  for (let i = 1; i < REPEATS; i++) repeats[i] = move(repeats[i]!, gradient.curve[PLACES + i]!, PLACES + i);
}
