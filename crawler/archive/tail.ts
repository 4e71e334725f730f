/**
 * The whole records of a `.warc.gz` in memory: all before a torn tail, and those behind a damaged stretch.
 *
 * Each gzip member (RFC 1952) is inflated alone, and its checksum and size are compared; what does not hold is not a record.
 * Behind one that does not hold, the next that does is looked for, so that a flipped bit costs the record it is in and no other.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { recordHead, type WarcEntry } from './warc.js';

/** Bytes one record may unpack to: more than the crawler ever keeps of a page. */
const MAX_RECORD = 128 * 1024 * 1024;
/** magic, deflate, no flags */
const MAGIC = Buffer.from([0x1f, 0x8b, 0x08, 0x00]);
const HEADER = 10;
const TRAILER = 8;

interface Member {
  content: Buffer;
  length: number;
}

/** `damaged` is told of stretches that whole records follow; a torn tail is not one of them. */
export function* wholeRecords(
  bytes: Buffer,
  damaged: (offset: number, length: number) => void = () => {},
): Generator<WarcEntry> {
  let end = 0;
  let offset = 0;
  while (offset !== -1) {
    const entry = recordAt(bytes, offset);
    if (entry) {
      if (offset > end) damaged(end, offset - end);
      yield entry;
      end = offset + entry.length;
      offset = end;
    } else offset = bytes.indexOf(MAGIC, offset + 1);
  }
}

/** The record that begins at an offset; null where none does, or not a whole one. */
export function recordAt(bytes: Buffer, offset: number): WarcEntry | null {
  const member = memberAt(bytes, offset);
  const entry = member && recordOf(member.content);
  return entry && { ...entry, offset, length: member.length };
}

function memberAt(bytes: Buffer, offset: number): Member | null {
  if (bytes.length < offset + HEADER + TRAILER || bytes.compare(MAGIC, 0, 4, offset, offset + 4) !== 0)
    return null;
  try {
    const { buffer: content, engine } = inflateRawSync(bytes.subarray(offset + HEADER), {
      info: true,
      maxOutputLength: MAX_RECORD,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    const trailer = offset + HEADER + engine.bytesWritten;
    if (bytes.length < trailer + TRAILER) return null;
    const holds =
      bytes.readUInt32LE(trailer) === crc32(content) &&
      bytes.readUInt32LE(trailer + 4) === content.length % 2 ** 32;
    return holds ? { content, length: trailer + TRAILER - offset } : null;
  } catch (error) {
    if (/^Z_|^ERR_BUFFER_TOO_LARGE$/.test((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** The one record of a member; its block is not copied, since a whole file is gone through. */
function recordOf(content: Buffer): Omit<WarcEntry, 'offset' | 'length'> | null {
  const end = content.indexOf('\r\n\r\n');
  if (end === -1 || content.toString('latin1', 0, 5) !== 'WARC/') return null;
  const fields = new Map<string, string>();
  for (const line of content.toString('utf8', 0, end).split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const size = Number(fields.get('content-length'));
  const block = content.subarray(end + 4, end + 4 + size);
  return block.length === size ? { ...recordHead(fields), fields, block } : null;
}
