/** What a generation of the index says of itself, and the errors of one that cannot be used. */
import { createHash } from 'node:crypto';

/** Raised with every change of a file's meaning; an index of another format is built anew. */
export const FORMAT = 2;

export interface Manifest {
  format: number;
  generation: string;
  embedder: { name: string; dimensions: number };
  links: number;
  articles: number;
  passages: number;
  /** ISO 8601. */
  builtAt: string;
  /** `Catalog.changes()` when the build began; an index is fresh while the catalog still says so. */
  catalogChanges: number;
  /** sha256 of every other file of the generation, hexadecimal. */
  checksums: Record<string, string>;
  /** Articles of each list, for the check that none was lost. */
  lists: Record<string, { links: number; articles: number }>;
  /** What the gate measured before publishing. */
  scores?: Record<string, number>;
  /** sha256 of this manifest without this field. */
  checksum: string;
}

/** There is no index yet. */
export class IndexMissing extends Error {
  override readonly name = 'IndexMissing';
  readonly dataDir: string;
  constructor(dataDir: string) {
    super(`no search index in ${dataDir}`);
    this.dataDir = dataDir;
  }
}

/** A file of the index is missing, cut off, changed or foreign. */
export class IndexDamaged extends Error {
  override readonly name = 'IndexDamaged';
  /** Path relative to the data folder, such as `index/20260101T000000-1a2b/terms.bin`. */
  readonly file: string;
  constructor(file: string, detail: string, options?: ErrorOptions) {
    super(`${file}: ${detail}`, options);
    this.file = file;
  }
}

/** The index was built by another version or for another embedder than is asked for. */
export class IndexMismatch extends Error {
  override readonly name = 'IndexMismatch';
  readonly what: 'format' | 'embedder' | 'dimensions';
  readonly found: string;
  readonly expected: string;
  constructor(what: 'format' | 'embedder' | 'dimensions', found: string, expected: string) {
    super(`the index has ${what} ${found}, wanted is ${expected}`);
    this.what = what;
    this.found = found;
    this.expected = expected;
  }
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The manifest's file. */
export function formatManifest(manifest: Omit<Manifest, 'checksum'>): string {
  const body = JSON.stringify(manifest);
  return `${JSON.stringify({ ...manifest, checksum: sha256(body) }, null, 2)}\n`;
}

/** Reads a manifest's file; `file` is named in errors. Throws IndexDamaged, IndexMismatch. */
export function parseManifest(text: string, file: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new IndexDamaged(file, 'not a manifest', { cause: error });
  }
  if (typeof value !== 'object' || value === null || !('checksum' in value))
    throw new IndexDamaged(file, 'not a manifest');
  const { checksum, ...rest } = value as Manifest;
  if (checksum !== sha256(JSON.stringify(rest))) throw new IndexDamaged(file, 'does not match its checksum');
  if (rest.format !== FORMAT) throw new IndexMismatch('format', String(rest.format), String(FORMAT));
  return value as Manifest;
}

/** Throws IndexMismatch unless the index was built with this embedder. */
export function checkEmbedder(manifest: Manifest, embedder: { name: string; dimensions: number }): void {
  const { name, dimensions } = manifest.embedder;
  if (name !== embedder.name) throw new IndexMismatch('embedder', name, embedder.name);
  if (dimensions !== embedder.dimensions)
    throw new IndexMismatch('dimensions', String(dimensions), String(embedder.dimensions));
}
