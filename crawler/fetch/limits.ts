/** How much time and how many bytes one fetch may cost, each with its unit and where the number comes from. */

export interface FetchLimits {
  /** ms to resolve the name and open the connection, TLS included. */
  connectMs: number;
  /** ms from the request to the end of the answer's headers, connecting included. */
  headersMs: number;
  /** ms without a single byte of the body. */
  idleMs: number;
  /** ms for all hops of one fetch together; waiting for a host's turn is not counted. */
  totalMs: number;
  /** bytes of the body as sent. */
  maxWireBytes: number;
  /** bytes of the body after decompression. */
  maxBytes: number;
  /** bytes of all headers of one answer. */
  maxHeaderBytes: number;
  /** hops after the first request: redirects and meta refreshes together. */
  maxRedirects: number;
  /** bytes a second, averaged once `slowAfterMs` have passed; below it a body is a drip, not a download. */
  minBytesPerSecond: number;
  slowAfterMs: number;
}

/**
 * A host that hangs costs 10 s. 10 MiB holds every article page and nearly every paper seen; the largest of 311 pages
 * measured had 5 MB. 64 KiB of headers is four times what Node's own server accepts.
 */
export const DEFAULT_LIMITS: Readonly<FetchLimits> = Object.freeze({
  connectMs: 10_000,
  headersMs: 10_000,
  idleMs: 10_000,
  totalMs: 30_000,
  maxWireBytes: 10 * 1024 * 1024,
  maxBytes: 10 * 1024 * 1024,
  maxHeaderBytes: 64 * 1024,
  maxRedirects: 10,
  minBytesPerSecond: 128,
  slowAfterMs: 10_000,
});
