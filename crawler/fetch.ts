/**
 * Fetches one URL: guarded, bounded in time and bytes, redirects followed by hand. (I/O: network)
 *
 * What can go wrong out there is a value (`FetchFailure`), never an exception. The same fetcher serves the crawl,
 * robots.txt, the Wayback Machine, special sources and lists imported by URL, so that one guard watches them all.
 */
import { ChainCookies } from './cookies.js';
import { charsetOf } from './decode.js';
import { decompress, isGzip } from './decompress.js';
import { type Exchange, type HeaderList, headerOf, Wire, withoutHash } from './exchange.js';
import { type FetchFailure, failureOf, Stop } from './failure.js';
import type { Guard } from './guard.js';
import { DEFAULT_LIMITS, type FetchLimits } from './limits.js';
import { essenceOf, mayBeText, mimeOf } from './mime.js';
import { locationOf, metaRefreshOf, type Redirect } from './redirect.js';

export interface Fetched extends Exchange {
  /** The URL asked for; `finalUrl` is the one that answered. */
  finalUrl: string;
  /** Every URL after the first, in order; empty where nothing redirected. */
  redirects: string[];
  /** The answers on the way, oldest first. */
  hops: Exchange[];
  /** The body decompressed. */
  body: Uint8Array;
  /** True where `truncate` was asked for and the body was longer than the limit. */
  truncated: boolean;
  /** The type the body really has, '' for an empty one without a label. */
  mime: string;
  /** The encoding of a text, a label `TextDecoder` knows; null for what is not text. */
  charset: string | null;
  /** ms spent on the wire, all hops. */
  ms: number;
}

export interface FetchOptions {
  headers?: Record<string, string>;
  /** Validators of the last fetch; a 304 comes back as a `Fetched` with status 304 and no body. */
  etag?: string | null;
  lastModified?: string | null;
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

export interface Fetcher {
  (url: string, options?: FetchOptions): Promise<Fetched | FetchFailure>;
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

/** Builds the fetcher. It keeps at most one connection open to a host; `close` ends them. */
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
  return Object.assign(fetcher, { close: () => wire.close() });
}

interface Source {
  wire: Wire;
  limits: FetchLimits;
  guard: Guard;
  userAgent: string;
}

/** What one hop brought, before it is known whether it is the last. */
interface Hop {
  exchange: Exchange;
  body: Buffer;
  truncated: boolean;
  mime: string;
  ms: number;
}

async function followChain(source: Source, start: string, options: FetchOptions): Promise<Fetched> {
  if (!URL.canParse(start)) throw new Stop('bad-url', `${start.slice(0, 200)} is no URL`, { refused: true });
  const cookies = new ChainCookies();
  const seen = new Set<string>();
  const hops: Exchange[] = [];
  const maxRedirects = options.maxRedirects ?? source.limits.maxRedirects;
  let url = new URL(start);
  let msLeft = options.totalMs ?? source.limits.totalMs;
  for (;;) {
    const state = `${withoutHash(url)} ${cookies.header(url)}`;
    if (seen.has(state))
      throw new Stop('redirect-loop', `back at ${url.href.slice(0, 200)} after ${hops.length} redirects`);
    seen.add(state);
    const hop = await askOnce(source, url, cookies, msLeft, options, hops.length === 0);
    msLeft -= hop.ms;
    const next = nextOf(hop, url);
    if (next === null) return finish(start, hop, hops, source.limits.totalMs - msLeft);
    if ('bad' in next) throw new Stop('bad-redirect', next.bad, { httpStatus: hop.exchange.status });
    hops.push(hop.exchange);
    if (hops.length > maxRedirects) {
      throw new Stop(
        'too-many-redirects',
        `more than ${maxRedirects} redirects, last to ${next.to.href.slice(0, 200)}`,
      );
    }
    cookies.store(url, hop.exchange.headers);
    url = next.to;
  }
}

function nextOf(hop: Hop, url: URL): Redirect {
  const { status, headers } = hop.exchange;
  const next = locationOf(status, headerOf(headers, 'location'), url);
  if (next !== null || status < 200 || status > 299 || !hop.mime.includes('html')) return next;
  return metaRefreshOf(hop.body, url);
}

function finish(start: string, hop: Hop, hops: Exchange[], ms: number): Fetched {
  const { exchange, body, mime } = hop;
  const text = mime === '' || mayBeText(mime);
  return {
    ...exchange,
    url: start,
    finalUrl: exchange.url,
    redirects: [...hops.slice(1).map((each) => each.url), ...(hops.length > 0 ? [exchange.url] : [])],
    hops,
    body,
    truncated: hop.truncated,
    mime,
    charset: text && body.length > 0 ? charsetOf(body, headerOf(exchange.headers, 'content-type')) : null,
    ms,
  };
}

/** One request: the guard, the host's turn, the wire. */
async function askOnce(
  source: Source,
  url: URL,
  cookies: ChainCookies,
  msLeft: number,
  options: FetchOptions,
  first: boolean,
): Promise<Hop> {
  const refusal = source.guard.refuse(url);
  if (refusal) throw new Stop(refusal.reason, refusal.evidence, { refused: true });
  options.signal?.throwIfAborted();
  const turn = await options.admit?.(url);
  if (turn && 'failed' in turn) throw new Stop(turn.failed, turn.evidence, turn);
  try {
    const headers = requestHeaders(source.userAgent, url, cookies, options, first);
    const { exchange, ms } = await source.wire.exchange(url, headers, {
      headersMs: Math.min(msLeft, options.headersMs ?? source.limits.headersMs),
      totalMs: msLeft,
      maxBytes: Math.max(options.maxBytes ?? 0, source.limits.maxWireBytes),
      truncate: options.truncate ?? false,
      anyType: options.anyType ?? false,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const plain = await unpack(
      exchange,
      options.maxBytes ?? source.limits.maxBytes,
      options.truncate ?? false,
    );
    const declared = essenceOf(headerOf(exchange.headers, 'content-type'));
    return { exchange, ...plain, mime: await mimeOf(plain.body, declared), ms };
  } finally {
    turn?.release();
  }
}

function requestHeaders(
  userAgent: string,
  url: URL,
  cookies: ChainCookies,
  options: FetchOptions,
  first: boolean,
): HeaderList {
  const headers: HeaderList = [
    ['user-agent', userAgent],
    ['accept', ACCEPT],
    ['accept-language', 'en,*;q=0.5'],
    ['accept-encoding', 'gzip, deflate, br'],
  ];
  const cookie = cookies.header(url);
  if (cookie !== '') headers.push(['cookie', cookie]);
  if (first && options.etag) headers.push(['if-none-match', options.etag]);
  if (first && options.lastModified) headers.push(['if-modified-since', options.lastModified]);
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    const lower = name.toLowerCase();
    const at = headers.findIndex((each) => each[0] === lower);
    if (at >= 0) headers.splice(at, 1);
    headers.push([lower, value]);
  }
  return headers;
}

/** Decompresses; a page too large after that is a failure, other statuses' bodies are only cut. */
async function unpack(
  exchange: Exchange,
  maxBytes: number,
  truncate: boolean,
): Promise<{ body: Buffer; truncated: boolean }> {
  const raw = Buffer.from(exchange.rawBody.buffer, exchange.rawBody.byteOffset, exchange.rawBody.byteLength);
  const declared = essenceOf(headerOf(exchange.headers, 'content-type'));
  let encoding = headerOf(exchange.headers, 'content-encoding') ?? '';
  if (encoding === '' && isGzip(raw) && declared.startsWith('text/')) encoding = 'gzip';
  const result = await decompress(raw, encoding, maxBytes);
  const wanted = exchange.status >= 200 && exchange.status <= 299 && !truncate;
  if ('broken' in result) {
    if (!wanted) return { body: Buffer.alloc(0), truncated: true };
    throw new Stop('decode', `${encoding}: ${result.broken}`, { httpStatus: exchange.status });
  }
  if (result.truncated && wanted) {
    const evidence = `${raw.length} bytes (${encoding || 'plain'}) unpack to more than ${maxBytes}`;
    throw new Stop('too-large', evidence, { httpStatus: exchange.status });
  }
  return result;
}
