/**
 * Undoes `Content-Encoding` within a limit, so that a small answer cannot become a large one unnoticed.
 *
 * gzip, deflate (zlib or raw), br and zstd, stacked up to three deep. Output is counted while it is made; nothing
 * beyond the limit is ever held. A body that is not what its header says is taken as it is, as many servers label
 * plain bodies gzip; one that begins right and then breaks is an error.
 */
import { Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { decompressZstd, ZstdInvalid } from './zstd.js';

const MAX_LAYERS = 3;

type Whole = { body: Buffer; truncated: boolean };
type Undone = Whole | { broken: string; soFar: Buffer };

export type Decompressed = Whole | { broken: string };

const NOTHING = Buffer.alloc(0);

/**
 * @param encoding the `Content-Encoding` header's value, '' where there is none
 * @param limit bytes of output; what would be more is cut and `truncated` set
 * @param options.lenient take what came out before a stream broke, for bodies cut on purpose
 */
export async function decompress(
  raw: Buffer,
  encoding: string,
  limit: number,
  options: { lenient?: boolean } = {},
): Promise<Decompressed> {
  const layers = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity' && name !== 'none');
  if (layers.length > MAX_LAYERS)
    return { broken: `${layers.length} content encodings on top of each other` };
  let body = raw;
  let truncated = false;
  for (const layer of layers.reverse()) {
    if (body.length === 0) break;
    const result = await undo(layer, body, limit);
    if ('broken' in result) {
      if (looksLikeMarkup(body)) continue;
      if (!options.lenient) return { broken: result.broken };
      return { body: result.soFar, truncated: true };
    }
    body = result.body;
    truncated ||= result.truncated;
  }
  if (body.length > limit) return { body: body.subarray(0, limit), truncated: true };
  return { body, truncated };
}

async function undo(layer: string, raw: Buffer, limit: number): Promise<Undone> {
  const whole = { body: raw, truncated: false };
  switch (layer) {
    case 'gzip':
    case 'x-gzip':
      return isGzip(raw) ? pump(zlib.createGunzip(), raw, limit) : whole;
    case 'deflate':
      return pump(isZlib(raw) ? zlib.createInflate() : zlib.createInflateRaw(), raw, limit);
    case 'br':
      return pump(zlib.createBrotliDecompress(), raw, limit);
    case 'zstd':
      return isZstd(raw) ? unzstd(raw, limit) : whole;
    case 'aws-chunked': // a label some stores leave on; nothing to undo
      return whole;
    default:
      return { broken: `content encoding ${layer.slice(0, 40)} is not known`, soFar: NOTHING };
  }
}

async function pump(stream: Transform, raw: Buffer, limit: number): Promise<Undone> {
  const parts: Buffer[] = [];
  let size = 0;
  let failure: Error | null = null;
  stream.on('error', (error) => {
    failure = error;
  });
  try {
    for await (const part of Readable.from([raw]).pipe(stream)) {
      parts.push(part);
      size += part.length;
      if (size > limit) return { body: Buffer.concat(parts).subarray(0, limit), truncated: true };
    }
  } catch (error) {
    return { broken: ((failure ?? error) as Error).message, soFar: Buffer.concat(parts) };
  } finally {
    stream.destroy();
  }
  return { body: Buffer.concat(parts), truncated: false };
}

function unzstd(raw: Buffer, limit: number): Undone {
  try {
    return decompressZstd(raw, limit);
  } catch (error) {
    if (error instanceof ZstdInvalid) return { broken: error.message, soFar: NOTHING };
    throw error;
  }
}

export function isGzip(raw: Uint8Array): boolean {
  return raw[0] === 0x1f && raw[1] === 0x8b;
}

/** RFC 1950: method 8, and the first two bytes a multiple of 31. */
function isZlib(raw: Uint8Array): boolean {
  const [first = 0, second = 0] = raw;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

/** No compressed stream begins with a tag: such a body was never compressed. */
function looksLikeMarkup(raw: Uint8Array): boolean {
  return /^\s*<[!?a-z]/i.test(Buffer.from(raw.subarray(0, 64)).toString('latin1'));
}

function isZstd(raw: Uint8Array): boolean {
  return raw[0] === 0x28 && raw[1] === 0xb5 && raw[2] === 0x2f && raw[3] === 0xfd;
}
