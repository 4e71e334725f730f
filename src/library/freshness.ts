/** Whether the live index is what a build would make now: of the catalog as it is, with the model that is asked for. */
import type { Catalog } from '../../crawler/catalog/catalog.js';
import type { Manifest } from '../../index/manifest.js';
import type { Config } from '../settings.js';
import { modelsDirOf } from './indexing.js';

export class Freshness {
  readonly #catalog: Catalog;
  readonly #library: Config['library'];
  /** State of the catalog that the gate refused an index of: building the same again would only be refused again. */
  #refused: number | null = null;

  constructor(catalog: Catalog, library: Config['library']) {
    this.#catalog = catalog;
    this.#library = library;
  }

  /** Whether the catalog has changed since the index was built. */
  isStale(manifest: Manifest): boolean {
    return manifest.catalogChanges !== this.#catalog.changes();
  }

  /** Whether a build would bring anything. */
  async needsBuild(manifest: Manifest): Promise<boolean> {
    if (this.#refused === this.#catalog.changes()) return false;
    return this.isStale(manifest) || (await this.#isOfOtherModel(manifest.embedder.name));
  }

  /** Remembers that the gate refused what the catalog holds now. */
  refused(): void {
    this.#refused = this.#catalog.changes();
  }

  /** By name alone: opening a transformer to learn its name would cost seconds. */
  async #isOfOtherModel(name: string): Promise<boolean> {
    const { embedder } = this.#library;
    if (embedder === 'builtin') return !name.startsWith('builtin');
    if (embedder !== 'auto') return !name.startsWith(`${embedder}@`);
    const [{ UPGRADE }, { folderOf }] = await Promise.all([
      import('../../index/embedder/open.js'),
      import('../../index/embedder/transformers.js'),
    ]);
    const isThere = folderOf(UPGRADE, modelsDirOf(this.#library)) !== null;
    return !name.startsWith(isThere ? `${UPGRADE}@` : 'builtin');
  }
}
