/** One table for every error a person can do something about: HTTP status, stable code, exit code and a hint. */
import type { Obstacle } from '../crawler/database.js';

/** What an error means to the person in front of it. `exit` is the command line's code: 1 failed, 2 wrong usage. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly exit: 1 | 2;
  readonly title: string;
  readonly detail: string;
  readonly hint: string | null;
  /** Further members of the problem+json body, such as the position of a query error. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A request that the server will not serve, with the words for it; thrown by middleware and routes alike. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly code: RefusalCode;
  readonly extra: Readonly<Record<string, unknown>>;
  constructor(code: RefusalCode, detail: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.code = code;
    this.extra = extra;
  }
}

const REFUSALS = {
  'bad-request': [400, 'The request is not well-formed', null],
  unauthorized: [401, 'The admin token is missing or wrong', 'Send "Authorization: Bearer TOKEN".'],
  forbidden: [403, 'Not allowed', null],
  'not-found': [404, 'There is no such thing here', null],
  'method-not-allowed': [405, 'This address does not take that method', null],
  'too-large': [413, 'The request body is too large', null],
  'unsupported-media-type': [415, 'The request body must be JSON', 'Send "Content-Type: application/json".'],
  'wrong-host': [
    421,
    'The server does not go by that name',
    'Set --allowed-hosts when a proxy stands in front.',
  ],
  'too-many-requests': [429, 'Too many requests', 'Wait as long as Retry-After says.'],
  'shutting-down': [503, 'The server is shutting down', null],
} as const satisfies Record<string, readonly [number, string, string | null]>;

export type RefusalCode = keyof typeof REFUSALS;

/** What a kind of error is called and answered with; the detail is the error's message. */
interface Entry {
  readonly code: string;
  readonly status: number;
  /** 1 unless said. */
  readonly exit?: 2;
  readonly title: string;
  readonly hint?: string;
  /** Fields of the error that belong into the public body. */
  readonly facts?: readonly string[];
}

/** By the error class's name, so that nothing heavy is loaded to describe an error that never happened. */
const CLASSES: Readonly<Record<string, Entry>> = {
  BadSetting: {
    code: 'bad-setting',
    status: 500,
    exit: 2,
    title: 'A setting has a value it does not take',
    hint: '"wellread settings" lists all settings with their ranges.',
  },
  BadUsage: { code: 'bad-usage', status: 400, exit: 2, title: 'The command is not used that way' },
  BadList: {
    code: 'bad-list',
    status: 422,
    title: 'This is not a reading list',
    hint: 'A list is Markdown, HTML or text that holds links. Nothing was imported from it.',
    facts: ['file', 'line', 'cause'],
  },
  CatalogMissing: {
    code: 'no-lists',
    status: 409,
    title: 'There is no reading list in the data folder',
    hint: 'Import one with "wellread import FILE", or name the right folder with --data.',
  },
  CatalogDamaged: catalogDamaged(),
  CatalogTooNew: {
    code: 'data-too-new',
    status: 503,
    title: 'The data folder belongs to a newer version',
    hint: 'Update wellread, or use another folder with --data.',
  },
  SourceUnreadable: {
    code: 'source-unreadable',
    status: 422,
    title: 'The list could not be read',
    facts: ['source', 'reason'],
  },
  BadArchive: {
    code: 'bad-archive',
    status: 422,
    title: 'The archive cannot be read',
    facts: ['file'],
  },
  QueryError: {
    code: 'bad-query',
    status: 400,
    exit: 2,
    title: 'The query cannot be read',
    facts: ['position', 'length'],
  },
  IndexMissing: {
    code: 'index-missing',
    status: 503,
    title: 'There is no index yet',
    hint: 'Import a list with "wellread import FILE", then run "wellread index".',
  },
  IndexDamaged: {
    code: 'index-damaged',
    status: 503,
    title: 'The index on disk is damaged',
    hint: 'Run "wellread index": it is rebuilt from the catalog, nothing is fetched again.',
    facts: ['file'],
  },
  IndexMismatch: {
    code: 'index-mismatch',
    status: 503,
    title: 'The index was made by another version or model',
    hint: 'Run "wellread index": it is rebuilt from the catalog, nothing is fetched again.',
  },
  EmbedderMissing: {
    code: 'embedder-missing',
    status: 503,
    title: 'The embedding model is not on this machine',
    hint: 'Put its weights below --models, or use "--embedder builtin".',
  },
  DataFolderBusy: busy(),
  NothingToCrawl: {
    code: 'nothing-to-crawl',
    status: 404,
    title: 'There is nothing of that name to crawl',
    hint: '"wellread status" names the lists, "wellread links" the links.',
    facts: ['only'],
  },
  PublishRefused: {
    code: 'publish-refused',
    status: 409,
    title: 'The new index is worse than the live one, which stays',
    hint: '"wellread index --force" publishes it all the same.',
    facts: ['reasons'],
  },
  BadGolden: {
    code: 'bad-golden',
    status: 409,
    title: 'The golden queries cannot be read',
    hint: 'One JSON object a line: {"query": "...", "urls": ["..."]}.',
    facts: ['file', 'line'],
  },
  NothingToRollBack: {
    code: 'nothing-to-roll-back',
    status: 409,
    title: 'There is no earlier index to go back to',
  },
  BadJudgedSet: {
    code: 'bad-judged-set',
    status: 400,
    title: 'The folder is not a judged set',
    hint: 'It needs corpus.jsonl (or .gz), queries.jsonl and qrels/test.tsv.',
    facts: ['file', 'line'],
  },
  TableDamaged: {
    code: 'installation-damaged',
    status: 500,
    title: 'A file of this installation is damaged',
    hint: 'Install wellread anew.',
    facts: ['file'],
  },
  NoSuchArticle: {
    code: 'no-such-article',
    status: 404,
    title: 'There is no stored text for that link',
    hint: '"wellread links" says what became of every link.',
  },
};

/** Failures of the system that a person can mend, by their `code`. */
const SYSTEM: Readonly<Record<string, Entry>> = {
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

function busy(): Entry {
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

function catalogDamaged(): Entry {
  return {
    code: 'catalog-damaged',
    status: 503,
    title: 'The catalog is damaged',
    hint: 'Run "wellread index": it makes the catalog again from the archive and keeps the damaged file. Without an archive, move catalog.sqlite away and import the lists again.',
  };
}

/** What can be said about an error, or null when it is a bug of ours: then nothing of it may be shown but that it happened. */
export function problemOf(error: unknown): Problem | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof RequestRefused) {
    const [status, title, hint] = REFUSALS[error.code];
    return { code: error.code, status, exit: 1, title, detail: error.message, hint, extra: error.extra };
  }
  const entry = own(CLASSES, error.name) ?? catalogObstacle(error) ?? systemEntry(error);
  if (entry === undefined) return null;
  const facts = (entry.facts ?? []).map((fact) => [
    fact,
    (error as unknown as Record<string, unknown>)[fact],
  ]);
  return {
    code: entry.code,
    status: entry.status,
    exit: entry.exit ?? 1,
    title: entry.title,
    detail: error.message,
    hint: entry.hint ?? null,
    extra: Object.fromEntries(facts.filter(([, value]) => value !== undefined)),
  };
}

/** `CatalogUnwritable` says by its `obstacle` what kept the catalog from being written. */
function catalogObstacle(error: Error & { obstacle?: unknown }): Entry | undefined {
  if (error.name !== 'CatalogUnwritable') return undefined;
  return OBSTACLES[error.obstacle as Obstacle];
}

/** SQLite's extended codes (`SQLITE_READONLY_DBMOVED`) fold into their primary one. */
function systemEntry(error: Error): Entry | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code !== 'string') return undefined;
  return own(SYSTEM, code) ?? own(SYSTEM, code.split('_').slice(0, 2).join('_'));
}

/** Not what every object inherits: an error may call itself `constructor`. */
function own(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Every code that can stand in a problem+json body, for the API's documentation. */
export function problemCodes(): string[] {
  const codes = [...Object.values(CLASSES), ...Object.values(SYSTEM)].map((entry) => entry.code);
  return [...new Set([...Object.keys(REFUSALS), ...codes, 'internal'])].sort();
}
