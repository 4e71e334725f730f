// Bodies: packed, mislabelled, endless, exploding, and of types that are no article.
import zlib from 'node:zlib';
import { mark, page } from './prose.js';
import type { Expected, Handler, Site } from './web.js';

const ok = (seed: number): Expected => ({ status: 'fetched', text: mark(seed) });
const failed = (reason: string): Expected => ({ status: 'failed', reason });

function body(
  name: string,
  expected: Expected,
  content: string | Buffer | (() => Buffer),
  headers: Record<string, string> = {},
): Site {
  const http: Handler = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...headers });
    response.end(typeof content === 'function' ? content() : content);
  };
  return { name, http, links: { '/page': expected } };
}

const encoded = (encoding: string) => ({ 'content-encoding': encoding });
const zeros = (megabytes: number) => Buffer.alloc(megabytes * 1_000_000);

/** A zstd frame (RFC 8878) of raw blocks, which every decoder must read. */
function zstdOf(content: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length || blocks.length === 0; at += 100_000) {
    const part = content.subarray(at, at + 100_000);
    const header = (part.length << 3) | (at + 100_000 >= content.length ? 1 : 0);
    blocks.push(Buffer.from([header & 255, (header >> 8) & 255, header >> 16]), part);
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]), ...blocks]);
}

/** A zstd frame of run-length blocks: four bytes that stand for 128 KiB, again and again. */
function zstdBomb(blocks: number): Buffer {
  const header = (131_072 << 3) | 2;
  const block = Buffer.from([header & 255, (header >> 8) & 255, header >> 16, 0x20]);
  const last = Buffer.from([1, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]),
    ...Array<Buffer>(blocks).fill(block),
    last,
  ]);
}

const endless: Handler = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' });
  const chunk = '<p>and on it goes, and on, and on</p>\n'.repeat(500);
  const pump = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', pump);
  pump();
};

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001', 'hex'),
  Buffer.alloc(5000, 7),
]);
const mp4 = Buffer.concat([Buffer.from('00000018667479706d70343200000000', 'hex'), Buffer.alloc(5000, 3)]);
const zip = Buffer.concat([Buffer.from('504b0304140000000800', 'hex'), Buffer.alloc(5000, 200)]);

export const bodies: Site[] = [
  body('gzip', ok(101), zlib.gzipSync(page(101)), encoded('gzip')),
  body('x-gzip', ok(102), zlib.gzipSync(page(102)), encoded('x-gzip')),
  body('deflate with its header', ok(103), zlib.deflateSync(page(103)), encoded('deflate')),
  body('deflate without', ok(104), zlib.deflateRawSync(page(104)), encoded('deflate')),
  body('brotli', ok(105), zlib.brotliCompressSync(page(105)), encoded('br')),
  body('zstd', ok(106), zstdOf(Buffer.from(page(106))), encoded('zstd')),
  body('gzip inside brotli', ok(107), zlib.brotliCompressSync(zlib.gzipSync(page(107))), encoded('gzip, br')),
  body('gzip in capitals', ok(108), zlib.gzipSync(page(108)), encoded('GZIP')),
  body('gzip that is none', ok(109), page(109), encoded('gzip')),
  body('brotli that is none', ok(110), page(110), encoded('br')),
  body('gzip nobody mentions', ok(111), zlib.gzipSync(page(111))),
  body('identity', ok(112), page(112), encoded('identity')),
  body(
    'two gzip members',
    { status: 'fetched', text: mark(113) },
    Buffer.concat([zlib.gzipSync(page(113).slice(0, 900)), zlib.gzipSync(page(113).slice(900))]),
    encoded('gzip'),
  ),
  body(
    'gzip cut in the middle',
    failed('decode'),
    zlib.gzipSync(page(114)).subarray(0, 400),
    encoded('gzip'),
  ),
  body(
    'gzip broken in the middle',
    failed('decode'),
    zlib.gzipSync(page(115)).fill(0x55, 200, 260),
    encoded('gzip'),
  ),
  body(
    'an encoding nobody knows',
    failed('decode'),
    Buffer.from(Buffer.from(page(116)).map((byte) => byte ^ 0x5a)),
    encoded('exi'),
  ),
  body('zstd broken', failed('decode'), zstdOf(Buffer.from(page(117))).subarray(0, 1000), encoded('zstd')),
  body(
    'zstd asking for a window of a gigabyte',
    failed('decode'),
    Buffer.from('28b52ffd00a0010000', 'hex'),
    encoded('zstd'),
  ),
  body('a gzip bomb', failed('too-large'), () => zlib.gzipSync(zeros(80), { level: 1 }), encoded('gzip')),
  body(
    'a brotli bomb',
    failed('too-large'),
    () => zlib.brotliCompressSync(zeros(80), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
    encoded('br'),
  ),
  body('a zstd bomb', failed('too-large'), zstdBomb(8000), encoded('zstd')),
  body(
    'a bomb in a bomb',
    failed('too-large'),
    () => zlib.gzipSync(zlib.gzipSync(zeros(80), { level: 1 })),
    encoded('gzip, gzip'),
  ),
  body('a page of 60 MB', failed('too-large'), () => Buffer.alloc(60_000_000, '<p>word</p>')),
  { name: 'a page without end', http: endless, links: { '/page': failed('too-large') } },
  {
    name: '900 MB announced',
    http: (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': '900000000' }).write('<html>'),
    links: { '/page': failed('too-large') },
  },
  body('nothing', failed('empty'), ''),
  {
    name: '204',
    http: (_request, response) => response.writeHead(204).end(),
    links: { '/page': failed('empty') },
  },
  body('only white space', failed('empty'), ' \n\t \r\n '.repeat(500)),
  body('no type', ok(121), page(121), { 'content-type': '' }),
  body('a type that is none', ok(122), page(122), { 'content-type': 'html' }),
  body('octet-stream that is HTML', ok(123), page(123), { 'content-type': 'application/octet-stream' }),
  body('text that is HTML', ok(124), page(124), { 'content-type': 'text/plain' }),
  body('an image that is HTML', ok(125), page(125), { 'content-type': 'image/png' }),
  body('HTML that is an image', failed('unsupported-type'), png),
  body('an image', failed('unsupported-type'), png, { 'content-type': 'image/png' }),
  body('a video', failed('unsupported-type'), mp4, { 'content-type': 'video/mp4' }),
  body('an archive', failed('unsupported-type'), zip, { 'content-type': 'application/zip' }),
  body(
    'unknown binary data',
    failed('unsupported-type'),
    Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i * 31) & 255)),
    { 'content-type': 'application/octet-stream' },
  ),
];
