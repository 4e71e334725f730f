/**
 * Puts a finished generation in place of the live one, so that every reader sees the old or the new one whole (I/O: disk).
 *
 * The files are written into `index/<generation>.tmp` and synced, the folder is renamed, and then `index/CURRENT`, the one file
 * that readers begin with, is replaced by a rename. A kill at any moment leaves the old generation live or the new one, and at worst a
 * folder that the next publish clears away. The generation before stays on disk for `rollback`.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { GRAPH } from './generation.js';
import type { Hnsw } from './hnsw.js';
import { formatManifest, type Manifest, parseManifest, sha256 } from './manifest.js';
import { CURRENT, INDEX, openGeneration } from './open.js';

/** A name that sorts by time and does not collide: `20260131T235959-1a2b3c`. */
export function generationName(now: Date): string {
  const time = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  return `${time}-${randomBytes(3).toString('hex')}`;
}

/** Writes a generation beside the live one, without making it live. Returns its manifest. */
export async function writeGeneration(
  dataDir: string,
  manifest: Omit<Manifest, 'checksums' | 'checksum'>,
  files: Record<string, Uint8Array>,
  graph: Hnsw | null,
): Promise<Manifest> {
  const home = join(dataDir, INDEX);
  const folder = join(home, manifest.generation);
  const aside = `${folder}.tmp`;
  try {
    const text = await writeFiles(aside, manifest, files, graph);
    renameSync(aside, folder);
    syncPath(home);
    return parseManifest(text, join(INDEX, manifest.generation, 'manifest.json'));
  } catch (error) {
    rmSync(aside, { recursive: true, force: true }); // on a full disk, it would stand in the way of the next try
    throw error;
  }
}

/** Fills the folder of a generation; returns the text of its manifest. */
async function writeFiles(
  aside: string,
  manifest: Omit<Manifest, 'checksums' | 'checksum'>,
  files: Record<string, Uint8Array>,
  graph: Hnsw | null,
): Promise<string> {
  mkdirSync(aside, { recursive: true });
  const checksums: Record<string, string> = {};
  for (const [file, bytes] of Object.entries(files)) {
    writeSynced(join(aside, file), bytes);
    checksums[file] = sha256(bytes);
  }
  if (graph) {
    await graph.write(join(aside, GRAPH));
    syncPath(join(aside, GRAPH));
    checksums[GRAPH] = sha256(readFileSync(join(aside, GRAPH)));
  }
  const text = formatManifest({ ...manifest, checksums });
  writeSynced(join(aside, 'manifest.json'), Buffer.from(text));
  syncPath(aside);
  return text;
}

/** Adds what the gate measured to the manifest of a generation that is not live yet. */
export function noteScores(dataDir: string, manifest: Manifest, scores: Record<string, number>): Manifest {
  const { checksum: _, ...facts } = manifest;
  const folder = join(dataDir, INDEX, manifest.generation);
  const text = formatManifest({ ...facts, scores });
  writeSynced(join(folder, 'manifest.json.tmp'), Buffer.from(text));
  renameSync(join(folder, 'manifest.json.tmp'), join(folder, 'manifest.json'));
  syncPath(folder);
  return parseManifest(text, join(INDEX, manifest.generation, 'manifest.json'));
}

/** Makes a written generation the live one and clears away what is older than the one before. It goes where it cannot be made live. */
export function makeLive(dataDir: string, generation: string): void {
  const home = join(dataDir, INDEX);
  const before = liveGeneration(dataDir);
  const aside = join(home, `${CURRENT}.tmp`);
  try {
    writeSynced(aside, Buffer.from(`${generation}\n`));
    renameSync(aside, join(home, CURRENT));
  } catch (error) {
    if (liveGeneration(dataDir) === before && before !== generation) discard(dataDir, generation);
    throw error;
  }
  syncPath(home);
  const kept = new Set([CURRENT, generation, before]);
  for (const name of readdirSync(home))
    if (!kept.has(name)) rmSync(join(home, name), { recursive: true, force: true });
}

/** Takes a written generation away again, as after a refusal by the gate. */
export function discard(dataDir: string, generation: string): void {
  rmSync(join(dataDir, INDEX, generation), { recursive: true, force: true });
}

/** Name of the live generation, null where there is none. */
export function liveGeneration(dataDir: string): string | null {
  const file = join(dataDir, INDEX, CURRENT);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

/** One generation on disk. */
export interface GenerationSummary {
  generation: string;
  live: boolean;
  builtAt: string;
  embedder: string;
  links: number;
  articles: number;
  passages: number;
  scores: Record<string, number> | null;
}

/** The whole generations of a data folder, newest first; folders without a readable manifest are left out. */
export function listGenerations(dataDir: string): GenerationSummary[] {
  const home = join(dataDir, INDEX);
  if (!existsSync(home)) return [];
  const live = liveGeneration(dataDir);
  const found: GenerationSummary[] = [];
  for (const name of readdirSync(home)) {
    const file = join(home, name, 'manifest.json');
    if (name.endsWith('.tmp') || !existsSync(file)) continue;
    try {
      const manifest = parseManifest(readFileSync(file, 'utf8'), join(INDEX, name, 'manifest.json'));
      found.push({
        generation: name,
        live: name === live,
        builtAt: manifest.builtAt,
        embedder: manifest.embedder.name,
        links: manifest.links,
        articles: manifest.articles,
        passages: manifest.passages,
        scores: manifest.scores ?? null,
      });
    } catch (error) {
      // damaged or of another format: nothing to go back to, and opening the live one says so by itself
      if (!(error instanceof Error)) throw error;
    }
  }
  return found.sort((a, b) => b.generation.localeCompare(a.generation));
}

/** There is no other whole generation. */
export class NothingToRollBack extends Error {
  override readonly name = 'NothingToRollBack';
  constructor() {
    super('no earlier generation of the index is on disk');
  }
}

/**
 * Makes the newest other generation live, after checking it whole; a second call goes forth again. Returns its manifest.
 * Throws NothingToRollBack, IndexDamaged.
 */
export function rollback(dataDir: string): Manifest {
  const target = listGenerations(dataDir).find((generation) => !generation.live);
  if (!target) throw new NothingToRollBack();
  const { manifest } = openGeneration(dataDir, target.generation);
  makeLive(dataDir, target.generation);
  return manifest;
}

function writeSynced(file: string, bytes: Uint8Array): void {
  writeFileSync(file, bytes, { flush: true });
}

/** Makes a file's or folder's entry survive a power cut. */
function syncPath(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
