/** Many strings in two columns: their UTF-8 bytes one after another, and where each begins. */
import { BadColumns, type Columns, columnOf } from './columns.js';

const encoder = new TextEncoder();

/** Columns `<name>.bytes` and `<name>.at` (one offset more than there are strings). */
export function encodeStrings(name: string, strings: readonly string[]): Columns {
  const at = new Uint32Array(strings.length + 1);
  let bytes = new Uint8Array(1024);
  let end = 0;
  strings.forEach((string, index) => {
    // a UTF-16 unit takes at most three bytes
    if (end + string.length * 3 > bytes.length) {
      const grown = new Uint8Array(Math.max(bytes.length * 2, end + string.length * 3));
      grown.set(bytes.subarray(0, end));
      bytes = grown;
    }
    end += encoder.encodeInto(string, bytes.subarray(end)).written;
    at[index + 1] = end;
  });
  return { [`${name}.bytes`]: bytes.slice(0, end), [`${name}.at`]: at };
}

/** Strings decoded one at a time, when they are asked for. */
export class Strings {
  readonly length: number;
  readonly #bytes: Buffer;
  readonly #at: Uint32Array;

  /** Throws `BadColumns` where the columns are missing or do not fit each other. */
  constructor(columns: Columns, name: string) {
    const bytes = columnOf(columns, `${name}.bytes`, 'u8');
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = columnOf(columns, `${name}.at`, 'u32');
    this.length = this.#at.length - 1;
    if (this.length < 0 || this.#at[this.length] !== bytes.length) throw new BadColumns(`${name} is cut off`);
  }

  /** The string of an index below `length`. */
  get(index: number): string {
    return this.#bytes.toString('utf8', this.#at[index], this.#at[index + 1]);
  }

  /** Index of a string where the strings are sorted by their bytes; -1 where it is not among them. */
  find(string: string): number {
    const wanted = encoder.encode(string);
    let low = 0;
    let high = this.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = this.#order(wanted, middle);
      if (order === 0) return middle;
      if (order < 0) high = middle - 1;
      else low = middle + 1;
    }
    return -1;
  }

  /** Below 0 where `wanted` comes before the string of an index. A plain loop: strings are short, and a call costs more. */
  #order(wanted: Uint8Array, index: number): number {
    const start = this.#at[index]!;
    const length = this.#at[index + 1]! - start;
    const shared = Math.min(length, wanted.length);
    for (let at = 0; at < shared; at++) {
      const difference = wanted[at]! - this.#bytes[start + at]!;
      if (difference !== 0) return difference;
    }
    return wanted.length - length;
  }
}
