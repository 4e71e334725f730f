// Taking lists in: whole or not at all, from files and addresses, again and again.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Archive } from '../../crawler/archive/archive.js';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { DOOR_BASES } from '../../crawler/doors/door.js';
import { createFetcher } from '../../crawler/fetch/fetch.js';
import { createGuard } from '../../crawler/fetch/guard.js';
import { importLists, SourceUnreadable } from '../../crawler/import.js';
import { BadList, type BadListCause } from '../../crawler/list/list.js';
import { articleHtml, record } from './foreign.js';

let dir: string;
let catalog: Catalog;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'import-'));
  catalog = Catalog.open(join(dir, 'data'));
});

afterEach(() => {
  catalog.close();
  rmSync(dir, { recursive: true, force: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const take = (...sources: string[]) => importLists(sources, { catalog, dataDir: join(dir, 'data') });

async function archived(): Promise<string[]> {
  const archive = await Archive.open(join(dir, 'data'));
  const seen: string[] = [];
  for await (const each of archive.replay())
    seen.push('name' in each ? `${each.kind} ${each.name}` : each.kind);
  await archive.close();
  return seen;
}

describe('files', () => {
  it('become lists named after them, all in one go', async () => {
    const one = file(
      'queues.md',
      '# Queues\n\n- [A](https://example.org/a)\n- https://example.org/b\n- https://example.org/a/',
    );
    const two = file('My notes (2019).txt', 'https://example.org/b and https://example.org/c');
    expect(await take(one, two)).toEqual([
      { list: 'queues', entries: 3, links: 2, added: 2, known: 0, origin: one },
      { list: 'My-notes-2019', entries: 2, links: 2, added: 1, known: 1, origin: two },
    ]);
    expect(catalog.links()).toHaveLength(3);
    expect(await archived()).toEqual(['list queues', 'list My-notes-2019']);
  });

  it('can be the five seeds', async () => {
    const seeds = fileURLToPath(new URL('../../seeds/', import.meta.url));
    const names = [
      'backend-reads',
      'awesome-scalability',
      'scalability-patterns',
      'architecture-notes',
      'medium-picks',
    ];
    const imported = await take(...names.map((name) => join(seeds, `${name}.md`)));
    expect(imported.map(({ entries, links }) => [entries, links])).toEqual([
      [17, 17],
      [601, 597],
      [215, 214],
      [308, 297],
      [83, 83],
    ]);
    expect(catalog.links()).toHaveLength(1_011);
    expect(imported.reduce((sum, { added }) => sum + added, 0)).toBe(1_011);
    expect(await archived()).toEqual(names.map((name) => `list ${name}`));
  });

  it('can be HTML: exported bookmarks, a page', async () => {
    const bookmarks = `<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>
      <DT><H3 ADD_DATE="1">Stores</H3>\n<DL><p>
        <DT><A HREF="https://example.org/tree" ADD_DATE="1">A [tree] &amp; a heap</A>\n<DD>kept short
        <DT><H3>Shards</H3>\n<DL><p><DT><A HREF="https://example.org/shards">Shards</A></DL><p>
      </DL><p>\n<DT><A HREF="https://example.org/top">Top</A>\n<DT><A HREF="javascript:void(0)">button</A>\n</DL><p>`;
    await take(file('bookmarks.html', bookmarks));
    expect(
      catalog
        .links()
        .flatMap((link) => link.places.map(({ section, title, note }) => [section, title, note])),
    ).toEqual([
      [['Stores'], 'A [tree] & a heap', 'kept short'],
      [['Stores', 'Shards'], 'Shards', ''],
      [[], 'Top', ''],
    ]);
    const page = `<html><title>x</title><body><nav><a href="https://example.org/nav">nav</a></nav><main><h1>Page</h1><h2>Part</h2>
      <ul><li><a href="https://example.org/1">One</a>: first<ul><li><a href="https://example.org/2">Two</a></li></ul></li>
      <li><p><a href="https://example.org/3"><b>Three</b></a></p></li></ul><a href="/relative">no</a></main></body></html>`;
    await take(file('page.html', page));
    expect(catalog.readingList('page')!.list.entries).toMatchObject([
      { section: ['Part'], title: 'One', note: 'first' },
      { section: ['Part', 'One'], title: 'Two' },
      { section: ['Part'], title: 'Three' },
    ]);
    expect(catalog.lists().map((list) => list.title)).toEqual(['Bookmarks', 'Page']);
  });

  it('may be UTF-16 or have a mark in front', async () => {
    const text = '# Заметки\n- [Очередь](https://example.org/q)';
    await take(file('le.md', Buffer.from(`\ufeff${text}`, 'utf16le')), file('bom.md', `\ufeff${text}`));
    expect(catalog.lists().map((list) => list.title)).toEqual(['Заметки', 'Заметки']);
    expect(catalog.links()[0]!.title).toBe('Очередь');
  });

  it('called README are named after their folder', async () => {
    await take(file('awesome-logs/README.md', 'https://example.org/a'));
    expect(catalog.lists().map((list) => list.name)).toEqual(['awesome-logs']);
  });
});

describe('again', () => {
  it('takes corrections over and archives a copy only of what changed', async () => {
    const path = file('list.md', '- [Tpyo](https://example.org/a)\n- https://example.org/gone');
    await take(path);
    await take(path);
    expect(await archived()).toEqual(['list list']);
    file('list.md', '- [Typo](https://example.org/a)');
    expect(await take(path)).toMatchObject([{ added: 0, known: 1, links: 1 }]);
    expect(catalog.links().map((link) => link.title)).toEqual(['Typo']);
    expect(await archived()).toEqual(['list list', 'list list']);
  });

  it('does not let a list of the same name from elsewhere replace another, unless it is the same list moved', async () => {
    await take(file('one/list.md', 'https://example.org/1 https://example.org/2'));
    await take(file('two/list.md', 'https://example.org/3 https://example.org/4'));
    await take(file('moved/list.md', 'https://example.org/1 https://example.org/2 https://example.org/5'));
    expect(catalog.lists().map(({ name, links }) => [name, links])).toEqual([
      ['list', 3],
      ['list-2', 2],
    ]);
  });
});

describe('what is no list', () => {
  const cases: [string, string | Uint8Array, BadListCause, number][] = [
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n rest', 'latin1'), 'binary', 1],
    ['a zero byte on line 3', 'one\ntwo\nthr\0ee https://example.org/', 'binary', 3],
    ['nothing', '', 'empty', 1],
    ['white space', ' \n\n\t', 'empty', 1],
    ['latin-1 on line 2', Buffer.from('https://example.org/\ncaf\xe9\n', 'latin1'), 'encoding', 2],
    [
      '50 MB',
      Buffer.alloc(50 * 1024 * 1024, 'a line of text\n'),
      'too-large',
      Math.floor((10 * 1024 * 1024) / 15) + 1,
    ],
    ['no links', '# Title\n\nOnly [relative](a.md) ones.\n', 'no-links', 3],
  ];
  it.each(cases)('%s', async (_, content, cause, line) => {
    const path = file('bad.md', content);
    const good = file('good.md', 'https://example.org/a');
    const error = await take(good, path).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(BadList);
    expect(error).toMatchObject({ file: path, line, cause });
    expect((error as Error).message).toContain(`${path}:${line}: `);
    expect(catalog.lists()).toEqual([]);
    expect(await archived()).toEqual([]);
  });

  it('a missing file, a folder', async () => {
    await expect(take(join(dir, 'none.md'))).rejects.toMatchObject({
      name: 'SourceUnreadable',
      reason: 'missing',
    });
    await expect(take(dir)).rejects.toMatchObject({ name: 'SourceUnreadable', reason: 'folder' });
    await expect(take('https://example.org/list.md')).rejects.toMatchObject({ reason: 'offline' });
  });
});

describe('addresses', () => {
  let server: Server;
  let base: string;
  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === '/some/awesome-logs/HEAD/README.md')
        response.end('# Logs\n\n- https://example.org/log');
      else if (request.url === '/lists/queues.md') response.end('- [A](https://example.org/a)');
      else response.writeHead(404).end('no');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => server.close());

  it('are fetched by the fetcher that is handed in', async () => {
    const fetch = createFetcher({ guard: createGuard({ allowPrivate: true }), userAgent: 'test' });
    const context = { catalog, dataDir: join(dir, 'data'), fetch };
    expect(await importLists([`${base}/lists/queues.md`], context)).toMatchObject([
      { list: 'queues', added: 1 },
    ]);
    const bases = { ...DOOR_BASES, githubRaw: base };
    const repository = await importLists(['https://github.com/some/awesome-logs'], { ...context, bases });
    expect(repository).toMatchObject([
      { list: 'awesome-logs', links: 1, origin: 'https://github.com/some/awesome-logs' },
    ]);
    await expect(importLists([`${base}/none`], context)).rejects.toThrow(SourceUnreadable);
    await expect(importLists([`${base}/none`], context)).rejects.toMatchObject({ reason: 'http-404' });
    await fetch.close();
  });
});

it('archives of pages are told by what they hold, whatever they are called', async () => {
  const page = await record(
    { type: 'response', url: 'http://old.example.org/queue', httpHeaders: { 'Content-Type': 'text/html' } },
    articleHtml('On queues', 'queue'),
  );
  const imported = await take(file('list.md', 'https://example.org/a'), file('saved-pages.warc.gz', page));
  expect(imported).toMatchObject([
    { list: 'list', links: 1 },
    { list: 'saved-pages', links: 1, pages: 1, articles: 1 },
  ]);
  await expect(take(file('torn.md', page.subarray(0, 200)))).rejects.toMatchObject({ name: 'BadArchive' });
});
