/**
 * One writer a data folder: who imports, crawls or publishes holds this lock, readers never need it (I/O: disk).
 *
 * The lock is SQLite's exclusive file lock on an empty database of its own. The system drops it with the process, so a
 * killed writer leaves nothing that the next one would have to judge as stale, which lock files cannot say of themselves.
 */
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** What a writer leaves beside its lock, for the message to the next one. */
export interface Holder {
  pid: number;
  task: string;
  since: string;
}

/** Another process holds the lock; `holder` is null where it had not yet written who it is. */
export class DataFolderBusy extends Error {
  override readonly name = 'DataFolderBusy';
  readonly dataDir: string;
  readonly holder: Holder | null;
  constructor(dataDir: string, holder: Holder | null) {
    const who = holder ? `process ${holder.pid} (${holder.task}, since ${holder.since})` : 'another process';
    super(`${dataDir} is being written to by ${who}`);
    this.dataDir = dataDir;
    this.holder = holder;
  }
}

/** Held until `release`. */
export class WriterLock {
  readonly #database: Database.Database;
  readonly #note: string;

  /** Takes the lock or throws `DataFolderBusy` at once. Creates the folder where it is missing. */
  static acquire(dataDir: string, task: string, now: Date): WriterLock {
    mkdirSync(dataDir, { recursive: true });
    const note = join(dataDir, 'writer.json');
    const database = locked(join(dataDir, 'writer.lock'), 0);
    if (database === null) throw new DataFolderBusy(dataDir, readHolder(note));
    try {
      const holder: Holder = { pid: process.pid, task, since: now.toISOString() };
      writeFileSync(note, JSON.stringify(holder));
    } catch (error) {
      database.close();
      throw error;
    }
    return new WriterLock(database, note);
  }

  private constructor(database: Database.Database, note: string) {
    this.#database = database;
    this.#note = note;
  }

  release(): void {
    if (!this.#database.open) return;
    rmSync(this.#note, { force: true });
    this.#database.close();
  }
}

/** The lock as one process shares it: its crawl and its index build write side by side, other processes wait for both. */
export class Writers {
  readonly #dataDir: string;
  readonly #clock: () => Date;
  #lock: WriterLock | null = null;
  #count = 0;

  constructor(dataDir: string, clock: () => Date) {
    this.#dataDir = dataDir;
    this.#clock = clock;
  }

  /** Runs `work` under the lock; throws `DataFolderBusy` before it begins where another process holds it. */
  async during<T>(task: string, work: () => T | Promise<T>): Promise<T> {
    this.#lock ??= WriterLock.acquire(this.#dataDir, task, this.#clock());
    this.#count++;
    try {
      return await work();
    } finally {
      this.#count--;
      if (this.#count === 0) {
        this.#lock.release();
        this.#lock = null;
      }
    }
  }
}

/** A builder whose caller was killed ends within its next turn of the event loop (ms). */
const BUILDER_PATIENCE = 10_000;

/**
 * Makes this process the one that builds, until it ends. It does so for another process that holds the writers' lock, and when that one
 * is killed may outlive it by a moment; so the next builder waits for it here. Throws DataFolderBusy.
 */
export function claimBuild(dataDir: string, patienceMs = BUILDER_PATIENCE): void {
  const claim = locked(join(dataDir, 'builder.lock'), patienceMs);
  if (claim === null) throw new DataFolderBusy(dataDir, null);
  process.once('exit', () => claim.close()); // holds on to it until then; closing takes its journal away
}

/** The file under an exclusive lock, or null where somebody else has it for longer than `patienceMs`. */
function locked(file: string, patienceMs: number, isMended = false): Database.Database | null {
  const database = new Database(file, { timeout: patienceMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    const { code = '' } = error as { code?: string };
    if (code === 'SQLITE_BUSY') return null;
    if (isMended || !/^SQLITE_(NOTADB|CORRUPT)/.test(code)) throw error;
    // It holds nothing, so nothing is lost; emptied and not replaced, so that a lock on it stays one.
    truncateSync(file, 0);
    return locked(file, patienceMs, true);
  }
}

function readHolder(note: string): Holder | null {
  try {
    return JSON.parse(readFileSync(note, 'utf8')) as Holder;
  } catch (error) {
    // The holder is between taking the lock and writing the note, or just gave it back: busy all the same.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
