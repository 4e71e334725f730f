// (I/O: disk) The catalog's SQLite file: how it is opened, read and written, and its failures told apart.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database, type Statement } from 'better-sqlite3';
import { migrate, SCHEMA_VERSION } from './schema.js';

/** The file is there but is no catalog, or is broken inside. */
export class CatalogDamaged extends Error {
  readonly file: string;
  constructor(file: string, detail: string) {
    super(`${file} is damaged: ${detail}`);
    this.name = 'CatalogDamaged';
    this.file = file;
  }
}

/** A reader asked for a catalog that was never made. */
export class CatalogMissing extends Error {
  readonly file: string;
  constructor(file: string) {
    super(`${file} does not exist`);
    this.name = 'CatalogMissing';
    this.file = file;
  }
}

/** A newer version of the program wrote the file. */
export class CatalogTooNew extends Error {
  readonly file: string;
  readonly version: number;
  constructor(file: string, version: number) {
    super(`${file} has version ${version}; this program knows versions up to ${SCHEMA_VERSION}`);
    this.name = 'CatalogTooNew';
    this.file = file;
    this.version = version;
  }
}

export type Obstacle = 'read-only' | 'full' | 'locked' | 'io';

/** The data folder does not take what is to be written. */
export class CatalogUnwritable extends Error {
  readonly file: string;
  readonly obstacle: Obstacle;
  constructor(file: string, obstacle: Obstacle, detail: string) {
    super(`cannot write ${file}: ${detail}`);
    this.name = 'CatalogUnwritable';
    this.file = file;
    this.obstacle = obstacle;
  }
}

const OBSTACLES: readonly [RegExp, Obstacle][] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'full'],
  [
    /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS|ENOTDIR|EEXIST)/,
    'read-only',
  ],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, 'locked'],
  [/^(SQLITE_IOERR|EIO)/, 'io'],
];

/** The class an error of SQLite or the file system stands for; any other error is a bug and comes back as it is. */
export function asCatalogError(file: string, error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code)) return new CatalogDamaged(file, message);
  const obstacle = OBSTACLES.find(([pattern]) => pattern.test(code))?.[1];
  return obstacle ? new CatalogUnwritable(file, obstacle, message) : error;
}

/** Milliseconds a writer waits for another process' transaction; ours take below 100 ms each. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens `catalog.sqlite` below a data folder, makes it where it is missing, and brings it up to date.
 *
 * WAL, so that readers never wait for the crawler. `synchronous=NORMAL`: a killed process loses nothing; a power cut may
 * undo the last transactions but never breaks the file, and what is undone is fetched again.
 */
export function openDatabase(dataDir: string, readonly: boolean): Database {
  const file = join(dataDir, 'catalog.sqlite');
  if (readonly && !existsSync(file)) throw new CatalogMissing(file);
  let db: Database | undefined;
  try {
    if (!readonly) mkdirSync(dataDir, { recursive: true });
    db = new Sqlite(file, { readonly, timeout: BUSY_TIMEOUT });
    db.pragma('foreign_keys = ON');
    if (!readonly) {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
    }
    const version = readonly ? (db.pragma('user_version', { simple: true }) as number) : migrate(db);
    if (version > SCHEMA_VERSION) throw new CatalogTooNew(file, version);
    if (readonly && version < SCHEMA_VERSION) return upgraded(db, dataDir);
    db.prepare('SELECT value FROM meta').get();
    return db;
  } catch (error) {
    db?.close();
    throw asCatalogError(file, error);
  }
}

/** A reader meets an older version: the file is brought up to date by a writer once, then read as asked. */
function upgraded(db: Database, dataDir: string): Database {
  db.close();
  openDatabase(dataDir, false).close();
  return openDatabase(dataDir, true);
}

/** A database with its statements prepared once, and with every failure as one of the classes above. */
export class CatalogFile {
  readonly db: Database;
  readonly file: string;
  readonly #statements = new Map<string, Statement>();

  constructor(dataDir: string, readonly: boolean) {
    this.db = openDatabase(dataDir, readonly);
    this.file = join(dataDir, 'catalog.sqlite');
  }

  /** The prepared statement of `sql`; run it inside `write`. */
  prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  all<Row>(sql: string, ...values: unknown[]): Row[] {
    try {
      return this.prepare(sql).all(...values) as Row[];
    } catch (error) {
      throw asCatalogError(this.file, error);
    }
  }

  get<Row>(sql: string, ...values: unknown[]): Row | null {
    try {
      return (this.prepare(sql).get(...values) as Row | undefined) ?? null;
    } catch (error) {
      throw asCatalogError(this.file, error);
    }
  }

  /** All of `work` or nothing of it. */
  write<T>(work: () => T): T {
    try {
      return this.db.transaction(work).immediate();
    } catch (error) {
      throw asCatalogError(this.file, error);
    }
  }

  /** Counts a change that an index built before would have to know of. */
  touch(): void {
    this.prepare("UPDATE meta SET value = value + 1 WHERE key = 'changes'").run();
  }

  close(): void {
    this.#statements.clear();
    this.db.close();
  }
}
