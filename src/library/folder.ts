/** A data folder being opened: its catalog, for writing where the folder allows it, and the shipped lists on first use (I/O: disk). */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { setAside } from '../../crawler/catalog/database.js';
import { WriterLock } from './lock.js';
import type { Notify } from './notify.js';

/** What opening may do beyond opening. */
export interface Repairing {
  /** A damaged catalog is moved aside where the archive holds what it takes to make it again. */
  repair: boolean;
  notify: Notify;
  now: Date;
}

/**
 * A catalog that cannot be written to is opened for reading: asking needs no more. Throws the catalog's errors, and
 * DataFolderBusy where a damaged one is being written to by another process.
 */
export function openCatalog(
  dataDir: string,
  { repair, notify, now }: Repairing,
): { catalog: Catalog; writable: boolean } {
  try {
    return { catalog: Catalog.open(dataDir), writable: true };
  } catch (error) {
    const { name, message, obstacle } = error as Error & { obstacle?: string };
    if (name === 'CatalogDamaged' && repair && hasArchive(dataDir)) {
      const lock = WriterLock.acquire(dataDir, 'repair', now);
      try {
        notify('warn', movedAside(message, setAside(dataDir, now)));
      } finally {
        lock.release();
      }
      return { catalog: Catalog.open(dataDir), writable: true };
    }
    if (name !== 'CatalogUnwritable' || obstacle !== 'read-only') throw error;
    return { catalog: Catalog.open(dataDir, { readonly: true }), writable: false };
  }
}

/** What is said of a catalog that is about to be made again. */
export function movedAside(damage: string, aside: string): string {
  return `${damage}; it is kept as ${aside}, and a new one is made from the archive`;
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
