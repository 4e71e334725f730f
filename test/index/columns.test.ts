import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadColumns, type Columns, columnOf, decodeColumns, encodeColumns } from '../../index/columns.js';
import { encodeStrings, Strings } from '../../index/strings.js';

const column = fc.oneof(
  fc.uint8Array(),
  fc.int8Array(),
  fc.uint16Array(),
  fc.uint32Array(),
  fc.float32Array({ noNaN: true }),
);
const columns = fc.dictionary(fc.stringMatching(/^[a-z.]{1,12}$/), column, { noNullPrototype: true });

describe('columns', () => {
  it('come back as they went in', () => {
    fc.assert(
      fc.property(columns, (given) => {
        expect(decodeColumns(encodeColumns(given as Columns))).toEqual(given);
      }),
    );
  });

  it('are read from any place in memory', () => {
    const bytes = encodeColumns({ a: new Uint32Array([1, 2, 3]) });
    for (let offset = 0; offset < 8; offset++) {
      const shifted = new Uint8Array(bytes.length + offset);
      shifted.set(bytes, offset);
      expect(decodeColumns(shifted.subarray(offset)).a).toEqual(new Uint32Array([1, 2, 3]));
    }
  });

  it('are refused when cut off anywhere', () => {
    const bytes = encodeColumns({ a: new Uint32Array([1, 2, 3]), b: new Uint8Array([7]) });
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeColumns(bytes.subarray(0, length))).toThrow(BadColumns);
  });

  it('give BadColumns or columns for any bytes, never another error', () => {
    const bytes = encodeColumns({ a: new Uint32Array([1, 2, 3]), b: new Uint8Array([7]) });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = bytes.slice();
        damaged[at]! ^= flip;
        try {
          decodeColumns(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(BadColumns);
        }
      }),
    );
  });

  it('are asked for by name and type', () => {
    const decoded = decodeColumns(encodeColumns({ a: new Uint32Array([1]) }));
    expect(columnOf(decoded, 'a', 'u32')[0]).toBe(1);
    expect(() => columnOf(decoded, 'a', 'f32')).toThrow(BadColumns);
    expect(() => columnOf(decoded, 'b', 'u32')).toThrow(BadColumns);
  });
});

describe('strings', () => {
  it('come back as they went in', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (given) => {
        const read = new Strings(decodeColumns(encodeColumns(encodeStrings('s', given))), 's');
        expect(Array.from({ length: read.length }, (_, at) => read.get(at))).toEqual(given);
      }),
    );
  });

  it('are found where they are sorted', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' })), fc.string(), (given, other) => {
        const sorted = [...given].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const read = new Strings(encodeStrings('s', sorted), 's');
        sorted.forEach((string, at) => {
          expect(read.find(string)).toBe(at);
        });
        expect(read.find(other)).toBe(sorted.indexOf(other));
      }),
    );
  });
});
