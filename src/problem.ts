/** One table for every error a person can do something about: HTTP status, stable code, exit code and a hint. */
import {
  busy,
  catalogDamaged,
  catalogObstacle,
  type Entry,
  own,
  SYSTEM,
  systemEntry,
} from './system-failure.js';

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
  BuilderEnded: {
    code: 'build-ended',
    status: 500,
    title: 'The index was not built to its end',
    hint: 'The system may have ended the build for lack of memory. An index that was there before stays in use.',
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

/** Every code that can stand in a problem+json body, for the API's documentation. */
export function problemCodes(): string[] {
  const codes = [...Object.values(CLASSES), ...Object.values(SYSTEM)].map((entry) => entry.code);
  return [...new Set([...Object.keys(REFUSALS), ...codes, 'internal'])].sort();
}
