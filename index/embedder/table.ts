/**
 * The file format of the built-in model: a vocabulary and a quantised vector for every entry, behind a checked header.
 *
 * Everything is used where it lies in one copy of the file, so opening costs the checksum and that copy: words are
 * found through an open-addressing hash table (linear probing, Knuth 6.4) that is part of the file.
 * Vectors are four bits a value: an index into 16 levels (the Lloyd-Max quantiser of a normal distribution; Max 1960),
 * times a scale of the row. The relative error is 1 % of the energy where four-bit uniform steps leave 1.2 %, and it
 * averages out over a text; in exchange the file holds twice the rows, or dimensions, of an eight-bit one.
 *
 * Layout, little endian: header (80 bytes, below), levels f32[16], places f32[PLACES], repeats f32[REPEATS], scales
 * f32[rows], offsets u32[rows + 1], slots u32[slots], words u16[offsets[rows]] (padded to 4), codes u8[rows x dimensions / 2].
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { RowSums, type Sum } from './row-sums.js';
import { hash, type Vocabulary } from './tokenizer.js';

const MAGIC = 'WRET';
const FORMAT = 1;
const HEADER = 80;
/** Offset of the CRC-32 of everything before it. */
const HEADER_CHECK = 64;
const BITS = 4;
const LEVELS = 16;

/** Weights by the place of a token in its text, in bands of growing width; see `placeOf`. */
export const PLACES = 16;
/** Weights of the first, second, ... occurrence of a token in its text. */
export const REPEATS = 4;

/** The file is not a table of ours, or not whole. */
export class TableDamaged extends Error {
  readonly file: string;
  readonly what: string;
  constructor(file: string, what: string) {
    super(`embedding table ${file} is damaged: ${what}`);
    this.name = 'TableDamaged';
    this.file = file;
    this.what = what;
  }
}

/** What training hands over: words and their rows, one after another. */
export interface TableContent {
  dimensions: number;
  words: readonly string[];
  vectors: Float32Array;
  places: Float32Array;
  repeats: Float32Array;
  /** Length of the vector of a word that stands for itself. */
  ownWeight: number;
}

export interface Table extends Vocabulary {
  readonly dimensions: number;
  readonly rows: number;
  /** First eight hex digits of the content's SHA-256. */
  readonly checksum: string;
  readonly places: Float32Array;
  readonly repeats: Float32Array;
  readonly ownWeight: number;
  /** The sum of rows, each times its weight. */
  sum: Sum;
  wordOf(row: number): string;
}

/** Band of a token's place in its text: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, ..., 256 and beyond: half an octave each. */
export function placeOf(index: number): number {
  if (index < 4) return index;
  const octave = 31 - Math.clz32(index);
  const half = (index >> (octave - 1)) & 1;
  return Math.min(PLACES - 1, 2 * octave + half);
}

/** Lays a table out as the bytes of its file. */
export function writeTable(content: TableContent): Uint8Array {
  const { words, dimensions, vectors } = content;
  const rows = words.length;
  const slots = 2 ** Math.ceil(Math.log2(rows * 1.5));
  const units = words.reduce((sum, word) => sum + word.length, 0);
  const at = layout(rows, dimensions, slots, units);
  const bytes = new Uint8Array(at.end);
  const view = new DataView(bytes.buffer);
  new TextEncoder().encodeInto(MAGIC, bytes);
  view.setUint16(4, FORMAT, true);
  view.setUint16(6, BITS, true);
  [dimensions, rows, slots, units].forEach((value, i) => {
    view.setUint32(8 + 4 * i, value, true);
  });
  view.setFloat32(24, content.ownWeight, true);
  const floats = (offset: number, length: number) => new Float32Array(bytes.buffer, offset, length);
  const levels = normalLevels();
  floats(at.levels, LEVELS).set(levels);
  floats(at.places, PLACES).set(content.places);
  floats(at.repeats, REPEATS).set(content.repeats);
  const scales = floats(at.scales, rows);
  const codes = bytes.subarray(at.codes);
  for (let row = 0; row < rows; row++) {
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
    scales[row] = encodeRow(
      vector,
      levels,
      codes.subarray((row * dimensions) / 2, ((row + 1) * dimensions) / 2),
    );
  }
  writeWords(words, bytes, at, slots);
  bytes.set(createHash('sha256').update(bytes.subarray(HEADER)).digest(), 32);
  view.setUint32(HEADER_CHECK, crc32(bytes.subarray(0, HEADER_CHECK)), true);
  return bytes;
}

/** Opens the bytes of a table; `file` is for the message. Throws TableDamaged. */
export function readTable(bytes: Uint8Array, file: string): Table {
  if (bytes.length < HEADER || new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC) {
    throw new TableDamaged(file, 'it is not an embedding table');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const format = view.getUint16(4, true);
  if (format !== FORMAT || view.getUint16(6, true) !== BITS) {
    throw new TableDamaged(file, `it has format ${format}, this version reads ${FORMAT}`);
  }
  const [dimensions = 0, rows = 0, slots = 0, units = 0] = [8, 12, 16, 20].map((o) =>
    view.getUint32(o, true),
  );
  const at = layout(rows, dimensions, slots, units);
  if (bytes.length !== at.end) throw new TableDamaged(file, `${bytes.length} bytes long, ${at.end} expected`);
  // zero in tables that were written before headers were checked
  const check = view.getUint32(HEADER_CHECK, true);
  if (check !== 0 && check !== crc32(bytes.subarray(0, HEADER_CHECK)))
    throw new TableDamaged(file, 'its header does not match its checksum');
  const digest = createHash('sha256').update(bytes.subarray(HEADER)).digest();
  if (!digest.equals(bytes.subarray(32, 64))) throw new TableDamaged(file, 'its checksum does not match');
  const sums = new RowSums(bytes, dimensions);
  const { buffer } = sums.bytes;
  const floats = (offset: number, length: number) => new Float32Array(buffer, offset, length);
  const offsets = new Uint32Array(buffer, at.offsets, rows + 1);
  const slotted = new Uint32Array(buffer, at.slots, slots);
  const letters = new Uint16Array(buffer, at.words, units);
  const wordOf = (row: number) => String.fromCharCode(...letters.subarray(offsets[row], offsets[row + 1]));
  return {
    dimensions,
    rows,
    checksum: digest.toString('hex').slice(0, 8),
    places: floats(at.places, PLACES),
    repeats: floats(at.repeats, REPEATS),
    ownWeight: view.getFloat32(24, true),
    idOf: (word) => find(word, slotted, offsets, letters),
    wordOf,
    sum: sums.over({ at: at.codes, levels: floats(at.levels, LEVELS), scales: floats(at.scales, rows) }),
  };
}

function layout(rows: number, dimensions: number, slots: number, units: number) {
  const levels = HEADER;
  const places = levels + 4 * LEVELS;
  const repeats = places + 4 * PLACES;
  const scales = repeats + 4 * REPEATS;
  const offsets = scales + 4 * rows;
  const slotsAt = offsets + 4 * (rows + 1);
  const words = slotsAt + 4 * slots;
  const codes = words + 4 * Math.ceil(units / 2);
  return {
    levels,
    places,
    repeats,
    scales,
    offsets,
    slots: slotsAt,
    words,
    codes,
    end: codes + (rows * dimensions) / 2,
  };
}

function writeWords(
  words: readonly string[],
  bytes: Uint8Array,
  at: ReturnType<typeof layout>,
  slots: number,
): void {
  const offsets = new Uint32Array(bytes.buffer, at.offsets, words.length + 1);
  const slotted = new Uint32Array(bytes.buffer, at.slots, slots);
  const letters = new Uint16Array(
    bytes.buffer,
    at.words,
    words.reduce((sum, word) => sum + word.length, 0),
  );
  words.forEach((word, row) => {
    const start = offsets[row]!;
    for (let i = 0; i < word.length; i++) letters[start + i] = word.charCodeAt(i);
    offsets[row + 1] = start + word.length;
    let slot = hash(word) & (slots - 1);
    while (slotted[slot] !== 0) slot = (slot + 1) & (slots - 1);
    slotted[slot] = row + 1;
  });
}

function find(word: string, slots: Uint32Array, offsets: Uint32Array, letters: Uint16Array): number {
  const mask = slots.length - 1;
  for (let slot = hash(word) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const row = slots[slot]! - 1;
    const start = offsets[row]!;
    if (offsets[row + 1]! - start !== word.length) continue;
    let i = 0;
    while (i < word.length && letters[start + i] === word.charCodeAt(i)) i++;
    if (i === word.length) return row;
  }
  return -1;
}

// Two rounds of (nearest level, least-squares scale); returns the scale.
function encodeRow(vector: Float32Array, levels: Float32Array, codes: Uint8Array): number {
  let energy = 0;
  for (const value of vector) energy += value * value;
  let scale = Math.sqrt(energy / vector.length);
  if (scale === 0) return 0;
  for (let round = 0; round < 3; round++) {
    let dot = 0;
    let square = 0;
    for (let i = 0; i < vector.length; i++) {
      const level = nearest(vector[i]! / scale, levels);
      const value = levels[level]!;
      dot += value * vector[i]!;
      square += value * value;
      if (i % 2 === 0) codes[i >> 1] = level;
      else codes[i >> 1]! |= level << 4;
    }
    if (round < 2) scale = dot / square;
  }
  return scale;
}

function nearest(value: number, levels: Float32Array): number {
  let level = 0;
  while (level < LEVELS - 1 && value > (levels[level]! + levels[level + 1]!) / 2) level++;
  return level;
}

// Max (1960), table I, N = 16: positive output levels of the optimum quantiser for a unit normal.
function normalLevels(): Float32Array {
  const positive = [0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6181, 2.0691, 2.7326];
  return Float32Array.from([...positive.map((x) => -x).reverse(), ...positive]);
}
