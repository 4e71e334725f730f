// zstd within bounds: frames of the reference compressor, and frames no compressor would write.
import { describe, expect, it } from 'vitest';
import { decompressZstd, ZstdInvalid } from '../../../crawler/fetch/zstd.js';

const SENTENCE = 'Every block of a frame may refer to what stood before it in the window. ';
/** SENTENCE forty times, by the reference compressor at level 19, with a checksum; and a second frame without. */
const FRAME = Buffer.from(
  'KLUv/QRoHQIAggQOEbBrDCAJtuYeBor2AQfsZHIRA6iFIXgeN0M7dK6aHBdV13biwNW9aXKPYp1LrFls9ERUjePmCwEBAEi9Fj9EATnyKIY=',
  'base64',
);
const SECOND = Buffer.from('KLUv/QBYYQAAc2Vjb25kIGZyYW1l', 'base64');
const SKIPPABLE = Buffer.from('502a4d1803000000616263', 'hex');
const HEAD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);

/** A block header: `last`, type (0 raw, 1 run of one byte), size. */
function block(last: boolean, type: number, size: number): Buffer {
  const header = (size << 3) | (type << 1) | (last ? 1 : 0);
  return Buffer.from([header & 255, (header >> 8) & 255, header >> 16]);
}

describe('zstd', () => {
  it('reads what the reference compressor wrote', () => {
    expect(decompressZstd(FRAME, 10_000)).toEqual({
      body: Buffer.from(SENTENCE.repeat(40)),
      truncated: false,
    });
  });

  it('reads several frames, and skips what is to be skipped', () => {
    const { body } = decompressZstd(Buffer.concat([SKIPPABLE, FRAME, SKIPPABLE, SECOND]), 10_000);
    expect(body.toString()).toBe(`${SENTENCE.repeat(40)}second frame`);
  });

  it('stops at the limit', () => {
    expect(decompressZstd(FRAME, 100)).toEqual({
      body: Buffer.from(SENTENCE.repeat(2).slice(0, 100)),
      truncated: true,
    });
    const run = Buffer.concat([block(false, 1, 131_072), Buffer.from('x')]);
    const bomb = Buffer.concat([HEAD, ...Array<Buffer>(50_000).fill(run), block(true, 0, 0)]);
    expect(decompressZstd(bomb, 1_000_000).truncated).toBe(true);
  });

  it.each([
    ['cut in the middle', FRAME.subarray(0, FRAME.length >> 1)],
    ['cut in the header', FRAME.subarray(0, 5)],
    ['no frame', Buffer.from('this is no frame at all')],
    ['a window of a terabyte', Buffer.from('28b52ffd00f0010000', 'hex')],
    ['a frame that says it holds a gigabyte', Buffer.from('28b52ffda000000040010000', 'hex')],
    ['a block of no known type', Buffer.concat([HEAD, block(true, 3, 10), Buffer.alloc(10)])],
    ['a compressed block of noise', Buffer.concat([HEAD, block(true, 2, 40), Buffer.alloc(40, 0xa7)])],
  ])('%s is invalid', (_what, raw) => {
    expect(() => decompressZstd(raw, 1_000_000)).toThrow(ZstdInvalid);
  });

  it('a million empty blocks in a large window cost little', () => {
    const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x68]);
    const raw = Buffer.concat([
      head,
      ...Array<Buffer>(1_000_000).fill(block(false, 0, 0)),
      block(true, 0, 0),
    ]);
    expect(() => decompressZstd(raw, 1_000_000)).toThrow(/more blocks/);
  });
});
