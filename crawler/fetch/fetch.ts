/**
 * Fetches one URL: guarded, bounded in time and bytes, redirects followed by hand. (I/O: network)
 *
 * What can go wrong out there is a value (`FetchFailure`), never an exception. The same fetcher serves the crawl,
 * robots.txt, the Wayback Machine, special sources and lists imported by URL, so that one guard watches them all.
 */

import { type Content, contentOf } from './content.js';
import { ChainCookies } from './cookies.js';
import { type Exchange, type HeaderList, headerOf, Wire, withoutHash } from './exchange.js';
import { type FetchFailure, failureOf, oneLine, Stop } from './failure.js';
import type { Guard } from './guard.js';
import { DEFAULT_LIMITS, type FetchLimits } from './limits.js';
import { locationOf, metaRefreshOf, type Redirect, refreshOf } from './redirect.js';

export interface Fetched extends Exchange, Content {
  /** The URL asked for; `finalUrl` is the one that answered. */
  finalUrl: string;
  /** Every URL after the first, in order; empty where nothing redirected. */
  redirects: string[];
  /** The answers on the way, oldest first. */
  hops: Exchange[];
  /** ms spent on the wire, all hops. `body` is decompressed, `rawBody` is not. */
  ms: number;
}

export interface FetchOptions {
  headers?: Record<string, string>;
  /** What the last fetch said of the version at `url`; if it still holds, a `Fetched` with status 304 comes back. */
  validators?: { url: string; etag: string | null; lastModified: string | null };
  signal?: AbortSignal;
  /** Bytes after decompression, instead of the fetcher's own limit. */
  maxBytes?: number;
  /** Cut a body at the limit instead of failing (robots.txt). */
  truncate?: boolean;
  /** Take any type of body; by default what is declared as image, audio, video or archive is not downloaded. */
  anyType?: boolean;
  /** ms for this fetch instead of the fetcher's own limits. */
  headersMs?: number;
  totalMs?: number;
  /** Hops allowed after the first request. */
  maxRedirects?: number;
  /** Asked before each request goes out, first and redirected alike: waits for the host's turn, or says no. */
  admit?: Admit;
}

export type Admit = (url: URL) => Promise<{ release(): void } | FetchFailure>;

export type Fetch = (url: string, options?: FetchOptions) => Promise<Fetched | FetchFailure>;

export interface Fetcher extends Fetch {
  readonly guard: Guard;
  close(): Promise<void>;
}

export interface FetcherOptions {
  guard: Guard;
  userAgent: string;
  limits?: Partial<FetchLimits>;
  /** ms since the epoch. */
  clock?: () => number;
}

const ACCEPT = 'text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5';

/** Builds the fetcher; it throws only what `signal` was aborted with. It keeps at most one connection open to a host; `close` ends them. */
export function createFetcher(options: FetcherOptions): Fetcher {
  const limits: FetchLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const wire = new Wire(options.guard, limits, options.clock ?? Date.now);
  const source: Source = { wire, limits, guard: options.guard, userAgent: options.userAgent };
  const fetcher = async (url: string, fetchOptions: FetchOptions = {}) => {
    try {
      return await followChain(source, url, fetchOptions);
    } catch (error) {
      fetchOptions.signal?.throwIfAborted();
      return failureOf(error);
    }
  };
  return Object.assign(fetcher, { guard: options.guard, close: () => wire.close() });
}

interface Source {
  wire: Wire;
  limits: FetchLimits;
  guard: Guard;
  userAgent: string;
}

/** What one hop brought, before it is known whether it is the last. */
interface Hop extends Content {
  exchange: Exchange;
  ms: number;
}

async function followChain(source: Source, start: string, options: FetchOptions): Promise<Fetched> {
  if (!URL.canParse(start)) throw new Stop('bad-url', `${oneLine(start)} is no URL`, { refused: true });
  const cookies = new ChainCookies();
  const seen = new Set<string>();
  const hops: Exchange[] = [];
  const maxRedirects = options.maxRedirects ?? source.limits.maxRedirects;
  const totalMs = options.totalMs ?? source.limits.totalMs;
  let url = new URL(start);
  url.username = ''; // a password in a list is not ours to send, nor to keep
  url.password = '';
  let ms = 0;
  for (;;) {
    const state = `${withoutHash(url)} ${cookies.header(url)}`;
    if (seen.has(state))
      throw new Stop('redirect-loop', `back at ${oneLine(url.href)} after ${hops.length} hops`);
    seen.add(state);
    const request = requestHeaders(source.userAgent, url, new URL(start), cookies, options);
    const hop = await askOnce(source, url, request, totalMs - ms, options).catch((error) => {
      options.signal?.throwIfAborted();
      throw new Stop('', '', { ...failureOf(error), url: withoutHash(url), hops: hops.length });
    });
    ms += hop.ms;
    const next = nextOf(hop, url);
    if (next === null) return finish(start, hop, hops, ms);
    if ('bad' in next) throw new Stop('bad-redirect', oneLine(next.bad), { httpStatus: hop.exchange.status });
    hops.push(hop.exchange);
    if (hops.length > maxRedirects) {
      throw new Stop('too-many-redirects', `more than ${maxRedirects}, the last to ${oneLine(next.to.href)}`);
    }
    cookies.store(url, hop.exchange.headers);
    url = next.to;
  }
}

function nextOf(hop: Hop, url: URL): Redirect {
  const { status, headers } = hop.exchange;
  const next = locationOf(status, headerOf(headers, 'location'), url);
  if (next !== null || status < 200 || status > 299 || !hop.mime.includes('html')) return next;
  return refreshOf(headerOf(headers, 'refresh') ?? '', url) ?? metaRefreshOf(hop.body, url);
}

function finish(start: string, hop: Hop, hops: Exchange[], ms: number): Fetched {
  const { exchange, body, truncated, mime, charset } = hop;
  const redirects = [...hops.slice(1), ...(hops.length > 0 ? [exchange] : [])].map((each) => each.url);
  return {
    ...exchange,
    url: start,
    finalUrl: exchange.url,
    redirects,
    hops,
    body,
    truncated,
    mime,
    charset,
    ms,
  };
}

/** One request: the guard, the host's turn, the wire. */
async function askOnce(
  source: Source,
  url: URL,
  headers: HeaderList,
  msLeft: number,
  options: FetchOptions,
): Promise<Hop> {
  const refusal = source.guard.refuse(url);
  if (refusal) throw new Stop(refusal.reason, refusal.evidence, { refused: true });
  options.signal?.throwIfAborted();
  const turn = await options.admit?.(url);
  if (turn && 'failed' in turn) throw new Stop(turn.failed, turn.evidence, turn);
  const { limits } = source;
  const truncate = options.truncate ?? false;
  const exchanging = source.wire.exchange(url, headers, {
    headersMs: Math.min(msLeft, options.headersMs ?? limits.headersMs),
    totalMs: msLeft,
    maxBytes: options.maxBytes ?? limits.maxWireBytes,
    truncate,
    anyType: options.anyType ?? false,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const { exchange, truncated, ms } = await exchanging.finally(() => turn?.release());
  const page = exchange.status >= 200 && exchange.status <= 299;
  const content = await contentOf(exchange, options.maxBytes ?? limits.maxBytes, truncate || !page);
  return { exchange, ...content, truncated: truncated || content.truncated, ms };
}

/** The caller's own headers stay with the origin they were meant for; validators with the URL they came from. */
function requestHeaders(
  userAgent: string,
  url: URL,
  start: URL,
  cookies: ChainCookies,
  options: FetchOptions,
): HeaderList {
  const headers = new Map<string, string>([
    ['user-agent', userAgent],
    ['accept', ACCEPT],
    ['accept-language', 'en,*;q=0.5'],
    ['accept-encoding', 'gzip, deflate, br'],
  ]);
  const cookie = cookies.header(url);
  if (cookie !== '') headers.set('cookie', cookie);
  const { validators } = options;
  if (validators && validators.url === withoutHash(url)) {
    if (validators.etag) headers.set('if-none-match', validators.etag);
    if (validators.lastModified) headers.set('if-modified-since', validators.lastModified);
  }
  if (url.origin === start.origin) {
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name.toLowerCase(), value);
  }
  return [...headers];
}
