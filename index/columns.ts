/**
 * Named typed arrays in one byte string: the format of every binary file of a generation.
 *
 * Layout, little endian: magic `WRCOLS1\n`, Uint32 length of a JSON directory `[[name, type, length], ...]`, the directory, then each
 * array at the next multiple of 8 bytes. Decoding makes views into the bytes, so opening a file of 30 MB costs a read and no
 * parsing. (The idea of Arrow's IPC format, less everything a search index does not need.)
 */

const TYPES = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  f32: Float32Array,
} as const;

type TypeName = keyof typeof TYPES;
export type Column = Uint8Array | Int8Array | Uint16Array | Uint32Array | Float32Array;
export type Columns = Record<string, Column>;

const MAGIC = new TextEncoder().encode('WRCOLS1\n');
/** A directory has a dozen lines; more is another file or a broken one (bytes). */
const LARGEST_DIRECTORY = 65_536;

/** The bytes are not such a file, or not all of it. */
export class BadColumns extends Error {
  override readonly name = 'BadColumns';
}

/** Where each of several runs begins that stand one after another: the sums of the lengths before it, and at last of all. */
export function startsOf(lengths: readonly number[]): Uint32Array {
  const starts = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, at) => {
    starts[at + 1] = starts[at]! + length;
  });
  return starts;
}

function typeOf(column: Column): TypeName {
  for (const [name, type] of Object.entries(TYPES)) if (column instanceof type) return name as TypeName;
  throw new TypeError('no column type for this array');
}

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** The file's bytes. */
export function encodeColumns(columns: Columns): Uint8Array {
  const directory = JSON.stringify(
    Object.entries(columns).map(([name, column]) => [name, typeOf(column), column.length]),
  );
  const header = new TextEncoder().encode(directory);
  let at = padded(MAGIC.length + 4 + header.length);
  const total = Object.values(columns).reduce((sum, column) => sum + padded(column.byteLength), at);
  const bytes = new Uint8Array(total);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint32(MAGIC.length, header.length, true);
  bytes.set(header, MAGIC.length + 4);
  for (const column of Object.values(columns)) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += padded(column.byteLength);
  }
  return bytes;
}

/** Views into the bytes, which must not change afterwards. Throws `BadColumns`. */
export function decodeColumns(bytes: Uint8Array): Columns {
  // typed arrays want aligned memory; a Buffer out of Node's pool may begin anywhere
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  if (aligned.length < MAGIC.length + 4 || MAGIC.some((byte, at) => aligned[at] !== byte))
    throw new BadColumns('not a column file');
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  const size = view.getUint32(MAGIC.length, true);
  if (size > LARGEST_DIRECTORY || MAGIC.length + 4 + size > aligned.length)
    throw new BadColumns('no directory');
  const columns: Columns = {};
  let at = padded(MAGIC.length + 4 + size);
  for (const [name, type, length] of directoryOf(
    aligned.subarray(MAGIC.length + 4, MAGIC.length + 4 + size),
  )) {
    const Type = TYPES[type];
    const byteLength = length * Type.BYTES_PER_ELEMENT;
    if (at + byteLength > aligned.length) throw new BadColumns(`column ${name} is cut off`);
    columns[name] = new Type(aligned.buffer as ArrayBuffer, aligned.byteOffset + at, length);
    at += padded(byteLength);
  }
  if (at !== aligned.length) throw new BadColumns('bytes behind the last column');
  return columns;
}

function directoryOf(bytes: Uint8Array): [string, TypeName, number][] {
  let directory: unknown;
  try {
    directory = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new BadColumns('unreadable directory', { cause: error });
  }
  const valid =
    Array.isArray(directory) &&
    directory.every(
      (line) =>
        Array.isArray(line) &&
        typeof line[0] === 'string' &&
        typeof line[1] === 'string' &&
        Object.hasOwn(TYPES, line[1]) &&
        Number.isSafeInteger(line[2]) &&
        line[2] >= 0,
    );
  if (!valid) throw new BadColumns('unreadable directory');
  return directory as [string, TypeName, number][];
}

/** The column of a name and type. Throws `BadColumns` where the file has none. */
export function columnOf<T extends TypeName>(
  columns: Columns,
  name: string,
  type: T,
): InstanceType<(typeof TYPES)[T]> {
  const column = columns[name];
  if (!(column instanceof TYPES[type])) throw new BadColumns(`no column ${name}`);
  return column as InstanceType<(typeof TYPES)[T]>;
}
