/** A data folder being opened: its catalog, for writing where the folder allows it, and the shipped lists on first use (I/O: disk). */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Catalog } from '../../crawler/catalog.js';

/** A catalog that cannot be written to is opened for reading: asking needs no more. */
export function openCatalog(dataDir: string): { catalog: Catalog; writable: boolean } {
  try {
    return { catalog: Catalog.open(dataDir), writable: true };
  } catch (error) {
    const { name, obstacle } = error as { name?: string; obstacle?: string };
    if (name !== 'CatalogUnwritable' || obstacle !== 'read-only') throw error;
    return { catalog: Catalog.open(dataDir, { readonly: true }), writable: false };
  }
}

/** Whether anything was ever archived in a data folder: then its catalog can be made again. */
export function hasArchive(dataDir: string): boolean {
  const archive = join(dataDir, 'archive');
  return existsSync(archive) && readdirSync(archive).some((name) => name.endsWith('.warc.gz'));
}

/** The reading lists that come with the package, as files. */
export function shippedLists(): string[] {
  const seeds = join(dirname(createRequire(import.meta.url).resolve('#package/package.json')), 'seeds');
  return readdirSync(seeds)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => join(seeds, name));
}
