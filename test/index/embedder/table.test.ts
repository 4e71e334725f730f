// The table's file: what is written is read back within the quantiser's error, and damage is told.
import { describe, expect, it } from 'vitest';
import {
  PLACES,
  placeOf,
  REPEATS,
  readTable,
  TableDamaged,
  writeTable,
} from '../../../index/embedder/table.js';
import { seeded } from '../../../index/embedder/train/random.js';

const DIMENSIONS = 64;
const words = [
  'kafka',
  'exactly once',
  '##ing',
  'очеред',
  ...Array.from({ length: 500 }, (_, i) => `word${i}`),
];

function content() {
  const random = seeded(3);
  const vectors = Float32Array.from({ length: words.length * DIMENSIONS }, () => random.normal());
  vectors.fill(0, 2 * DIMENSIONS, 3 * DIMENSIONS);
  return {
    dimensions: DIMENSIONS,
    words,
    vectors,
    places: new Float32Array(PLACES).fill(0.5),
    repeats: new Float32Array(REPEATS).fill(0.25),
    ownWeight: 0.75,
  };
}

describe('a table file', () => {
  it('gives back words, curves and rows', () => {
    const table = readTable(writeTable(content()), 'here');
    expect([table.dimensions, table.rows, table.ownWeight]).toEqual([DIMENSIONS, words.length, 0.75]);
    words.forEach((word, row) => {
      expect(table.idOf(word)).toBe(row);
      expect(table.wordOf(row)).toBe(word);
    });
    expect(table.idOf('unheard')).toBe(-1);
    expect([table.places[3], table.repeats[1]]).toEqual([0.5, 0.25]);
  });

  it('keeps rows within the error of sixteen levels', () => {
    const made = content();
    const table = readTable(writeTable(made), 'here');
    let error = 0;
    let energy = 0;
    for (let row = 0; row < table.rows; row++) {
      table.sum([row], [1]).forEach((value, d) => {
        const wanted = made.vectors[row * DIMENSIONS + d] ?? 0;
        error += (value - wanted) ** 2;
        energy += wanted ** 2;
      });
    }
    expect(error / energy).toBeLessThan(0.0125);
  });

  it('keeps a row of zeros', () => {
    const sum = readTable(writeTable(content()), 'here').sum([2], [1]);
    expect([...new Set(sum)]).toEqual([0]);
  });

  it('is the same for the same content, and its checksum follows the content', () => {
    const again = readTable(writeTable(content()), 'here').checksum;
    expect(again).toBe(readTable(writeTable(content()), 'here').checksum);
    const other = content();
    other.vectors[5]! += 1;
    expect(readTable(writeTable(other), 'here').checksum).not.toBe(again);
  });

  it('opens at any offset of a larger buffer', () => {
    const bytes = writeTable(content());
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(readTable(shifted.subarray(1), 'here').idOf('kafka')).toBe(0);
  });

  it('is refused, with file and reason, where it is not whole or not ours', () => {
    const bytes = writeTable(content());
    const changed = (at: number) => {
      const copy = bytes.slice();
      copy[at]! ^= 1;
      return copy;
    };
    const cases: [Uint8Array, RegExp][] = [
      [new Uint8Array(10), /not an embedding table/],
      [new TextEncoder().encode('PK'.padEnd(200, 'x')), /not an embedding table/],
      [bytes.slice(0, -100), /bytes long/],
      [changed(bytes.length - 1), /checksum/],
      [changed(5), /format/],
    ];
    for (const [damaged, reason] of cases) {
      const read = () => readTable(damaged, '/some/table.bin');
      expect(read).toThrow(TableDamaged);
      expect(read).toThrow(reason);
      expect(read).toThrow('/some/table.bin');
    }
  });
});

describe('placeOf', () => {
  it('widens by half an octave and ends in the last band', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16].map(placeOf)).toEqual([
      0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8,
    ]);
    expect(placeOf(100_000)).toBe(PLACES - 1);
  });
});
