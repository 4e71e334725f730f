/** Every setting, declared once: flag, environment name, default, range and what it is for. Help, README and parsing follow it. */

/** The verbs of the command line that a setting can belong to. */
export type Verb =
  | 'serve'
  | 'import'
  | 'crawl'
  | 'index'
  | 'ask'
  | 'search'
  | 'extract'
  | 'links'
  | 'status'
  | 'eval'
  | 'mcp';

/** One setting. `parse` turns the words a person typed into the value, or throws a `RangeError` saying what was expected. */
export interface Setting<T> {
  /** `--port <number>`, or null for what must not stand on a command line (secrets show up in `ps`). */
  readonly flag: string | null;
  /** The environment variable's name. */
  readonly env: string;
  readonly default: T;
  /** What may be given, in words: `0-65535`, `a URL`, `yes or no`. */
  readonly range: string;
  /** One line, no full stop: what it is for. */
  readonly doc: string;
  readonly verbs: readonly Verb[];
  readonly secret: boolean;
  readonly parse: (raw: string) => T;
}

type Declared<T> = Pick<Setting<T>, 'flag' | 'env' | 'default' | 'doc' | 'verbs'>;

function setting<T>(declared: Declared<T>, range: string, parse: (raw: string) => T): Setting<T> {
  return Object.freeze({ ...declared, range, parse, secret: false });
}

function expected(what: string): never {
  throw new RangeError(what);
}

function text(declared: Declared<string>, range = 'text'): Setting<string> {
  const mayBeEmpty = declared.default === '';
  return setting(declared, range, (raw) => (raw.trim() !== '' || mayBeEmpty ? raw : expected(range)));
}

function secret(declared: Omit<Declared<string>, 'flag'>): Setting<string> {
  const minimum = 8; // characters; shorter ones are guessed within the rate limit's patience
  return {
    ...setting({ ...declared, flag: null }, `${minimum} characters or more`, (raw) =>
      raw.length >= minimum ? raw : expected(`${minimum} characters or more`),
    ),
    secret: true,
  };
}

function integer(declared: Declared<number>, min: number, max: number, unit = ''): Setting<number> {
  const range = `${min}-${max}${unit && ` ${unit}`}`;
  return setting(declared, range, (raw) => {
    const value = /^\d+$/.test(raw.trim()) ? Number(raw) : Number.NaN;
    return value >= min && value <= max ? value : expected(`a whole number, ${range}`);
  });
}

const YES = /^(1|true|yes|on)$/i;
const NO = /^(0|false|no|off)$/i;

function toggle(declared: Omit<Declared<boolean>, 'default'>): Setting<boolean> {
  return setting({ ...declared, default: false }, 'yes or no', (raw) =>
    YES.test(raw) ? true : NO.test(raw) ? false : expected('yes or no'),
  );
}

function choice<const C extends string>(declared: Declared<C>, choices: readonly C[]): Setting<C> {
  const range = choices.join(', ');
  return setting(declared, range, (raw) => choices.find((one) => one === raw) ?? expected(`one of ${range}`));
}

function webAddress(declared: Declared<string>): Setting<string> {
  return setting(declared, 'an http(s) URL', (raw) => {
    if (!URL.canParse(raw) || !/^https?:$/.test(new URL(raw).protocol)) expected('an http(s) URL');
    return raw.replace(/\/+$/, '');
  });
}

function names(declared: Declared<readonly string[]>, range: string): Setting<readonly string[]> {
  return setting(declared, range, (raw) =>
    raw
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
}

const READS = ['serve', 'index', 'ask', 'search', 'mcp'] as const;
const FETCHES = ['serve', 'crawl', 'import'] as const;
const EVERY = [...READS, 'import', 'crawl', 'extract', 'links', 'status', 'eval'] as const;

/** The settings by the room that receives them: each verb is handed frozen slices of these and nothing else. */
export const settings = {
  library: {
    data: text(
      {
        flag: '--data <dir>',
        env: 'WELLREAD_DATA',
        default: './data',
        verbs: EVERY,
        doc: 'folder that holds the catalog, the archive and the index',
      },
      'a folder',
    ),
    offline: toggle({
      flag: '--offline',
      env: 'WELLREAD_OFFLINE',
      verbs: ['serve', 'index', 'ask', 'search', 'mcp', 'eval', 'import'],
      doc: 'make no network call at all: no background crawl, no model download',
    }),
    embedder: text(
      {
        flag: '--embedder <name>',
        env: 'WELLREAD_EMBEDDER',
        default: 'auto',
        verbs: [...READS, 'eval'],
        doc: 'what turns text into vectors: the shipped model, or a transformer that transformers.js can run',
      },
      'auto, builtin, a model name or a folder',
    ),
    models: text(
      {
        flag: '--models <dir>',
        env: 'WELLREAD_MODELS',
        default: './models',
        verbs: [...READS, 'eval'],
        doc: 'folder where the weights of transformers lie',
      },
      'a folder',
    ),
  },
  server: {
    port: integer(
      {
        flag: '--port <number>',
        env: 'WELLREAD_PORT',
        default: 8787,
        verbs: ['serve'],
        doc: 'port to listen on; 0 takes a free one',
      },
      0,
      65535,
    ),
    host: text(
      {
        flag: '--host <address>',
        env: 'WELLREAD_HOST',
        default: '127.0.0.1',
        verbs: ['serve'],
        doc: 'address to listen on; off loopback, writing endpoints need the admin token',
      },
      'an address or host name',
    ),
    adminToken: secret({
      env: 'WELLREAD_ADMIN_TOKEN',
      default: '',
      verbs: ['serve'],
      doc: 'bearer token for the writing endpoints; without it they are closed off loopback',
    }),
    allowedHosts: names(
      {
        flag: '--allowed-hosts <names>',
        env: 'WELLREAD_ALLOWED_HOSTS',
        default: [],
        verbs: ['serve'],
        doc: 'further names the server may be addressed by, for a reverse proxy in front of loopback',
      },
      'host names, comma-separated',
    ),
    corsOrigins: names(
      {
        flag: '--cors-origins <origins>',
        env: 'WELLREAD_CORS_ORIGINS',
        default: [],
        verbs: ['serve'],
        doc: 'origins whose pages may call the API; none by default',
      },
      'origins, comma-separated, or *',
    ),
    trustProxy: toggle({
      flag: '--trust-proxy',
      env: 'WELLREAD_TRUST_PROXY',
      verbs: ['serve'],
      doc: "take the client's address from the last X-Forwarded-For entry",
    }),
    rateLimit: integer(
      {
        flag: '--rate-limit <number>',
        env: 'WELLREAD_RATE_LIMIT',
        default: 300,
        verbs: ['serve'],
        doc: 'requests a minute one address may make; 0 lifts the limit, loopback has none',
      },
      0,
      1_000_000,
      'a minute',
    ),
    bodyLimit: integer(
      {
        flag: '--body-limit <bytes>',
        env: 'WELLREAD_BODY_LIMIT',
        default: 65_536,
        verbs: ['serve'],
        doc: 'largest request body',
      },
      1024,
      16_777_216,
      'bytes',
    ),
    shutdownSeconds: integer(
      {
        flag: '--shutdown-seconds <number>',
        env: 'WELLREAD_SHUTDOWN_SECONDS',
        default: 10,
        verbs: ['serve'],
        doc: 'how long requests in flight may take to finish after Ctrl-C',
      },
      0,
      600,
      's',
    ),
  },
  crawl: {
    concurrency: integer(
      {
        flag: '--concurrency <number>',
        env: 'WELLREAD_CONCURRENCY',
        default: 16,
        verbs: ['serve', 'crawl'],
        doc: 'hosts fetched from at the same time',
      },
      1,
      256,
    ),
    hostDelay: integer(
      {
        flag: '--host-delay <ms>',
        env: 'WELLREAD_HOST_DELAY',
        default: 1000,
        verbs: ['serve', 'crawl'],
        doc: 'pause between two requests to one host',
      },
      0,
      600_000,
      'ms',
    ),
    recrawlDays: integer(
      {
        flag: '--recrawl-days <number>',
        env: 'WELLREAD_RECRAWL_DAYS',
        default: 30,
        verbs: ['serve', 'crawl'],
        doc: 'age at which a fetched article is due again; 0 never',
      },
      0,
      3650,
      'days',
    ),
    allowPrivate: toggle({
      flag: '--allow-private',
      env: 'WELLREAD_ALLOW_PRIVATE',
      verbs: FETCHES,
      doc: 'fetch from loopback and private addresses and unusual ports too (intranets)',
    }),
    contact: text(
      {
        flag: '--contact <url>',
        env: 'WELLREAD_CONTACT',
        default: '',
        verbs: FETCHES,
        doc: 'URL or address put into the User-Agent, so that a site can reach you',
      },
      'a URL or mail address',
    ),
    recoverWalled: toggle({
      flag: '--recover-walled',
      env: 'WELLREAD_RECOVER_WALLED',
      verbs: ['serve', 'crawl'],
      doc: 'look for an archived copy of walled pages as well, not of dead ones only',
    }),
    wayback: webAddress({
      flag: '--wayback <url>',
      env: 'WELLREAD_WAYBACK',
      default: 'https://web.archive.org',
      verbs: ['serve', 'crawl'],
      doc: 'base of the web archive that dead links are looked up in',
    }),
  },
  answer: {
    llmUrl: setting(
      {
        flag: '--llm-url <url>',
        env: 'WELLREAD_LLM_URL',
        default: '',
        verbs: ['serve', 'ask', 'mcp'],
        doc: 'base URL of an OpenAI-compatible endpoint; with a model name it turns on mode "llm"',
      },
      'an http(s) URL',
      (raw) =>
        URL.canParse(raw) && /^https?:$/.test(new URL(raw).protocol) ? raw : expected('an http(s) URL'),
    ),
    llmModel: text(
      {
        flag: '--llm-model <name>',
        env: 'WELLREAD_LLM_MODEL',
        default: '',
        verbs: ['serve', 'ask', 'mcp'],
        doc: 'model to ask for there',
      },
      'a model name',
    ),
    llmKey: secret({
      env: 'WELLREAD_LLM_KEY',
      default: '',
      verbs: ['serve', 'ask', 'mcp'],
      doc: 'API key for that endpoint, where it wants one',
    }),
    llmTimeout: integer(
      {
        flag: '--llm-timeout <seconds>',
        env: 'WELLREAD_LLM_TIMEOUT',
        default: 60,
        verbs: ['serve', 'ask', 'mcp'],
        doc: 'how long the model may take before the extractive answer stands in',
      },
      1,
      600,
      's',
    ),
  },
  log: {
    level: choice(
      {
        flag: '--log-level <level>',
        env: 'WELLREAD_LOG_LEVEL',
        default: 'auto',
        verbs: ['serve'],
        doc: 'how much is logged (JSON lines on stderr); auto is warn on a terminal, info otherwise',
      },
      ['auto', 'debug', 'info', 'warn', 'error', 'silent'],
    ),
    questions: toggle({
      flag: '--log-questions',
      env: 'WELLREAD_LOG_QUESTIONS',
      verbs: ['serve'],
      doc: 'write the text of questions into the log; by default it is never logged',
    }),
  },
} as const;

export type Group = keyof typeof settings;

/** The values of all settings, by room. */
export type Config = {
  readonly [G in Group]: {
    readonly [N in keyof (typeof settings)[G]]: (typeof settings)[G][N] extends Setting<infer T> ? T : never;
  };
};

/** A setting with its place: `server.port`. */
export interface NamedSetting {
  readonly group: Group;
  readonly name: string;
  readonly setting: Setting<unknown>;
}

/** All settings in the order they are declared in. */
export function allSettings(): NamedSetting[] {
  return Object.entries(settings).flatMap(([group, members]) =>
    Object.entries(members).map(([name, one]) => ({
      group: group as Group,
      name,
      setting: one as Setting<unknown>,
    })),
  );
}

/** The default as a person would type it: `8787`, `no`, `none`. */
export function defaultInWords({ default: value }: Setting<unknown>): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.join(',') || 'none';
  return String(value) || 'none';
}

/** The settings as a Markdown table: what the README shows (`wellread settings --markdown`). */
export function settingsTable(): string {
  const rows = allSettings().map(({ setting: one }) =>
    [
      one.flag ? `\`${one.flag}\`` : '',
      `\`${one.env}\``,
      `\`${defaultInWords(one)}\``,
      one.range,
      `${one.doc} (${one.verbs.length === EVERY.length ? 'every verb' : one.verbs.map((verb) => `\`${verb}\``).join(' ')})`,
    ]
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | '),
  );
  return [
    '| flag | environment | default | range | what it is for |',
    '|---|---|---|---|---|',
    ...rows.map((r) => `| ${r} |`),
  ].join('\n');
}
