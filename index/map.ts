/** The map of a generation: a place in two dimensions for every document, kept beside the index once drawn (I/O: disk). */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import type { Generation } from './generation.js';
import { layout } from './layout.js';

/** Folder of the maps below the data folder; each is a cache that can be drawn again. */
const MAPS = 'map';

/** What the drawing thread is told. */
export interface MapRequest {
  dataDir: string;
  generation: string;
}

/** Draws the map: x and y of each document in order of its ordinal, 0..1. A document stands where its passages do on average. */
export function drawMap(generation: Generation): Float32Array {
  const { dimensions } = generation.vectors;
  const count = generation.documents.length;
  const means = new Float32Array(count * dimensions);
  for (const { ordinal } of generation.documents) {
    const mean = means.subarray(ordinal * dimensions, (ordinal + 1) * dimensions);
    const { first, end } = generation.passagesOf(ordinal);
    for (let id = first; id < end; id++) {
      const vector = generation.vectors.vector(id);
      for (let d = 0; d < dimensions; d++) mean[d]! += vector[d]!;
    }
    const length = Math.hypot(...mean) || 1;
    for (let d = 0; d < dimensions; d++) mean[d]! /= length;
  }
  return layout(means, count, dimensions);
}

/** Keeps a drawn map and drops those of other generations. */
export function storeMap({ dataDir, generation }: MapRequest, places: Float32Array): void {
  const folder = join(dataDir, MAPS);
  mkdirSync(folder, { recursive: true });
  const file = `${generation}.f32`;
  const numbers = Buffer.from(places.buffer, places.byteOffset, places.byteLength);
  writeFileSync(join(folder, `${file}.tmp`), Buffer.concat([numbers, checksumOf(numbers)]));
  renameSync(join(folder, `${file}.tmp`), join(folder, file));
  for (const other of readdirSync(folder)) if (other !== file) rmSync(join(folder, other));
}

/** The stored map of a generation with `documents` documents; null where there is none, or one that is not whole. */
export function storedMap({ dataDir, generation }: MapRequest, documents: number): Float32Array | null {
  try {
    const bytes = readFileSync(join(dataDir, MAPS, `${generation}.f32`));
    const size = documents * 2 * Float32Array.BYTES_PER_ELEMENT;
    const numbers = bytes.subarray(0, size);
    if (!bytes.subarray(size).equals(checksumOf(numbers))) return null;
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + size));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** CRC-32, behind the numbers. */
function checksumOf(bytes: Buffer): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(bytes));
  return checksum;
}

/** Draws and stores the map in a thread of its own: seconds of a core that no question should wait for. */
export function mapInThread(request: MapRequest): Promise<void> {
  const file = createRequire(import.meta.url).resolve('#package/dist/index/map-worker.js');
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: request });
    worker.unref();
    worker.once('error', reject);
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`drawing the map ended with ${code}`)),
    );
  });
}
