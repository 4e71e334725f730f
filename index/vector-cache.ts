/**
 * Vectors by content hash and model, so that unchanged text costs no embedding, whatever index it ends up in (I/O: disk).
 *
 * One append-only file a model, `vectors/<model>.vec`: a header line of JSON, then records of equal size: 16 bytes of
 * sha256 of the embedded text, the scale (f32), the int8 codes, a CRC-32 over all of it. A torn tail is cut off on opening,
 * a damaged record is left out, and both cost no more than embedding that text again.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Code } from './vectors.js';

const KEY = 16;
/** A file is rewritten when more than this share of it was not asked for by the build that closes it. */
const STALE = 0.5;

/** The key of a text: half of its sha256, as Latin-1 characters (a compact map key). */
function keyOf(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, KEY).toString('latin1');
}

/** The cache of one model. Not safe for two writers; the one who builds an index holds the data folder's lock. */
export class VectorCache {
  /** Records that were damaged when the file was opened. */
  readonly damaged: number;
  readonly #file: string;
  readonly #header: Buffer;
  readonly #dimensions: number;
  readonly #known: Map<string, Code>;
  readonly #used = new Set<string>();
  #fresh: [string, Code][] = [];
  /** The bytes that are whole; what follows is cut off before the next append. */
  #whole: number;

  private constructor(file: string, header: Buffer, dimensions: number, bytes: Buffer) {
    this.#file = file;
    this.#header = header;
    this.#dimensions = dimensions;
    const foreign = !bytes.subarray(0, header.length).equals(header);
    const read = foreign
      ? { known: new Map(), damaged: 0, whole: 0 }
      : records(bytes, header.length, dimensions);
    this.#known = read.known;
    this.damaged = read.damaged;
    this.#whole = read.whole;
  }

  /** Opens the cache of a model below `dataDir`; a missing or foreign file is an empty cache. */
  static open(dataDir: string, model: string, dimensions: number): VectorCache {
    const name = model.replace(/[^\w.-]+/g, '_').slice(-80);
    const suffix = createHash('sha256').update(model).digest('hex').slice(0, 8);
    const file = join(dataDir, 'vectors', `${name}-${suffix}.vec`);
    const header = Buffer.from(`${JSON.stringify({ format: 'wellread vectors 1', model, dimensions })}\n`);
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    return new VectorCache(file, header, dimensions, bytes);
  }

  /** The vector of a text, or null where it was never embedded. */
  get(text: string): Code | null {
    const key = keyOf(text);
    const found = this.#known.get(key) ?? null;
    if (found) this.#used.add(key);
    return found;
  }

  /** Remembers a vector; it is on disk after `flush`. */
  set(text: string, code: Code): void {
    const key = keyOf(text);
    this.#known.set(key, code);
    this.#used.add(key);
    this.#fresh.push([key, code]);
  }

  /** Appends what is new. */
  flush(): void {
    if (this.#fresh.length === 0) return;
    mkdirSync(join(this.#file, '..'), { recursive: true });
    const start = this.#whole === 0 ? this.#header : Buffer.alloc(0);
    const bytes = Buffer.concat([start, ...this.#fresh.map(([key, code]) => record(key, code))]);
    const handle = openSync(this.#file, this.#whole === 0 ? 'w' : 'r+');
    try {
      writeWhole(handle, bytes, this.#whole);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    this.#whole += bytes.length;
    this.#fresh = [];
  }

  /** Appends what is new and drops what no passage asked for, once that is most of the file. */
  close(): void {
    this.flush();
    if (this.#known.size === 0 || this.#used.size >= this.#known.size * STALE) return;
    const kept = [...this.#used].map((key) => record(key, this.#known.get(key)!));
    const aside = `${this.#file}.tmp`;
    const handle = openSync(aside, 'w');
    try {
      writeWhole(handle, Buffer.concat([this.#header, ...kept]), 0);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(aside, this.#file);
  }

  get dimensions(): number {
    return this.#dimensions;
  }
}

function writeWhole(handle: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(handle, bytes, done, bytes.length - done, position + done);
}

function record(key: string, code: Code): Buffer {
  const bytes = Buffer.alloc(KEY + 4 + code.codes.length + 4);
  bytes.write(key, 0, 'latin1');
  bytes.writeFloatLE(code.scale, KEY);
  bytes.set(new Uint8Array(code.codes.buffer, code.codes.byteOffset, code.codes.length), KEY + 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

function records(
  bytes: Buffer,
  start: number,
  dimensions: number,
): { known: Map<string, Code>; damaged: number; whole: number } {
  const size = KEY + 4 + dimensions + 4;
  const known = new Map<string, Code>();
  let damaged = 0;
  let at = start;
  for (; at + size <= bytes.length; at += size) {
    const one = bytes.subarray(at, at + size);
    if (crc32(one.subarray(0, -4)) !== one.readUInt32LE(size - 4)) damaged++;
    else
      known.set(one.toString('latin1', 0, KEY), {
        scale: one.readFloatLE(KEY),
        codes: new Int8Array(one.buffer, one.byteOffset + KEY + 4, dimensions),
      });
  }
  return { known, damaged, whole: at };
}
