/** Opens generations of a data folder: every file is read, compared with its checksum and decoded (I/O: disk). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BadColumns, type Columns, decodeColumns } from './columns.js';
import type { Document } from './document.js';
import { CONCEPTS, Generation, GRAPH, type Parts } from './generation.js';
import { Hnsw } from './hnsw.js';
import { IndexDamaged, IndexMissing, type Manifest, parseManifest } from './manifest.js';

/** Folder of all generations, and the file in it that names the live one. */
export const INDEX = 'index';
export const CURRENT = 'CURRENT';

/** Bytes hashed between two turns of the event loop: less than a millisecond. */
const SLICE = 1 << 20;

/** The live generation of a data folder. Throws IndexMissing, IndexDamaged, IndexMismatch. */
export function openIndex(dataDir: string): Generation {
  return openGeneration(dataDir, liveName(dataDir));
}

/** The same for a service that answers meanwhile: files are read by other threads, and no piece of work takes long. */
export async function openIndexGently(dataDir: string): Promise<Generation> {
  const steps = opening(dataDir, liveName(dataDir));
  let step = steps.next(NOTHING);
  while (!step.done) step = steps.next(await gently(dataDir, step.value));
  return step.value;
}

/** One generation by name. Throws IndexDamaged, IndexMismatch. */
export function openGeneration(dataDir: string, name: string): Generation {
  const steps = opening(dataDir, name);
  let step = steps.next(NOTHING);
  while (!step.done) step = steps.next(step.value === null ? NOTHING : read(dataDir, step.value));
  return step.value;
}

function liveName(dataDir: string): string {
  let name: string;
  try {
    name = readFileSync(join(dataDir, INDEX, CURRENT), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new IndexMissing(dataDir);
    throw new IndexDamaged(join(INDEX, CURRENT), 'cannot be read', { cause: error });
  }
  if (!/^[\w-]+$/.test(name)) throw new IndexDamaged(join(INDEX, CURRENT), 'names no generation');
  return name;
}

const NOTHING = new Uint8Array(0);

/** Yields the path of a file that it wants to be handed, or null wherever the work may be interrupted. */
function* opening(dataDir: string, name: string): Generator<string | null, Generation, Uint8Array> {
  const folder = join(INDEX, name);
  const about = join(folder, 'manifest.json');
  const manifest = parseManifest(Buffer.from(yield about).toString(), about);
  const files: Record<string, Uint8Array> = {};
  for (const [file, checksum] of Object.entries(manifest.checksums)) {
    const path = join(folder, file);
    const bytes = yield path;
    const hash = createHash('sha256');
    for (let at = 0; at < bytes.length; at += SLICE) {
      hash.update(bytes.subarray(at, at + SLICE));
      yield null;
    }
    if (hash.digest('hex') !== checksum) throw new IndexDamaged(path, 'does not match its checksum');
    files[file] = bytes;
  }
  const decoded = (file: string): Columns => decode(join(folder, file), files[file]);
  const documents = JSON.parse(Buffer.from(files['documents.json'] ?? []).toString() || '[]') as Document[];
  yield null;
  const parts: Parts = {
    documents,
    passages: decoded('passages.bin'),
    terms: decoded('terms.bin'),
    vectors: decoded('vectors.bin'),
    concepts: files[CONCEPTS] ? decoded(CONCEPTS) : null,
    graph: files[GRAPH] ? graphOf(dataDir, join(folder, GRAPH), manifest) : null,
  };
  yield null;
  try {
    return new Generation(manifest, parts);
  } catch (error) {
    if (!(error instanceof BadColumns)) throw error;
    throw new IndexDamaged(folder, error.message, { cause: error });
  }
}

function read(dataDir: string, file: string): Uint8Array {
  try {
    return readFileSync(join(dataDir, file));
  } catch (error) {
    return unreadable(file)(error);
  }
}

async function gently(dataDir: string, file: string | null): Promise<Uint8Array> {
  if (file !== null) return readFile(join(dataDir, file)).catch(unreadable(file));
  await new Promise(setImmediate);
  return NOTHING;
}

function unreadable(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new IndexDamaged(file, 'cannot be read', { cause });
  };
}

function decode(file: string, bytes: Uint8Array | undefined): Columns {
  if (!bytes) throw new IndexDamaged(file, 'is not part of the generation');
  try {
    return decodeColumns(bytes);
  } catch (error) {
    if (!(error instanceof BadColumns)) throw error;
    throw new IndexDamaged(file, error.message, { cause: error });
  }
}

function graphOf(dataDir: string, file: string, manifest: Manifest): Hnsw {
  try {
    return Hnsw.read(join(dataDir, file), manifest.embedder.dimensions);
  } catch (cause) {
    return unreadable(file)(cause);
  }
}
