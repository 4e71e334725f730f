/**
 * Decompresses Zstandard bodies (RFC 8878) within bounds.
 *
 * Node 20 has no zstd, so `fzstd` does the work. It trusts the frame header, though: it allocates any window a frame
 * asks for (up to 2 GB) and moves the whole window for every block, so that a few bytes can cost gigabytes or hours.
 * The frames are therefore walked first (headers only), windows above 8 MiB (the limit RFC 9659 sets for HTTP) are
 * turned away, and decoding stops at `limit` bytes or at `MAX_MOVED` bytes of window moving.
 */
import { Decompress } from 'fzstd';

const MAX_WINDOW = 8 * 1024 * 1024;
/** Bytes: a 10 MiB body in full blocks below the largest window moves 0.7 GB; about one second on a slow core. */
const MAX_MOVED = 4 * 1024 * 1024 * 1024;

export class ZstdInvalid extends Error {}

/** Thrown out of fzstd's callback once enough bytes are there. */
class Enough extends Error {}

/** @returns the first `limit` bytes, and whether there were more. @throws ZstdInvalid */
export function decompressZstd(raw: Uint8Array, limit: number): { body: Buffer; truncated: boolean } {
  const window = largestWindow(raw);
  const parts: Uint8Array[] = [];
  let size = 0;
  let moved = 0;
  const stream = new Decompress((part) => {
    moved += window;
    if (moved > MAX_MOVED) throw new ZstdInvalid('more blocks than any compressor writes');
    parts.push(part);
    size += part.length;
    if (size > limit) throw new Enough();
  });
  try {
    stream.push(raw, true);
  } catch (error) {
    if (error instanceof Enough) return { body: Buffer.concat(parts).subarray(0, limit), truncated: true };
    throw error instanceof ZstdInvalid ? error : new ZstdInvalid((error as Error).message);
  }
  return { body: Buffer.concat(parts), truncated: false };
}

/** Walks frames and block headers; the largest window any frame asks for, in bytes. */
function largestWindow(raw: Uint8Array): number {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  let window = 0;
  let at = 0;
  while (at + 8 <= raw.length) {
    const magic = view.getUint32(at, true);
    if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) {
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    if (magic !== 0xfd2fb528) throw new ZstdInvalid('not a zstd frame');
    const frame = frameHeader(view, at + 4);
    if (frame.window > MAX_WINDOW) throw new ZstdInvalid(`window of ${frame.window} bytes`);
    window = Math.max(window, frame.window);
    at = endOfBlocks(view, frame.end) + (frame.checksum ? 4 : 0);
  }
  return window;
}

function frameHeader(view: DataView, at: number): { window: number; end: number; checksum: boolean } {
  const flags = view.getUint8(at);
  const single = (flags & 0x20) !== 0;
  const sizeFlag = flags >> 6;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeBytes = sizeFlag === 0 ? (single ? 1 : 0) : 1 << sizeFlag;
  const sizeAt = at + (single ? 1 : 2) + dictionaryBytes;
  const end = sizeAt + sizeBytes;
  if (end > view.byteLength) throw new ZstdInvalid('frame header cut short');
  if (!single) {
    const descriptor = view.getUint8(at + 1);
    const base = 2 ** (10 + (descriptor >> 3));
    return { window: base + (base / 8) * (descriptor & 7), end, checksum: (flags & 4) !== 0 };
  }
  let window = 0;
  for (let i = sizeBytes - 1; i >= 0; i--) window = window * 256 + view.getUint8(sizeAt + i);
  return { window: sizeFlag === 1 ? window + 256 : window, end, checksum: (flags & 4) !== 0 };
}

function endOfBlocks(view: DataView, start: number): number {
  let at = start;
  for (;;) {
    if (at + 3 > view.byteLength) throw new ZstdInvalid('blocks cut short');
    const header = view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getUint8(at + 2) << 16);
    const runLength = ((header >> 1) & 3) === 1;
    at += 3 + (runLength ? 1 : header >> 3);
    if ((header & 1) === 1) return at;
  }
}
