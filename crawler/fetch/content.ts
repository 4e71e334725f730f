/** What an answer holds once its packaging is undone: the bytes, their type, their charset. Pure. */
import { charsetOf } from './decode.js';
import { decompress, isGzip } from './decompress.js';
import { headerOf } from './exchange.js';
import { oneLine, Stop } from './failure.js';
import { essenceOf, mayBeText, mimeOf } from './mime.js';

/** An answer as it came over the wire, or lies in the archive. */
export interface Packed {
  status: number;
  headers: readonly (readonly [string, string])[];
  rawBody: Uint8Array;
}

export interface Content {
  body: Buffer;
  /** There was more than the limit. */
  truncated: boolean;
  /** The type the body really has, '' for an empty one without a label. */
  mime: string;
  /** The encoding of a text, a label `TextDecoder` knows; null for what is not text. */
  charset: string | null;
}

/**
 * @param maxBytes bytes after decompression
 * @param lenient cut a body at the limit, or where it breaks, instead of failing
 * @throws Stop `decode` or `too-large`
 */
export async function contentOf(answer: Packed, maxBytes: number, lenient = false): Promise<Content> {
  const raw = Buffer.from(answer.rawBody.buffer, answer.rawBody.byteOffset, answer.rawBody.byteLength);
  const contentType = headerOf(answer.headers, 'content-type');
  const declared = essenceOf(contentType);
  let encoding = headerOf(answer.headers, 'content-encoding') ?? '';
  if (encoding === '' && isGzip(raw) && declared.startsWith('text/')) encoding = 'gzip';
  const result = await decompress(raw, encoding, maxBytes, { lenient });
  if ('broken' in result) {
    throw new Stop('decode', oneLine(`${encoding}: ${result.broken}`), { httpStatus: answer.status });
  }
  if (result.truncated && !lenient) {
    const evidence = `${raw.length} bytes (${oneLine(encoding) || 'plain'}) unpack to more than ${maxBytes}`;
    throw new Stop('too-large', evidence, { httpStatus: answer.status });
  }
  const mime = await mimeOf(result.body, declared);
  const text = mime === '' || mayBeText(mime);
  return {
    ...result,
    mime,
    charset: text && result.body.length > 0 ? charsetOf(result.body, contentType) : null,
  };
}
