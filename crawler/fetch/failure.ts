/** Turns what can go wrong while fetching into stable reasons, with the line of evidence that led to each. */
import { AddressRefused } from './guard.js';

/** Why a fetch brought nothing. Expected, so a value: stored and counted, never thrown. */
export interface FetchFailure {
  /** Stable code: dns timeout tls reset connection-refused unreachable protocol too-large decode redirect-loop ... */
  failed: string;
  /** One line saying what was seen. */
  evidence: string;
  httpStatus: number | null;
  /** True where asking again later may well succeed. */
  transient: boolean;
  /** True where we decided not to ask: the address, the scheme, the port or robots.txt forbids it. */
  refused?: boolean;
  /** ms the host asked us to wait (`Retry-After`). */
  retryAfterMs?: number;
  /** The URL of the hop that failed, and how many hops had answered before it. */
  url?: string;
  hops?: number;
}

/** Carries a failure through code that can only throw, from the socket up to the fetcher that returns it as a value. */
export class Stop extends Error {
  readonly failure: FetchFailure;
  constructor(failed: string, evidence: string, more: Partial<FetchFailure> = {}) {
    super(`${failed}: ${evidence}`);
    this.failure = { failed, evidence, httpStatus: null, transient: false, ...more };
  }
}

export function isFailure(value: object): value is FetchFailure {
  return 'failed' in value;
}

const BY_CODE: Record<string, [reason: string, transient: boolean]> = {
  ENOTFOUND: ['dns', false],
  ENODATA: ['dns', false],
  EAI_NONAME: ['dns', false],
  EAI_NODATA: ['dns', false],
  EAI_AGAIN: ['dns', true],
  EAI_FAIL: ['dns', true],
  ESERVFAIL: ['dns', true],
  ETIMEOUT: ['dns', true],
  ECONNREFUSED: ['connection-refused', true],
  EHOSTUNREACH: ['unreachable', true],
  ENETUNREACH: ['unreachable', true],
  EHOSTDOWN: ['unreachable', true],
  ENETDOWN: ['unreachable', true],
  EADDRNOTAVAIL: ['unreachable', true],
  EACCES: ['unreachable', false],
  EINVAL: ['unreachable', false],
  ETIMEDOUT: ['timeout', true],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', true],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', true],
  UND_ERR_BODY_TIMEOUT: ['timeout', true],
  ECONNRESET: ['reset', true],
  ECONNABORTED: ['reset', true],
  EPIPE: ['reset', true],
  UND_ERR_SOCKET: ['reset', true],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['reset', true],
  UND_ERR_HEADERS_OVERFLOW: ['too-large', false],
};

/**
 * The reason behind an error of undici, a socket, TLS or the resolver. TLS codes of OpenSSL are many
 * (`CERT_HAS_EXPIRED`, `DEPTH_ZERO_SELF_SIGNED_CERT`, `ERR_SSL_WRONG_VERSION_NUMBER`, ...) and known by their shape.
 * Other coded errors come from what the other side sent; an error without a code is our own bug and is thrown on.
 */
export function failureOf(error: unknown): FetchFailure {
  if (error instanceof Stop) return error.failure;
  const failure = (
    failed: string,
    evidence: string,
    transient: boolean,
    refused?: boolean,
  ): FetchFailure => ({
    failed,
    evidence: oneLine(evidence),
    httpStatus: null,
    transient,
    ...(refused ? { refused } : {}),
  });
  if (error instanceof AddressRefused) {
    return failure(error.refusal.reason, error.refusal.evidence, false, true);
  }
  if (error instanceof AggregateError && error.errors.length > 0) return failureOf(error.errors[0]);
  if (error instanceof Error) {
    const code = String((error as NodeJS.ErrnoException).code ?? '');
    const known = BY_CODE[code];
    const said = `${code || error.name}: ${error.message}`;
    if (code === 'UND_ERR_SOCKET' && error.message === 'bad response')
      return failure('protocol', said, false);
    if (known) return failure(known[0], said, known[1]);
    if (isTlsCode(code)) {
      const { reason } = error as { reason?: unknown }; // OpenSSL's words without its memory addresses
      return failure('tls', typeof reason === 'string' ? `${code}: ${reason}` : said, false);
    }
    if (error.name === 'HTTPParserError')
      return closedEarly(code, error.message) ?? failure('protocol', said, false);
    if (error.cause instanceof Error) return failureOf(error.cause);
    if (code !== '') return failure('protocol', said, false);
  }
  throw error;
}

/** A connection closed before the answer was whole reads as a parser error at end of file. */
function closedEarly(code: string, message: string): FetchFailure | null {
  if (code !== 'HPE_INVALID_EOF_STATE') return null;
  return { failed: 'reset', evidence: `${code}: ${oneLine(message)}`, httpStatus: null, transient: true };
}

function isTlsCode(code: string): boolean {
  return /^(ERR_TLS_|ERR_SSL_|EPROTO|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_)/.test(
    code,
  );
}

/** A remote text made fit for one log line: no control characters, at most 300 of the rest. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
