/** From any data folder to one that answers: lists in the catalog, and an index that can be opened. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalog } from '../../crawler/catalog/catalog.js';
import { hasArchive, shippedLists } from './folder.js';
import type { Notify } from './notify.js';
import type { Snapshot, Snapshots } from './snapshot.js';

/** What there is to prepare, and the ways to do it; both ways take the writers' lock or throw DataFolderBusy. */
export interface Preparing {
  dataDir: string;
  catalog: Catalog;
  writable: boolean;
  snapshots: Snapshots;
  importLists(files: readonly string[]): Promise<unknown>;
  /** Also makes an empty catalog again from the archive. */
  buildIndex(): Promise<unknown>;
  notify: Notify;
  /** Milliseconds to wait for another process that prepares the same folder. */
  patienceMs: number;
}

/** Milliseconds between two tries. */
const BUSY_WAIT = 200;

/**
 * Imports the shipped lists into an empty catalog, builds the index where there is none or where it cannot be used, and opens
 * it. Where another process is at it, waits for what comes of that; throws DataFolderBusy when it takes too long.
 */
export async function prepare(by: Preparing): Promise<Snapshot> {
  const began = performance.now();
  for (let waits = 0; ; waits++) {
    try {
      return await prepareOnce(by);
    } catch (error) {
      const { name, message } = error as Error;
      if (name !== 'DataFolderBusy' || performance.now() - began > by.patienceMs) throw error;
      if (waits === 0) by.notify('info', `waiting: ${message}`);
      await sleep(BUSY_WAIT);
    }
  }
}

async function prepareOnce(by: Preparing): Promise<Snapshot> {
  const { snapshots, writable, notify } = by;
  if (writable && by.catalog.lists().length === 0) await fill(by);
  try {
    return await snapshots.refresh();
  } catch (error) {
    const { name, message } = error as Error;
    if (!/^Index(Missing|Damaged|Mismatch)$/.test(name) || !writable) throw error;
    if (name === 'IndexMissing') notify('info', 'building the first index');
    else notify('warn', `the index cannot be used and is rebuilt from the catalog: ${message}`);
    await by.buildIndex();
    return snapshots.refresh();
  }
}

async function fill({ dataDir, catalog, notify, buildIndex, importLists }: Preparing): Promise<void> {
  if (hasArchive(dataDir)) {
    notify('warn', 'the catalog is empty and is made again from the archive');
    await buildIndex();
  }
  if (catalog.lists().length === 0) await importLists(shippedLists());
}
