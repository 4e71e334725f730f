// Archives made by other tools: their pages become links with articles; a broken one leaves nothing behind.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Archive } from '../../../crawler/archive/archive.js';
import { importArchive } from '../../../crawler/archive/import-archive.js';
import { BadArchive } from '../../../crawler/archive/warc.js';
import { archiveKind } from '../../../crawler/archive/warc-file.js';
import { Catalog } from '../../../crawler/catalog/catalog.js';
import { ExtractPool } from '../../../crawler/extract/pool.js';
import { articleHtml, record, zip } from '../foreign.js';

const pool = new ExtractPool({ size: 1 });
let dir: string;
let dataDir: string;
let catalog: Catalog;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'foreign-'));
  dataDir = join(dir, 'data');
  catalog = Catalog.open(dataDir);
});

afterAll(() => pool.close());

afterEach(() => {
  catalog.close();
  rmSync(dir, { recursive: true, force: true });
});

const clock = () => new Date('2026-01-01T00:00:00Z');

function file(name: string, content: Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const html = { 'Content-Type': 'text/html; charset=utf-8' };
const take = (path: string, name = 'old') => importArchive(path, name, { catalog, dataDir, clock, pool });

async function pages(gzip: boolean): Promise<Buffer> {
  return Buffer.concat([
    await record({ type: 'warcinfo', filename: 'x.warc' }, 'software: another tool\r\n', gzip),
    await record(
      {
        type: 'request',
        url: 'http://old.example.org/queue',
        httpHeaders: { Host: 'old.example.org' },
        statusline: 'GET /queue HTTP/1.1',
      },
      '',
      gzip,
    ),
    await record(
      { type: 'response', url: 'http://old.example.org/queue', httpHeaders: html },
      articleHtml('On queues', 'queue'),
      gzip,
    ),
    await record(
      {
        type: 'response',
        url: 'http://old.example.org/style.css',
        httpHeaders: { 'Content-Type': 'text/css' },
      },
      'p {}',
      gzip,
    ),
    await record(
      {
        type: 'response',
        url: 'http://old.example.org/gone',
        statusline: 'HTTP/1.1 404 Not Found',
        httpHeaders: html,
      },
      'gone',
      gzip,
    ),
    await record(
      {
        type: 'response',
        url: 'http://old.example.org/moved',
        statusline: 'HTTP/1.1 301 Moved',
        httpHeaders: { Location: '/log' },
      },
      '',
      gzip,
    ),
    await record(
      {
        type: 'response',
        url: 'http://old.example.org/log',
        httpHeaders: { ...html, 'Content-Encoding': 'gzip' },
      },
      gzipSync(articleHtml('On logs', 'log')),
      gzip,
    ),
    await record(
      {
        type: 'resource',
        url: 'http://old.example.org/notes.txt',
        warcHeaders: { 'Content-Type': 'text/plain' },
      },
      'Notes on the queue and the log. '.repeat(60),
      gzip,
    ),
  ]);
}

describe('a WARC', () => {
  it.each([
    ['with gzip', true],
    ['plain', false],
  ])('%s becomes a list of its pages', async (_, gzip) => {
    const path = file('old.warc', await pages(gzip));
    expect(await archiveKind(path)).toBe('warc');
    expect(await take(path)).toMatchObject({ list: 'old', links: 3, added: 3, pages: 3, articles: 3 });
    expect(
      catalog.links().map(({ canonical, status, title, fetchedAt }) => [canonical, status, title, fetchedAt]),
    ).toEqual([
      ['old.example.org/queue', 'fetched', 'On queues', '2019-03-04T05:06:07.000Z'],
      ['old.example.org/log', 'fetched', 'On logs', '2019-03-04T05:06:07.000Z'],
      ['old.example.org/notes.txt', 'fetched', expect.any(String), '2019-03-04T05:06:07.000Z'],
    ]);
    expect(catalog.article(1)!.text).toContain('The queue takes what the producers send');
    expect(catalog.lists()).toMatchObject([{ name: 'old', origin: path }]);
  });

  it('fills known links, also those that a redirect leads from', async () => {
    catalog.addList(
      {
        name: 'mine',
        title: 'Mine',
        entries: [
          { url: 'https://old.example.org/moved/', title: 'The log', note: '', section: [], line: 1 },
        ],
      },
      'mine.md',
    );
    await take(file('old.warc.gz', await pages(true)));
    const moved = catalog.link('old.example.org/moved')!;
    // The page itself is in the list as well, so that the redirect is a second way to it.
    expect(moved).toMatchObject({ status: 'duplicate', duplicateOf: 'old.example.org/log' });
    expect(catalog.link('old.example.org/log')!.words).toBeGreaterThan(100);
  });

  it('copies the pages into the archive, from which they can be read again', async () => {
    await take(file('old.warc.gz', await pages(true)));
    const place = catalog.fetches(catalog.link('old.example.org/log')!.id)[0]!.archive!;
    const archive = await Archive.open(dataDir);
    const page = await archive.read(place);
    expect(page).toMatchObject({
      url: 'http://old.example.org/log',
      status: 200,
      date: '2019-03-04T05:06:07.000Z',
    });
    await archive.close();
  });

  it('reads chunked bodies and pages that are only named as the same as another', async () => {
    const body = articleHtml('On queues', 'queue');
    const chunks = `${body.slice(0, 300).length.toString(16)}\r\n${body.slice(0, 300)}\r\n${body.slice(300).length.toString(16)}\r\n${body.slice(300)}\r\n0\r\n\r\n`;
    const digest = { 'WARC-Payload-Digest': 'sha1:AAAA' };
    const bytes = Buffer.concat([
      await record(
        {
          type: 'response',
          url: 'http://a.example.org/1',
          httpHeaders: { ...html, 'Transfer-Encoding': 'chunked' },
          warcHeaders: digest,
        },
        chunks,
      ),
      await record(
        {
          type: 'response',
          url: 'http://a.example.org/2',
          httpHeaders: { ...html, 'Transfer-Encoding': 'chunked' },
        },
        articleHtml('On logs', 'log'),
      ),
      await record({
        type: 'revisit',
        url: 'http://a.example.org/3',
        refersToUrl: 'http://a.example.org/1',
        refersToDate: '2019-03-04T05:06:07Z',
        warcHeaders: digest,
      }),
    ]);
    const taken = await take(file('a.warc.gz', bytes));
    expect(taken).toMatchObject({ links: 3, pages: 3 });
    expect(catalog.article(1)!.text).not.toMatch(/\b12c\b/);
    expect(catalog.article(2)!.title).toBe('On logs');
    expect(catalog.article(3)!.text).toBe(catalog.article(1)!.text);
  });

  it('does not replace a later article, and changes nothing the second time', async () => {
    const path = file('old.warc.gz', await pages(true));
    await take(path);
    const changes = catalog.changes();
    expect(await take(path)).toMatchObject({ added: 0, known: 3, articles: 0 });
    expect(catalog.changes()).toBe(changes);
  });
});

describe('a WACZ', () => {
  it('has the pages it names, under their titles', async () => {
    const jsonl = [
      { format: 'json-pages-1.0', id: 'pages', title: 'All pages' },
      {
        url: 'http://old.example.org/queue',
        title: 'Queues, as the tool saw them',
        ts: '2019-03-04T05:06:07Z',
      },
    ].map((line) => JSON.stringify(line));
    const path = file(
      'old.wacz',
      zip({
        'datapackage.json': '{}',
        'pages/pages.jsonl': `${jsonl.join('\n')}\nbroken`,
        'archive/data.warc.gz': await pages(true),
      }),
    );
    expect(await archiveKind(path)).toBe('wacz');
    expect(await take(path)).toMatchObject({ links: 1, articles: 1 });
    expect(catalog.links()).toMatchObject([
      { canonical: 'old.example.org/queue', title: 'Queues, as the tool saw them' },
    ]);
  });
});

describe('what is no archive', () => {
  it.each([
    ['a torn one', async () => (await pages(false)).subarray(0, -400)],
    [
      'garbage behind the magic',
      async () => Buffer.concat([Buffer.from('WARC/1.0\r\n'), Buffer.alloc(100, 'x')]),
    ],
    ['a ZIP of something else', async () => zip({ 'word/document.xml': '<xml/>' })],
    ['half a ZIP', async () => zip({ 'archive/a.warc.gz': await pages(true) }).subarray(0, -200)],
    ['one without pages', async () => record({ type: 'warcinfo' }, 'software: x\r\n')],
  ])('%s is named, and nothing is stored', async (_, bytes) => {
    const path = file('bad', await bytes());
    await expect(take(path)).rejects.toThrow(BadArchive);
    await expect(take(path)).rejects.toMatchObject({ file: path });
    expect(catalog.lists()).toEqual([]);
  });

  it('is told apart by its first bytes', async () => {
    expect(await archiveKind(file('a.md', Buffer.from('# a list')))).toBeNull();
    expect(await archiveKind(file('b.gz', gzipSync('# a list')))).toBeNull();
    expect(await archiveKind(file('c', Buffer.alloc(0)))).toBeNull();
  });
});
