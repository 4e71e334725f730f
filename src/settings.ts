/** Every setting, declared once: flag, default, range and what it is for. Help, README and parsing follow it. */
import {
  addresses,
  choice,
  integer,
  names,
  type Setting,
  secret,
  text,
  toggle,
  webAddress,
} from './setting.js';

const READS = ['serve', 'index', 'ask', 'search', 'mcp'] as const;
const FETCHES = ['serve', 'crawl', 'import', 'extract'] as const;
const EVERY = [...READS, 'import', 'crawl', 'extract', 'links', 'status', 'eval'] as const;

/** The services with a door of their own; `DOOR_BASES` of the crawler holds their usual addresses. */
const SERVICES = 'githubRaw hackerNews hackerNewsItems arxiv youtube vimeo medium wikipedia'.split(' ');

/** The settings by the room that receives them: each verb is handed frozen slices of these and nothing else. */
export const settings = {
  library: {
    data: text(
      {
        flag: '--data <dir>',
        default: './data',
        verbs: EVERY,
        doc: 'folder that holds the catalog, the archive and the index',
      },
      'a folder',
    ),
    offline: toggle({
      flag: '--offline',
      verbs: ['serve', 'index', 'ask', 'search', 'mcp', 'eval', 'import'],
      doc: 'make no network call at all: no background crawl, no model download',
    }),
    embedder: text(
      {
        flag: '--embedder <name>',
        default: 'auto',
        verbs: [...READS, 'eval'],
        doc: 'what turns text into vectors: the shipped model, or a transformer that transformers.js can run',
      },
      'auto, builtin, a model name or a folder',
    ),
    models: text(
      {
        flag: '--models <dir>',
        default: '',
        verbs: [...READS, 'eval'],
        doc: 'folder where the weights of transformers lie; by default models/ in the data folder',
      },
      'a folder',
    ),
  },
  server: {
    port: integer(
      {
        flag: '--port <number>',
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
        default: [],
        verbs: ['serve'],
        doc: 'further names the server may be addressed by, for a reverse proxy in front of loopback',
      },
      'host names, comma-separated',
    ),
    corsOrigins: names(
      {
        flag: '--cors-origins <origins>',
        default: [],
        verbs: ['serve'],
        doc: 'origins whose pages may call the API; none by default',
      },
      'origins, comma-separated, or *',
    ),
    trustProxy: toggle({
      flag: '--trust-proxy',
      verbs: ['serve'],
      doc: "take the client's address from the last X-Forwarded-For entry",
    }),
    rateLimit: integer(
      {
        flag: '--rate-limit <number>',
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
      verbs: FETCHES,
      doc: 'fetch from loopback and private addresses and unusual ports too (intranets)',
    }),
    contact: text(
      {
        flag: '--contact <url>',
        default: '',
        verbs: FETCHES,
        doc: 'URL or address put into the User-Agent, so that a site can reach you',
      },
      'a URL or mail address',
    ),
    recover: choice(
      {
        flag: '--recover <which>',
        default: 'dead',
        verbs: ['serve', 'crawl'],
        doc: 'links for which an archived copy is looked for',
      },
      ['none', 'dead', 'walled'],
    ),
    wayback: webAddress({
      flag: '--wayback <url>',
      default: 'https://web.archive.org',
      verbs: ['serve', 'crawl'],
      doc: 'base of the web archive that copies come from',
    }),
    waybackDelay: integer(
      {
        flag: '--wayback-delay <ms>',
        default: 1000,
        verbs: ['serve', 'crawl'],
        doc: 'pause between two requests to it',
      },
      0,
      600_000,
      'ms',
    ),
    doors: addresses(
      {
        flag: '--doors <name=url,...>',
        default: {},
        verbs: ['serve', 'crawl'],
        doc: 'other bases of the services that have a better way in than their pages',
      },
      SERVICES,
    ),
  },
  answer: {
    llmUrl: webAddress({
      flag: '--llm-url <url>',
      default: '',
      verbs: ['serve', 'ask', 'mcp'],
      doc: 'base URL of an OpenAI-compatible endpoint; with a model name it turns on mode "llm"',
    }),
    llmModel: text(
      {
        flag: '--llm-model <name>',
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
        default: 'auto',
        verbs: ['serve'],
        doc: 'how much is logged (JSON lines on stderr); auto is warn on a terminal, info otherwise',
      },
      ['auto', 'debug', 'info', 'warn', 'error', 'silent'],
    ),
    questions: toggle({
      flag: '--log-questions',
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
