/**
 * Sends one request and takes in its answer, within limits of time and bytes. (I/O: network)
 *
 * undici's own timeouts are not enough: its body timeout starts anew with every byte, so that a drip never ends. Every
 * phase has its own deadline here, and a total that nothing refreshes.
 */
import { Agent, buildConnector, request } from 'undici';
import { failureOf, oneLine, Stop } from './failure.js';
import { AddressRefused, type Guard } from './guard.js';
import type { FetchLimits } from './limits.js';
import { essenceOf, mayBeText, mimeOf } from './mime.js';

export type HeaderList = [name: string, value: string][];

/** One request and its answer, as they went over the wire; what the archive keeps. */
export interface Exchange {
  url: string;
  /** When the request was sent, ISO 8601. */
  date: string;
  requestHeaders: HeaderList;
  status: number;
  statusText: string;
  headers: HeaderList;
  /** The body as sent, still compressed; cut short for answers that are no page (redirects, errors). */
  rawBody: Uint8Array;
  /** The peer's address. */
  address: string | null;
}

export interface ExchangeOptions {
  headersMs: number;
  totalMs: number;
  maxBytes: number;
  truncate: boolean;
  anyType: boolean;
  signal?: AbortSignal;
}

/** Bytes kept of a redirect's body, and of an error page's: enough to see what it says. */
const REDIRECT_BODY = 64 * 1024;
const ERROR_BODY = 1024 * 1024;
/** Bytes after which a type can be told from the content. */
const SNIFFABLE = 1024;

/** The value of a header, its repetitions joined by commas; undefined where absent. */
export function headerOf(headers: Iterable<readonly [string, string]>, name: string): string | undefined {
  let value: string | undefined;
  for (const [each, text] of headers) {
    if (each.toLowerCase() === name) value = value === undefined ? text : `${value}, ${text}`;
  }
  return value;
}

/** Connections to every host, one each, opened only where the guard allows. */
export class Wire {
  readonly #agent: Agent;
  readonly #limits: FetchLimits;
  readonly #clock: () => number;
  readonly #addresses = new Map<string, string>();

  constructor(guard: Guard, limits: FetchLimits, clock: () => number) {
    this.#limits = limits;
    this.#clock = clock;
    const connect = buildConnector({
      timeout: limits.connectMs,
      lookup: guard.lookup,
      autoSelectFamily: true,
    });
    this.#agent = new Agent({
      connections: 1,
      pipelining: 1,
      maxHeaderSize: limits.maxHeaderBytes,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (target, callback) => {
        connect(target, (error, socket) => {
          if (error) return callback(error, null);
          // The last word: the peer this socket really has, before a byte is sent.
          const address = socket.remoteAddress ?? '';
          const refusal = guard.refuseAddress(address);
          if (refusal) {
            socket.destroy();
            return callback(new AddressRefused(refusal), null);
          }
          this.#addresses.set(target.host ?? target.hostname, address);
          return callback(null, socket);
        });
      },
    });
  }

  /** @throws Stop, or what undici and the socket throw; `failureOf` names them. */
  async exchange(
    url: URL,
    headers: HeaderList,
    options: ExchangeOptions,
  ): Promise<{ exchange: Exchange; truncated: boolean; ms: number }> {
    const startedAt = this.#clock();
    const cut = new AbortController();
    const stopByCaller = () => cut.abort(options.signal?.reason);
    options.signal?.addEventListener('abort', stopByCaller, { once: true });
    const total = deadline(cut, options.totalMs, 'not done');
    const waiting = deadline(cut, options.headersMs, 'no answer');
    let status: number | null = null;
    try {
      const answer = await request(url, {
        dispatcher: this.#agent,
        method: 'GET',
        headers: headers.flat(),
        responseHeaders: 'raw',
        signal: cut.signal,
      });
      clearTimeout(waiting);
      status = answer.statusCode;
      const exchange: Exchange = {
        url: withoutHash(url),
        date: new Date(startedAt).toISOString(),
        requestHeaders: [['host', url.host], ...headers],
        status: answer.statusCode,
        statusText: answer.statusText ?? '',
        headers: pairs(answer.headers as unknown as string[]),
        rawBody: new Uint8Array(),
        address: this.#addresses.get(url.host) ?? null,
      };
      try {
        const allowance = allowanceOf(exchange, options);
        const { body, truncated } = await this.#read(answer.body, status, allowance, cut);
        exchange.rawBody = body;
        return { exchange, truncated, ms: this.#clock() - startedAt };
      } finally {
        answer.body.on('error', () => {}).destroy(); // a body left unread would block the host's only connection
      }
    } catch (error) {
      const cause = cut.signal.aborted ? cut.signal.reason : error;
      if (status === null || options.signal?.aborted) throw cause;
      throw new Stop('', '', { ...failureOf(cause), httpStatus: status });
    } finally {
      clearTimeout(waiting);
      clearTimeout(total);
      options.signal?.removeEventListener('abort', stopByCaller);
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #read(
    body: AsyncIterable<Buffer>,
    status: number,
    allowance: Allowance,
    cut: AbortController,
  ): Promise<{ body: Buffer; truncated: boolean }> {
    const { idleMs, slowAfterMs, minBytesPerSecond } = this.#limits;
    const parts: Buffer[] = [];
    const startedAt = performance.now();
    let size = 0;
    let sniffed = !allowance.sniff;
    const idle = deadline(cut, idleMs, 'no more of the body');
    try {
      for await (const part of body) {
        idle.refresh();
        parts.push(part);
        size += part.length;
        if (size > allowance.bytes) {
          if (allowance.cuts)
            return { body: Buffer.concat(parts).subarray(0, allowance.bytes), truncated: true };
          throw new Stop('too-large', `more than ${allowance.bytes} bytes`, { httpStatus: status });
        }
        if (!sniffed && size >= SNIFFABLE) {
          sniffed = true;
          await refuseForeign(Buffer.concat(parts), allowance.declared, status);
        }
        const ms = performance.now() - startedAt;
        if (ms > slowAfterMs && size < (minBytesPerSecond * ms) / 1000) {
          throw new Stop('timeout', `${size} bytes in ${Math.round(ms / 1000)} s`, { httpStatus: status });
        }
      }
    } finally {
      clearTimeout(idle);
    }
    if (!sniffed && size > 0) await refuseForeign(Buffer.concat(parts), allowance.declared, status);
    return { body: Buffer.concat(parts), truncated: false };
  }
}

interface Allowance {
  bytes: number;
  /** Cut at `bytes` instead of failing. */
  cuts: boolean;
  /** The declared type is none we read: look at the first bytes before taking the rest. */
  sniff: boolean;
  declared: string;
}

function allowanceOf(exchange: Exchange, options: ExchangeOptions): Allowance {
  const { status, headers } = exchange;
  const declared = essenceOf(headerOf(headers, 'content-type'));
  if (status >= 300 && status <= 399) return { bytes: REDIRECT_BODY, cuts: true, sniff: false, declared };
  if (status >= 400) return { bytes: ERROR_BODY, cuts: true, sniff: false, declared };
  const length = Number(headerOf(headers, 'content-length') ?? 0);
  if (length > options.maxBytes && !options.truncate) {
    throw new Stop('too-large', `${length} bytes announced, ${options.maxBytes} taken`, {
      httpStatus: status,
    });
  }
  const encoded = (headerOf(headers, 'content-encoding') ?? '') !== '';
  const sniff = !options.anyType && !encoded && !mayBeText(declared);
  return { bytes: options.maxBytes, cuts: options.truncate, sniff, declared };
}

/** A video is not worth its bytes; HTML labelled as one is. */
async function refuseForeign(start: Buffer, declared: string, status: number): Promise<void> {
  const mime = await mimeOf(start, declared);
  if (!mayBeText(mime)) throw new Stop('unsupported-type', oneLine(mime), { httpStatus: status });
}

function deadline(cut: AbortController, ms: number, what: string): NodeJS.Timeout {
  const stop = () =>
    cut.abort(new Stop('timeout', `${what} after ${Math.round(ms / 100) / 10} s`, { transient: true }));
  return setTimeout(stop, Math.max(1, ms));
}

/** A URL as it is sent: the fragment stays here. */
export function withoutHash(url: URL): string {
  return url.hash === '' ? url.href : url.href.slice(0, url.href.length - url.hash.length);
}

function pairs(flat: readonly string[]): HeaderList {
  const list: HeaderList = [];
  for (let i = 0; i + 1 < flat.length; i += 2) list.push([flat[i] as string, flat[i + 1] as string]);
  return list;
}
