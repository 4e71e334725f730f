/** The live generation of the index, held whole: every question keeps the one it began with, a new one takes over in between (I/O: disk). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Embedder } from '../../index/embedder/embedder.js';
import type { Generation } from '../../index/generation.js';

/** An index and the model it was built with: a question is embedded by the same. */
export interface Snapshot {
  readonly index: Generation;
  readonly embedder: Embedder;
}

export class Snapshots {
  readonly #dataDir: string;
  readonly #openEmbedder: (name: string) => Promise<Embedder>;
  #current: Snapshot | null = null;
  #opening: Promise<Snapshot> | null = null;

  /** `openEmbedder` opens a model by the name that a manifest gives. */
  constructor(dataDir: string, openEmbedder: (name: string) => Promise<Embedder>) {
    this.#dataDir = dataDir;
    this.#openEmbedder = openEmbedder;
  }

  /** The snapshot in memory, or null before the first one was opened. */
  get current(): Snapshot | null {
    return this.#current;
  }

  /**
   * Opens what `CURRENT` names unless it is open already. Throws IndexMissing, IndexDamaged, IndexMismatch and
   * EmbedderMissing; the snapshot before stays the current one then.
   */
  async refresh(): Promise<Snapshot> {
    if (this.#current !== null && this.#live() === this.#current.index.manifest.generation)
      return this.#current;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<Snapshot> {
    const [{ openIndexGently }, { checkEmbedder }] = await Promise.all([
      import('../../index/open.js'),
      import('../../index/manifest.js'),
    ]);
    const index = await openIndexGently(this.#dataDir);
    const { name } = index.manifest.embedder;
    const known = this.#current?.embedder;
    const embedder = known?.name === name ? known : await this.#openEmbedder(name);
    checkEmbedder(index.manifest, embedder);
    this.#current = { index, embedder };
    return this.#current;
  }

  /** The name in `CURRENT`; null where it cannot be read, which opening then says in full. */
  #live(): string | null {
    try {
      return readFileSync(join(this.#dataDir, 'index', 'CURRENT'), 'utf8').trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#current?.embedder.close?.();
    this.#current = null;
  }
}
