/** Builds and publishes the index of a data folder, or goes back to the one before; opens the model an index was built with (I/O: disk). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../../crawler/catalog.js';
import type { BuildProgress } from '../../index/build.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import type { Manifest } from '../../index/manifest.js';
import type { GenerationSummary } from '../../index/publish.js';
import type { Config } from '../settings.js';
import { hasArchive } from './folder.js';
import type { JobContext } from './jobs.js';

/** What an index job may be asked for beside a plain build. */
export interface IndexRequest {
  /** Publish even where the gate finds the new index worse. */
  force?: boolean | undefined;
  /** Read every article out of the archive again first. */
  reExtract?: boolean | undefined;
  /** Go back to the generation before instead of building one. */
  rollback?: boolean | undefined;
}

/** Where transformers' weights lie. */
export function modelsDirOf({ models, data }: Config['library']): string {
  return models === '' ? join(data, 'models') : models;
}

/**
 * Opens a model by the name that a manifest gives it: `builtin-1a2b` or `Xenova/bge-small-en-v1.5@q8`. Throws
 * EmbedderMissing; that the built-in table is another one by now is for `checkEmbedder` to find.
 */
export async function openModel(name: string, library: Config['library']): Promise<Embedder> {
  const { openEmbedder } = await import('../../index/embedder/open.js');
  const choice = /^builtin\b/.test(name) ? 'builtin' : name.replace(/@\w+$/, '');
  return openEmbedder(choice, { modelsDir: modelsDirOf(library), offline: library.offline });
}

/** Opens the model that the settings ask for. Throws EmbedderMissing. */
export async function openChosen(library: Config['library']): Promise<Embedder> {
  const { openEmbedder } = await import('../../index/embedder/open.js');
  return openEmbedder(library.embedder, { modelsDir: modelsDirOf(library), offline: library.offline });
}

/** How far an index job is: articles are read out of the archive where that is asked for or needed, then the build follows. */
export type IndexProgress = BuildProgress | { phase: 'restore' | 'extract'; done: number; total: number };

/** Runs under the writers' lock. Throws what the build throws, PublishRefused and NothingToRollBack among it. */
export async function buildWith(
  request: IndexRequest,
  { catalog, config: { library, crawl } }: { catalog: Catalog; config: Config },
  { signal, report }: JobContext,
): Promise<Manifest> {
  if (request.rollback) {
    const { rollback } = await import('../../index/publish.js');
    return rollback(library.data);
  }
  const isEmpty = catalog.lists().length === 0;
  if (request.reExtract || (isEmpty && hasArchive(library.data))) {
    const { reextract, restoreCatalog } = await import('../../crawler/restore.js');
    const phase = isEmpty ? 'restore' : 'extract';
    await (isEmpty ? restoreCatalog : reextract)({
      ...{ catalog, dataDir: library.data, recrawlDays: crawl.recrawlDays, signal },
      onProgress: (done, total) => report({ phase, done, total } satisfies IndexProgress),
    });
  }
  const { buildInThread } = await import('./build-thread.js');
  const { data: dataDir, embedder, offline } = library;
  return buildInThread(
    { dataDir, embedder, offline, modelsDir: modelsDirOf(library), force: request.force ?? false },
    { signal, onProgress: report },
  );
}

/** The generations on disk with their scores, newest first. */
export async function generationsOf(dataDir: string): Promise<GenerationSummary[]> {
  const { listGenerations } = await import('../../index/publish.js');
  return listGenerations(dataDir);
}

/** The manifest of the live index, read without opening it; null where there is none that could be opened. */
export async function liveManifest(dataDir: string): Promise<Manifest | null> {
  const [{ liveGeneration }, { parseManifest }] = await Promise.all([
    import('../../index/publish.js'),
    import('../../index/manifest.js'),
  ]);
  const generation = liveGeneration(dataDir);
  if (generation === null) return null;
  const file = join('index', generation, 'manifest.json');
  try {
    return parseManifest(readFileSync(join(dataDir, file), 'utf8'), file);
  } catch (error) {
    if (/^Index/.test((error as Error).name) || (error as NodeJS.ErrnoException).code === 'ENOENT')
      return null;
    throw error;
  }
}
