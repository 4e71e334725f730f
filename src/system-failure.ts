/** Failures of the system and the disk that a person can mend: what they are called, by the system's own codes. */
import type { Obstacle } from '../crawler/catalog/database.js';

/** What a kind of error is called and answered with; the detail is the error's message. */
export interface Entry {
  readonly code: string;
  readonly status: number;
  /** 1 unless said. */
  readonly exit?: 2;
  readonly title: string;
  readonly hint?: string;
  /** Fields of the error that belong into the public body. */
  readonly facts?: readonly string[];
}

/** Failures of the system that a person can mend, by their `code`. */
export const SYSTEM: Readonly<Record<string, Entry>> = {
  ENOSPC: diskFull(),
  EDQUOT: diskFull(),
  EFBIG: diskFull(),
  SQLITE_FULL: diskFull(),
  EACCES: unwritable(),
  EPERM: unwritable(),
  EROFS: unwritable(),
  ENOTDIR: unwritable(),
  EEXIST: unwritable(),
  SQLITE_READONLY: unwritable(),
  SQLITE_CANTOPEN: unwritable(),
  SQLITE_CORRUPT: catalogDamaged(),
  SQLITE_NOTADB: catalogDamaged(),
  SQLITE_BUSY: busy(),
  EIO: diskFailure(),
  SQLITE_IOERR: diskFailure(),
  EADDRINUSE: {
    code: 'port-in-use',
    status: 500,
    title: 'Something else listens on that port',
    hint: 'Stop it, or choose another port with --port.',
  },
  EADDRNOTAVAIL: {
    code: 'no-such-address',
    status: 500,
    title: 'This machine does not have that address',
    hint: 'Choose another with --host.',
  },
  ENOENT: { code: 'no-such-file', status: 404, title: 'There is no such file' },
  EISDIR: { code: 'is-a-folder', status: 400, title: 'A file was expected, this is a folder' },
};

const OBSTACLES: Readonly<Record<Obstacle, Entry>> = {
  full: diskFull(),
  'read-only': unwritable(),
  locked: busy(),
  io: diskFailure(),
};

export function busy(): Entry {
  return {
    code: 'data-folder-busy',
    status: 409,
    title: 'Another process is writing to the data folder',
    hint: 'Wait until it is done or stop it. Asking and searching work meanwhile.',
  };
}

function diskFull(): Entry {
  return {
    code: 'disk-full',
    status: 507,
    title: 'The disk is full',
    hint: 'Free some space and run the same command again: it goes on where it stopped.',
  };
}

function diskFailure(): Entry {
  return {
    code: 'disk-failure',
    status: 500,
    title: 'The disk does not read or write',
    hint: 'Check the disk and the system log.',
  };
}

function unwritable(): Entry {
  return {
    code: 'not-permitted',
    status: 500,
    title: 'The system does not permit that',
    hint: 'Check the owner and the rights of the file or folder, or choose another with --data.',
  };
}

export function catalogDamaged(): Entry {
  return {
    code: 'catalog-damaged',
    status: 503,
    title: 'The catalog is damaged',
    hint: 'Run "wellread index": it makes the catalog again from the archive and keeps the damaged file. Without an archive, move catalog.sqlite away and import the lists again.',
  };
}

/** `CatalogUnwritable` says by its `obstacle` what kept the catalog from being written. */
export function catalogObstacle(error: Error & { obstacle?: unknown }): Entry | undefined {
  if (error.name !== 'CatalogUnwritable') return undefined;
  return OBSTACLES[error.obstacle as Obstacle];
}

/** SQLite's extended codes (`SQLITE_READONLY_DBMOVED`) fold into their primary one. */
export function systemEntry(error: Error): Entry | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code !== 'string') return undefined;
  return own(SYSTEM, code) ?? own(SYSTEM, code.split('_').slice(0, 2).join('_'));
}

/** Not what every object inherits: an error may call itself `constructor`. */
export function own(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
