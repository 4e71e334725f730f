/** Builds and publishes the index of a data folder, or goes back to the one before; opens the model an index was built with (I/O: disk). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog } from '../../crawler/catalog/catalog.js';
import type { BuildProgress } from '../../index/build.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import type { Manifest } from '../../index/manifest.js';
import type { GenerationSummary } from '../../index/publish.js';
import type { Config } from '../settings.js';
import { hasArchive, movedAside } from './folder.js';
import type { JobContext } from './jobs.js';
import type { Notify } from './notify.js';

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

/** Opens a model by the name that a manifest gives it. Throws EmbedderMissing. */
export async function openModel(name: string, library: Config['library']): Promise<Embedder> {
  const { openNamed } = await import('../../index/embedder/open.js');
  return openNamed(name, { modelsDir: modelsDirOf(library), offline: library.offline });
}

/** Opens the model that the settings ask for. Throws EmbedderMissing. */
export async function openChosen(library: Config['library']): Promise<Embedder> {
  const { openEmbedder } = await import('../../index/embedder/open.js');
  return openEmbedder(library.embedder, { modelsDir: modelsDirOf(library), offline: library.offline });
}

/** How far an index job is: articles are read out of the archive where that is asked for or needed, then the build follows. */
export type IndexProgress = BuildProgress | { phase: 'restore' | 'extract'; done: number; total: number };

/** What an index is built of, and who hears of what had to be mended for it. */
export interface Building {
  catalog: Catalog;
  config: Config;
  clock: () => Date;
  notify: Notify;
  /** Whether questions are answered meanwhile; the build then steps behind them. */
  answering: boolean;
}

/**
 * Runs under the writers' lock. A catalog that turns out to be damaged is moved aside and made again from the archive first.
 * Throws what the build throws, PublishRefused and NothingToRollBack among it.
 */
export async function buildWith(request: IndexRequest, by: Building, context: JobContext): Promise<Manifest> {
  const { data } = by.config.library;
  if (request.rollback) {
    const { rollback } = await import('../../index/publish.js');
    return rollback(data);
  }
  try {
    return await buildFrom(by, request, context);
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'CatalogDamaged' || !hasArchive(data)) throw error;
    by.notify('warn', movedAside(message, by.catalog.startOver(by.clock())));
    return buildFrom(by, request, context);
  }
}

async function buildFrom(by: Building, request: IndexRequest, context: JobContext): Promise<Manifest> {
  const { catalog, config, answering } = by;
  const { data: dataDir, embedder, offline } = config.library;
  const isLacking = (catalog.lists().length === 0 || catalog.isHalfRestored) && hasArchive(dataDir);
  if (isLacking || request.reExtract) await readArchive(isLacking ? 'restore' : 'extract', by, context);
  const { buildInProcess } = await import('./build-process.js');
  return buildInProcess(
    { dataDir, embedder, offline, modelsDir: modelsDirOf(config.library), force: request.force ?? false },
    { behind: answering, signal: context.signal, onProgress: context.report },
  );
}

/** Makes the catalog, or its articles, again from the archive, and says what could not be read of it. */
async function readArchive(
  phase: 'restore' | 'extract',
  { catalog, config: { library, crawl }, notify }: Building,
  { signal, report }: JobContext,
): Promise<void> {
  const { reextract, restoreCatalog } = await import('../../crawler/restore.js');
  const read = phase === 'restore' ? restoreCatalog : reextract;
  const { lost } = await read({
    ...{ catalog, dataDir: library.data, recrawlDays: crawl.recrawlDays, signal },
    onProgress: (done, total) => report({ phase, done, total } satisfies IndexProgress),
    onDamage: ({ file, offset, length }) =>
      notify(
        'warn',
        `archive/${file} is damaged: ${length} bytes at ${offset} cannot be read and are left out`,
      ),
  });
  if (lost > 0) notify('warn', `${lost} articles could not be read out of the archive`);
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
