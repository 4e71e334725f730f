// (I/O: disk) The catalog's SQLite file: how it is opened, read and written, and its failures told apart.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database, type Statement } from 'better-sqlite3';
import { migrate, SCHEMA_VERSION } from './schema.js';
import { ALL, brokenTable, SMALL, teachSeal } from './seal.js';

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
  [/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)/, 'full'],
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
  // Our statements name what the migrations made: where that is not there, the schema's own text has been damaged.
  if (code === 'SQLITE_ERROR' && /^(no such|malformed|table \S+ has)/.test(message))
    return new CatalogDamaged(file, message);
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
    db = readonly ? reader(file) : new Sqlite(file, { timeout: BUSY_TIMEOUT });
    teachSeal(db);
    db.pragma('foreign_keys = ON');
    if (!readonly) {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
    }
    const version = readonly ? (db.pragma('user_version', { simple: true }) as number) : migrate(db);
    if (version > SCHEMA_VERSION) throw new CatalogTooNew(file, version);
    if (readonly && version < SCHEMA_VERSION) return upgraded(db, dataDir);
    db.prepare('SELECT value FROM meta').get();
    const broken = brokenTable(db, SMALL);
    if (broken) throw new CatalogDamaged(file, `a row of ${broken} does not match its checksum`);
    return db;
  } catch (error) {
    db?.close();
    throw asCatalogError(file, error);
  }
}

/**
 * Opens the file for reading. In a folder that takes no files beside it (a read-only disk), SQLite cannot read a file in WAL
 * mode; where no transaction waits in a WAL, the file is whole by itself and is read into memory instead.
 */
function reader(file: string): Database {
  let db: Database | undefined;
  try {
    db = new Sqlite(file, { readonly: true, timeout: BUSY_TIMEOUT });
    db.pragma('schema_version');
    return db;
  } catch (error) {
    db?.close();
    const { code = '' } = error as { code?: string };
    const wal = `${file}-wal`;
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(code) || (existsSync(wal) && statSync(wal).size > 0)) throw error;
    const bytes = readFileSync(file);
    bytes.fill(1, 18, 20); // "written and read without WAL", as the file format calls it
    return new Sqlite(bytes, { readonly: true });
  }
}

/**
 * Goes through the whole file: its structure, its indexes, every row. Throws CatalogDamaged. Cost: about 10 ms a megabyte, so
 * it belongs into a thread of its own.
 */
export function verifyDatabase(db: Database, file: string): void {
  let broken: string | null;
  try {
    const found = db.pragma('integrity_check(1)', { simple: true }) as string;
    const table = found === 'ok' ? brokenTable(db, ALL) : null;
    broken = table ? `a row of ${table} does not match its checksum` : found === 'ok' ? null : found;
  } catch (error) {
    throw asCatalogError(file, error);
  }
  if (broken !== null) throw new CatalogDamaged(file, broken.replace(/\s+/g, ' '));
}

/** Moves a catalog that cannot be used out of the way, with what belongs to it; nothing is deleted. Returns its new path. */
export function setAside(dataDir: string, now: Date): string {
  const file = join(dataDir, 'catalog.sqlite');
  const time = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
  let aside = `${file}.damaged-${time}`;
  for (let count = 2; existsSync(aside); count++) aside = `${file}.damaged-${time}-${count}`;
  // The file first: SQLite drops a WAL that is left beside none.
  for (const part of ['', '-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, aside + part);
  return aside;
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
