/** Chooses the embedder that a setting names: `auto`, `builtin`, or a sentence transformer (I/O: disk). */
import { loadBuiltin } from './builtin.js';
import type { Embedder } from './embedder.js';
import { folderOf, openTransformer } from './transformers.js';

/** The transformer that `auto` looks for: the best retrieval a model of 130 MB gives on two CPU cores. */
export const UPGRADE = 'Xenova/bge-small-en-v1.5';

export interface OpenOptions {
  modelsDir: string;
  offline: boolean;
}

/**
 * `auto`: the upgrade where its weights are on disk, else the built-in; it never waits for a network.
 * `builtin`: the table of this package. Anything else: a hub name or a folder; throws EmbedderMissing where that is not to be had.
 */
export async function openEmbedder(choice: string, options: OpenOptions): Promise<Embedder> {
  if (choice === 'builtin') return loadBuiltin();
  if (choice !== 'auto') return openTransformer(choice, options);
  if (folderOf(UPGRADE, options.modelsDir) === null) return loadBuiltin();
  return openTransformer(UPGRADE, { ...options, offline: true });
}

/**
 * The model by the name that a manifest gives it: `builtin-1a2b` or `Xenova/bge-small-en-v1.5@q8`. Throws EmbedderMissing; that
 * the built-in table is another one by now is for `checkEmbedder` to find.
 */
export function openNamed(name: string, options: OpenOptions): Promise<Embedder> {
  return openEmbedder(/^builtin\b/.test(name) ? 'builtin' : name.replace(/@\w+$/, ''), options);
}
