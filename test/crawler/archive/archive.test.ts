// The archive: what is appended comes back, torn tails are cut, and everything can be replayed.
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WARCParser } from 'warcio';
import { Archive, type Finding, type Replayed } from '../../../crawler/archive/archive.js';
import type { Exchange } from '../../../crawler/fetch/exchange.js';

let dir: string;
let archive: Archive;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'archive-'));
  archive = await Archive.open(dir);
});

afterEach(async () => {
  await archive.close();
  rmSync(dir, { recursive: true, force: true });
});

function exchange(url: string, body: string | Uint8Array, change: Partial<Exchange> = {}): Exchange {
  return {
    url,
    date: '2026-01-02T03:04:05.678Z',
    requestHeaders: [
      ['host', new URL(url).host],
      ['user-agent', 'test'],
    ],
    status: 200,
    statusText: 'OK',
    headers: [['Content-Type', 'text/html; charset=utf-8']],
    rawBody: typeof body === 'string' ? Buffer.from(body) : body,
    address: '192.0.2.1',
    ...change,
  };
}

function finding(change: Partial<Finding> = {}): Finding {
  return {
    status: 'fetched',
    reason: null,
    evidence: null,
    httpStatus: 200,
    finalUrl: 'https://example.org/a',
    mime: 'text/html',
    archivedUrl: null,
    archivedAt: null,
    duplicateOf: null,
    fetchedAt: '2026-01-02T03:04:06.000Z',
    etag: null,
    lastModified: null,
    attempts: 1,
    ...change,
  };
}

const visit = (url: string, body: string, more: Partial<Exchange> = {}) => ({
  link: url.replace('https://', ''),
  exchanges: [exchange(url, body, more)],
  finding: finding(),
});

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

const files = () => readdirSync(join(dir, 'archive')).sort();

async function reopen(options = {}) {
  await archive.close();
  archive = await Archive.open(dir, options);
}

describe('append and read', () => {
  it('gives a page back to the byte, with its status and headers', async () => {
    const body = Uint8Array.from({ length: 1000 }, (_, index) => index % 256);
    const headers: Exchange['headers'] = [
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['Transfer-Encoding', 'chunked'],
      ['X-Odd', 'caf\u00e9 \r\ninjected: yes'],
    ];
    const page = exchange('https://example.org/a?b=1', body, {
      status: 404,
      statusText: 'Not Here',
      headers,
    });
    const place = await archive.append({ link: 'example.org/a', exchanges: [page], finding: finding() });
    const read = await archive.read(place!);
    expect(read).toMatchObject({ url: page.url, date: page.date, status: 404, statusText: 'Not Here' });
    expect(Buffer.from(read!.rawBody).equals(Buffer.from(body))).toBe(true);
    expect(read!.headers).toEqual([
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['X-Crawler-Transfer-Encoding', 'chunked'],
      ['X-Odd', 'caf\u00e9  injected: yes'],
    ]);
  });

  it('keeps hops, and points at the page behind them', async () => {
    const hop = exchange('https://example.org/old', '', { status: 301, headers: [['Location', '/new']] });
    const place = await archive.append({
      link: 'example.org/old',
      exchanges: [hop, exchange('https://example.org/new', 'the page')],
      finding: finding(),
    });
    expect(Buffer.from((await archive.read(place!))!.rawBody).toString()).toBe('the page');
    expect((await all(archive.records())).map((record) => record.type)).toEqual([
      'warcinfo',
      'request',
      'response',
      'request',
      'response',
      'metadata',
    ]);
  });

  it('keeps the same bytes once, also after opening again', async () => {
    const first = await archive.append(visit('https://example.org/a', 'the very same page'));
    const second = await archive.append(visit('https://example.org/b', 'the very same page'));
    await reopen();
    const third = await archive.append(visit('https://example.org/c', 'the very same page'));
    const types = (await all(archive.records()))
      .map((record) => record.type)
      .filter((type) => /response|revisit/.test(type));
    expect(types).toEqual(['response', 'revisit', 'revisit']);
    for (const [place, url] of [
      [first, 'a'],
      [second, 'b'],
      [third, 'c'],
    ] as const) {
      const page = await archive.read(place!);
      expect(page!.url).toBe(`https://example.org/${url}`);
      expect(Buffer.from(page!.rawBody).toString()).toBe('the very same page');
    }
  });

  it('writes what other tools read: WARC 1.1, a gzip member a record, digests, lengths', async () => {
    await archive.append(visit('https://example.org/a', 'short', { headers: [['Content-Length', '999']] }));
    const bytes = readFileSync(join(dir, 'archive', files()[0]!));
    expect(gunzipSync(bytes).toString('latin1')).toContain('WARC/1.1\r\n');
    const parser = new WARCParser([new Uint8Array(bytes)] as unknown as AsyncIterable<Uint8Array>);
    const seen: [string, string | null | undefined, number | string | undefined][] = [];
    for await (const record of parser) {
      seen.push([record.warcType, record.warcTargetURI, record.httpHeaders?.statusCode]);
      if (record.warcType === 'response') {
        expect(record.warcHeader('WARC-Truncated')).toBe('length');
        expect(record.warcHeader('WARC-IP-Address')).toBe('192.0.2.1');
        expect(record.warcPayloadDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
        expect(await record.contentText()).toBe('short');
      }
    }
    expect(seen.map(([type]) => type)).toEqual(['warcinfo', 'request', 'response', 'metadata']);
    expect(seen[2]).toEqual(['response', 'https://example.org/a', 200]);
  });

  it('answers many appends at once, each with its own place', async () => {
    const places = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        archive.append(visit(`https://example.org/${index}`, `page ${index}`)),
      ),
    );
    for (const [index, place] of places.entries()) {
      expect(Buffer.from((await archive.read(place!))!.rawBody).toString()).toBe(`page ${index}`);
    }
  });

  it('is one archive for all who open it in a process', async () => {
    const other = await Archive.open(join(dir, '.'));
    const [first, second] = await Promise.all([
      archive.append(visit('https://example.org/1', 'one')),
      other.append(visit('https://example.org/2', 'two')),
    ]);
    await other.close();
    const third = await archive.append(visit('https://example.org/3', 'three'));
    const urls = await Promise.all(
      [first, second, third].map(async (place) => (await archive.read(place!))!.url),
    );
    expect(urls).toEqual(['https://example.org/1', 'https://example.org/2', 'https://example.org/3']);
  });

  it('starts a new file at a size', async () => {
    await reopen({ maxFileBytes: 2_000 });
    for (let index = 0; index < 12; index++)
      await archive.append(visit(`https://example.org/${index}`, `page ${index}`));
    expect(files().length).toBeGreaterThan(2);
    expect(files()[1]).toBe('000002.warc.gz');
    const pages = (await all(archive.records())).filter((record) => record.type === 'response');
    expect(pages.map((page) => page.url)).toEqual(
      Array.from({ length: 12 }, (_, index) => `https://example.org/${index}`),
    );
  });

  it('has no place for a visit that brought nothing, and no page where the file is gone', async () => {
    expect(
      await archive.append({
        link: 'example.org/a',
        exchanges: [],
        finding: finding({ status: 'failed', reason: 'dns' }),
      }),
    ).toBeNull();
    expect(await archive.read({ file: '000009.warc.gz', offset: 0, length: 10 })).toBeNull();
    expect(await archive.read({ file: '../catalog.sqlite', offset: 0, length: 10 })).toBeNull();
    expect(await archive.read({ file: '000001.warc.gz', offset: 3, length: 90 })).toBeNull();
  });
});

describe('a torn tail', () => {
  it('is cut at any byte it may be torn at, and what was before it stays', async () => {
    await archive.append(visit('https://example.org/1', 'first'));
    const whole = statSync(join(dir, 'archive', files()[0]!)).size;
    await archive.append(visit('https://example.org/2', 'second'));
    await archive.close();
    const file = join(dir, 'archive', files()[0]!);
    const bytes = readFileSync(file);
    for (let size = whole; size <= bytes.length; size += 41) {
      writeFileSync(file, bytes);
      truncateSync(file, size);
      archive = await Archive.open(dir);
      const end = statSync(file).size;
      expect(end).toBeLessThanOrEqual(size);
      expect(end).toBeGreaterThanOrEqual(whole);
      const place = await archive.append(visit('https://example.org/3', 'third'));
      expect(Buffer.from((await archive.read(place!))!.rawBody).toString()).toBe('third');
      const urls = (await all(archive.records()))
        .filter((record) => record.type === 'response')
        .map((record) => record.url);
      expect(urls[0]).toBe('https://example.org/1');
      expect(urls.at(-1)).toBe('https://example.org/3');
      await archive.close();
    }
    archive = await Archive.open(dir);
  });

  it('is cut where garbage or a broken last record follows a whole one', async () => {
    await archive.append(visit('https://example.org/1', 'first'));
    const file = join(dir, 'archive', files()[0]!);
    let whole = 0;
    for await (const { offset } of archive.records()) whole = offset;
    await archive.close();
    const bytes = readFileSync(file);
    bytes[whole + 40]! ^= 0xff;
    writeFileSync(file, bytes);
    archive = await Archive.open(dir);
    expect(statSync(file).size).toBe(whole);
    await archive.close();
    appendFileSync(file, Buffer.alloc(5_000));
    archive = await Archive.open(dir);
    expect(statSync(file).size).toBe(whole);
  });

  it('is not where whole records follow the damage', async () => {
    await archive.append(visit('https://example.org/1', 'first'));
    const file = join(dir, 'archive', files()[0]!);
    const whole = statSync(file).size;
    await archive.append(visit('https://example.org/2', 'second'));
    await archive.close();
    const bytes = readFileSync(file);
    bytes[whole + 40]! ^= 0xff;
    writeFileSync(file, bytes);
    archive = await Archive.open(dir);
    expect(statSync(file).size).toBe(bytes.length);
    const damaged: number[] = [];
    const urls: string[] = [];
    for await (const { url } of archive.records(undefined, ({ offset }) => damaged.push(offset)))
      urls.push(url);
    expect(damaged).toEqual([whole]);
    expect(urls.at(-1)).toBe('https://example.org/2');
  });

  it('is a whole file that holds nothing yet', async () => {
    await archive.close();
    writeFileSync(join(dir, 'archive', '000001.warc.gz'), '');
    archive = await Archive.open(dir);
    const place = await archive.append(visit('https://example.org/1', 'first'));
    expect((await archive.read(place!))!.url).toBe('https://example.org/1');
  });
});

describe('replay', () => {
  it('yields lists and visits in the order of time', async () => {
    await archive.appendList({ name: 'списки', title: 'Всё' }, '# Всё\n', '/home/me/списки.md');
    const place = await archive.append(visit('https://example.org/a', 'page'));
    const failure = finding({ status: 'failed', reason: 'dns', httpStatus: null });
    await archive.append({ link: 'example.org/b', exchanges: [], finding: failure });
    await archive.appendRemoval('списки');
    await reopen();
    const replayed: Replayed[] = await all(archive.replay());
    expect(replayed).toMatchObject([
      { kind: 'list', name: 'списки', title: 'Всё', origin: '/home/me/списки.md', markdown: '# Всё\n' },
      { kind: 'visit', link: 'example.org/a', finding: finding(), place },
      { kind: 'visit', link: 'example.org/b', finding: failure, place: null },
      { kind: 'list-removed', name: 'списки' },
    ]);
  });
});
