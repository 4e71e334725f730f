/**
 * Weighted sums of rows of four-bit codes, in WebAssembly's 128-bit SIMD: the inner loop of the built-in embedding.
 *
 * Sixteen codes at a time are taken apart, looked up among the 16 levels (as int16, by their low and their high bytes), widened to
 * float and added to the sum, a quarter of the time that JavaScript takes:
 *
 *   sum(entry, end, out, bytes, levels):        entries of {row: pointer, weight: f32} at `entry`..`end`, rows of `bytes` bytes
 *     do { at = out; from = entry.row; stop = from + bytes
 *          do { codes = nibbles(from[0..8]); at[0..16] += float(levels[codes]) * entry.weight; from += 8; at += 64 } while (from < stop)
 *          entry += 8 } while (entry < end)
 */
import * as wasm from '../wasm.js';
import { advance, againIf, get, lessThan, loop, set, vectorOf } from '../wasm.js';

/** Locals of `sum`, parameters first. */
const [ENTRY, LAST, OUT, BYTES, LEVELS, FROM, STOP, AT] = [0, 1, 2, 3, 4, 5, 6, 7];
const [WEIGHT, LOWS, HIGHS, CODES, LOW, HIGH, VALUES] = [8, 9, 10, 11, 12, 13, 14];

/** Places of a shuffle that takes one byte of each in turn, from `first` on. */
const inTurn = (first: number): number[] =>
  Array.from({ length: 16 }, (_, at) => first + (at >> 1) + (at % 2) * 16);

const addFour = (offset: number, widen: number[]): number[] => [
  ...[...get(AT), ...get(AT), ...wasm.loadVector(offset)],
  ...[...get(VALUES), ...widen, ...wasm.toFloats, ...get(WEIGHT), ...wasm.multiplyFloats],
  ...[...wasm.addFloats, ...wasm.storeVector(offset)],
];
const addEight = (offset: number, first: number): number[] => [
  ...[...get(LOW), ...get(HIGH), ...wasm.shuffle(inTurn(first)), ...set(VALUES)],
  ...[...addFour(offset, wasm.widenLow), ...addFour(offset + 16, wasm.widenHigh)],
];
const sixteen = [
  ...[...get(FROM), ...wasm.loadHalf(0), ...set(CODES)],
  ...[...get(CODES), ...vectorOf(new Array<number>(16).fill(15)), ...wasm.and],
  ...[...get(CODES), ...wasm.constant(4), ...wasm.shiftRightBytes],
  ...[...wasm.shuffle(inTurn(0)), ...set(CODES)],
  ...[...get(LOWS), ...get(CODES), ...wasm.swizzle, ...set(LOW)],
  ...[...get(HIGHS), ...get(CODES), ...wasm.swizzle, ...set(HIGH)],
  ...[...addEight(0, 0), ...addEight(32, 8)],
];
const oneEntry = [
  ...[...get(OUT), ...set(AT), ...get(ENTRY), ...wasm.loadInt(0), ...set(FROM)],
  ...[...get(FROM), ...get(BYTES), ...wasm.add, ...set(STOP)],
  ...[...get(ENTRY), ...wasm.loadFloat(4), ...wasm.splatFloat, ...set(WEIGHT)],
  ...loop([
    ...[...sixteen, ...advance(FROM, 8), ...advance(AT, 64)],
    ...againIf([...get(FROM), ...get(STOP), ...lessThan]),
  ]),
  ...advance(ENTRY, 8),
];
const SUM = wasm.assemble(
  5,
  [...new Array<number>(3).fill(wasm.I32), ...new Array<number>(7).fill(wasm.V128)],
  [
    ...[...get(LEVELS), ...wasm.loadVector(0), ...set(LOWS)],
    ...[...get(LEVELS), ...wasm.loadVector(16), ...set(HIGHS)],
    ...loop([...oneEntry, ...againIf([...get(ENTRY), ...get(LAST), ...lessThan])]),
  ],
);

const LEVEL_COUNT = 16;
/** Entries that the kernel is handed at a time. */
const MOST = 512;
/** Levels are held as integers up to this: an error of 2e-5 of the largest. */
const LARGEST = 32_767;

/** Where in the file the rows stand, and what their codes mean. */
export interface Rows {
  /** Offset of the first row. */
  at: number;
  levels: Float32Array;
  /** One a row. */
  scales: Float32Array;
}

/** Sums `weights[i]` times row `rows[i]`; both of one length. */
export type Sum = (rows: readonly number[], weights: readonly number[]) => Float32Array;

/** A file copied into memory that the kernel reads. */
export class RowSums {
  /** The file's bytes, from an offset that fits every type. */
  readonly bytes: Uint8Array;
  readonly #dimensions: number;
  readonly #layout: { levels: number; out: number; entries: number };
  readonly #memory: ArrayBuffer;
  readonly #run: (...parameters: number[]) => void;

  constructor(file: Uint8Array, dimensions: number) {
    this.#dimensions = dimensions;
    // the last row may be read eight bytes, and the sum written sixteen numbers, past its end
    const levels = Math.ceil(file.length / 16) * 16 + 16;
    const out = levels + 2 * LEVEL_COUNT;
    const entries = out + Math.ceil(dimensions / 16) * 64;
    this.#layout = { levels, out, entries };
    const { memory, run } = wasm.instantiate(SUM, entries + 8 * MOST);
    this.#memory = memory;
    this.#run = run;
    this.bytes = new Uint8Array(memory, 0, file.length);
    this.bytes.set(file);
  }

  /** The sum over rows of the file; whole bytes a row, so an even number of dimensions. */
  over({ at, levels, scales }: Rows): Sum {
    const largest = Math.max(...levels.map(Math.abs)) || 1;
    const bytes = this.#dimensions / 2;
    const { out, entries } = this.#layout;
    this.#storeLevels(levels, largest);
    const total = new Float32Array(this.#memory, out, this.#dimensions);
    const pointers = new Uint32Array(this.#memory, entries, 2 * MOST);
    const lengths = new Float32Array(this.#memory, entries, 2 * MOST);
    return (rows, weights) => {
      total.fill(0);
      for (let from = 0; from < rows.length; from += MOST) {
        const count = Math.min(MOST, rows.length - from);
        for (let i = 0; i < count; i++) {
          const row = rows[from + i]!;
          pointers[2 * i] = at + row * bytes;
          lengths[2 * i + 1] = (weights[from + i]! * scales[row]! * largest) / LARGEST;
        }
        this.#run(entries, entries + 8 * count, out, bytes, this.#layout.levels);
      }
      return total.slice();
    };
  }

  #storeLevels(levels: Float32Array, largest: number): void {
    const view = new DataView(this.#memory, this.#layout.levels);
    levels.forEach((level, code) => {
      const value = Math.round((level / largest) * LARGEST);
      view.setUint8(code, value & 255);
      view.setInt8(LEVEL_COUNT + code, value >> 8);
    });
  }
}
