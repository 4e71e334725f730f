// Every file format: what is written is read back the same, and what is damaged is never read as something else.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Archive } from '../../crawler/archive/archive.js';
import { recordAt, wholeRecords } from '../../crawler/archive/tail.js';
import { formatRecord, parseHttp, responseRecord, sha256 } from '../../crawler/archive/warc.js';
import { readTable, TableDamaged, writeTable } from '../../index/embedder/table.js';
import { FORMAT, formatManifest, IndexDamaged, IndexMismatch, parseManifest } from '../../index/manifest.js';
import { VectorCache } from '../../index/vector-cache.js';
import { quantise } from '../../index/vectors.js';

const text = fc.string({ unit: 'binary', maxLength: 60 });

async function inFolder<T>(work: (dir: string) => Promise<T> | T): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'wellread-fuzz-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

describe('WARC', () => {
  const token = fc.stringMatching(/^[A-Za-z-]{1,12}$/);
  const value = fc.stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,20}[\x21-\x7e])?$/);
  const exchange = fc.record({
    url: fc.webUrl({ withQueryParameters: true }).map((url) => new URL(url).href),
    date: fc.constant('2026-01-02T03:04:05.000Z'),
    requestHeaders: fc.constant<[string, string][]>([]),
    status: fc.integer({ min: 200, max: 599 }),
    statusText: fc.stringMatching(/^[A-Za-z]{0,10}$/),
    headers: fc.array(fc.tuple(token, value), { maxLength: 4 }),
    rawBody: fc.uint8Array({ maxLength: 300 }),
    address: fc.constant(null),
  });

  it('gives back status, headers and body to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(exchange, async (one) => {
        const bytes = Buffer.from(await responseRecord(one, sha256(one.rawBody)));
        const entry = recordAt(bytes, 0)!;
        expect(entry).toMatchObject({ type: 'response', url: one.url, offset: 0, length: bytes.length });
        const message = parseHttp(entry.block)!;
        expect([message.status, message.statusText]).toEqual([one.status, one.statusText]);
        expect(Buffer.from(message.body)).toEqual(Buffer.from(one.rawBody));
        const names = one.headers.map(([name, said]) => [
          name.toLowerCase() === 'transfer-encoding' ? `X-Crawler-${name}` : name,
          said,
        ]);
        expect(message.headers).toEqual(names);
      }),
    );
  });

  it('of damaged bytes gives only records that were written, and loses no more than those that were hit', async () => {
    const blocks = fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 5 });
    const hits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(blocks, hits, async (given, damages) => {
        const parts = await Promise.all(
          given.map((block, at) =>
            formatRecord({ type: 'resource', url: `urn:x:${at}`, date: '2026-01-02T03:04:05Z' }, block),
          ),
        );
        const bytes = Buffer.concat(parts);
        const whole = [...wholeRecords(bytes)].map(({ url, offset, block }) => ({ url, offset, block }));
        expect(whole).toHaveLength(given.length);
        const hit = new Set<number>();
        for (const [place, by] of damages) {
          const at = place % bytes.length;
          bytes[at]! ^= by;
          hit.add(whole.findLastIndex(({ offset }) => offset <= at));
        }
        const read = [...wholeRecords(bytes)].map(({ url, offset, block }) => ({ url, offset, block }));
        for (const each of read) expect(whole).toContainEqual(each);
        expect(read.length).toBeGreaterThanOrEqual(given.length - hit.size);
      }),
    );
  });

  it('of any bytes is nothing worse than nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), (bytes) =>
        inFolder(async (dir) => {
          mkdirSync(join(dir, 'archive'));
          writeFileSync(join(dir, 'archive', '000001.warc.gz'), bytes);
          const archive = await Archive.open(dir);
          await archive.appendRemoval('x');
          const read = [];
          for await (const each of archive.replay()) read.push(each.kind);
          await archive.close();
          expect(read).toEqual(['list-removed']);
        }),
      ),
      { numRuns: 20 },
    );
  });
});

describe('a manifest', () => {
  const number = fc.nat();
  const manifest = fc.record({
    format: fc.constant(FORMAT),
    generation: fc.stringMatching(/^[\w-]{1,20}$/),
    embedder: fc.record({ name: text, dimensions: number }),
    ...{ links: number, articles: number, passages: number, catalogChanges: number },
    builtAt: text,
    checksums: fc.dictionary(text, text, { maxKeys: 4 }),
    lists: fc.dictionary(text, fc.record({ links: number, articles: number }), { maxKeys: 3 }),
    scores: fc.dictionary(text, fc.double({ noNaN: true, noDefaultInfinity: true }), { maxKeys: 3 }),
  });

  it('is read back as written, and refused with any byte changed', () => {
    fc.assert(
      fc.property(manifest, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, place, by) => {
        const written = formatManifest(given);
        const { checksum: _, ...read } = parseManifest(written, 'm');
        expect(JSON.stringify(read)).toBe(JSON.stringify(given));
        const bytes = Buffer.from(written);
        bytes[place % bytes.length]! ^= by;
        let again: unknown;
        try {
          again = parseManifest(bytes.toString(), 'm');
        } catch (error) {
          expect(error instanceof IndexDamaged || error instanceof IndexMismatch).toBe(true);
          return;
        }
        // white space between the values may change without meaning anything
        expect(again).toEqual(parseManifest(written, 'm'));
      }),
    );
  });

  it('is nothing that any other text is', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.json()), (given) => {
        expect(() => parseManifest(given, 'm')).toThrow(IndexDamaged);
      }),
    );
  });
});

describe('the vector cache', () => {
  const vector = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
  const entries = fc.uniqueArray(fc.tuple(text, vector), {
    selector: ([key]) => key,
    minLength: 1,
    maxLength: 8,
  });

  it('gives the vector that was stored or none, whatever happened to its file', async () => {
    await fc.assert(
      fc.asyncProperty(entries, fc.nat(), fc.nat({ max: 255 }), fc.boolean(), (given, place, by, cut) =>
        inFolder((dir) => {
          const cache = VectorCache.open(dir, 'm', 3);
          const codes = given.map(([key, numbers]) => [key, quantise(Float32Array.from(numbers))] as const);
          for (const [key, code] of codes) cache.set(key, code);
          cache.close();
          const file = join(dir, 'vectors', readdirSync(join(dir, 'vectors'))[0]!);
          const bytes = readFileSync(file);
          const at = place % bytes.length;
          if (!cut) bytes[at]! ^= by;
          writeFileSync(file, cut ? bytes.subarray(0, at) : bytes);
          const again = VectorCache.open(dir, 'm', 3);
          const found = codes.map(([key]) => again.get(key));
          found.forEach((code, index) => {
            if (code) expect(code).toEqual(codes[index]![1]);
          });
          if (!cut && by === 0) expect(found).not.toContain(null);
          again.set('another', codes[0]![1]);
          again.flush();
          expect(VectorCache.open(dir, 'm', 3).get('another')).toEqual(codes[0]![1]);
        }),
      ),
    );
  });
});

describe('the table of the built-in model', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
  const table = fc.uniqueArray(word, { minLength: 1, maxLength: 12 }).chain((words) =>
    fc.tuple(
      fc.constant(words),
      fc.array(fc.float({ min: -2, max: 2, noNaN: true }), {
        minLength: words.length * 4,
        maxLength: words.length * 4,
      }),
    ),
  );

  it('finds every word it was written with, near its vector, and is refused when damaged', () => {
    fc.assert(
      fc.property(
        table,
        word,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        ([words, numbers], other, place, by) => {
          const vectors = Float32Array.from(numbers);
          const bytes = writeTable({
            ...{ dimensions: 4, words, vectors, ownWeight: 0.5 },
            places: new Float32Array(16).fill(1),
            repeats: new Float32Array(4).fill(1),
          });
          const read = readTable(bytes, 't');
          words.forEach((each, row) => {
            expect(read.idOf(each)).toBe(row);
            expect(read.wordOf(row)).toBe(each);
          });
          expect(read.idOf(other)).toBe(words.indexOf(other));
          const at = place % bytes.length;
          bytes[at]! ^= by;
          const isPadding = at >= 68 && at < 80;
          if (!isPadding) expect(() => readTable(bytes, 't')).toThrow(TableDamaged);
        },
      ),
    );
  });
});
