// The catalog: lists, links, outcomes, articles, history, and what happens to a broken or unwritable file.
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countWords } from '../../../crawler/catalog/article.js';
import { Catalog, type Outcome } from '../../../crawler/catalog/catalog.js';
import {
  CatalogDamaged,
  CatalogMissing,
  CatalogTooNew,
  CatalogUnwritable,
} from '../../../crawler/catalog/database.js';
import type { ReadingList } from '../../../crawler/list/list.js';

let dir: string;
let catalog: Catalog;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'catalog-'));
  catalog = Catalog.open(dir);
});

afterEach(() => {
  catalog.close();
  rmSync(dir, { recursive: true, force: true });
});

function list(
  name: string,
  links: [url: string, title?: string, section?: string[], note?: string][],
): ReadingList {
  return {
    name,
    title: `The ${name} list`,
    entries: links.map(([url, title = '', section = [], note = ''], index) => ({
      url,
      title,
      section,
      note,
      line: index + 1,
    })),
  };
}

function outcome(change: Partial<Outcome> = {}): Outcome {
  return {
    status: 'fetched',
    reason: null,
    evidence: null,
    httpStatus: 200,
    finalUrl: null,
    mime: 'text/html',
    archivedUrl: null,
    archivedAt: null,
    duplicateOf: null,
    fetchedAt: '2026-01-02T03:04:05.000Z',
    etag: null,
    lastModified: null,
    article: null,
    archive: null,
    attempts: 1,
    ...change,
  };
}

function article(text: string, title = 'A page'): NonNullable<Outcome['article']> {
  return {
    title,
    byline: null,
    published: '2020-01-01',
    modified: null,
    lang: 'en',
    site: null,
    description: null,
    text,
    markdown: text,
  };
}

describe('lists and links', () => {
  it('makes one link of all spellings, with every place it stands in', () => {
    const first = catalog.addList(
      list('first', [['https://www.example.org/a/', 'A', ['Top', 'Sub'], 'short']]),
      'first.md',
    );
    const second = catalog.addList(
      list('second', [['http://example.org/a#x', 'Other A'], ['https://example.org/b']]),
      'second.md',
    );
    expect(first).toEqual({ list: 'first', entries: 1, added: 1, known: 0, links: 1 });
    expect(second).toEqual({ list: 'second', entries: 2, added: 1, known: 1, links: 2 });
    const [a, b] = catalog.links();
    expect(a).toMatchObject({
      canonical: 'example.org/a',
      url: 'https://www.example.org/a/',
      title: 'Other A', // the longest of them
      status: 'new',
      words: 0,
    });
    expect(a!.places).toEqual([
      { list: 'first', section: ['Top', 'Sub'], title: 'A', note: 'short' },
      { list: 'second', section: [], title: 'Other A', note: '' },
    ]);
    expect(b!.title).toBe('');
    expect(catalog.link('HTTPS://EXAMPLE.org/a')?.id).toBe(a!.id);
    expect(catalog.linkById(b!.id)?.canonical).toBe('example.org/b');
    expect(catalog.link('example.org/none')).toBeNull();
    expect(catalog.lists().map(({ name, links }) => [name, links])).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
  });

  it('counts a link listed twice in one list once', () => {
    const twice = list('twice', [
      ['https://example.org/a', 'A', ['One']],
      ['https://example.org/a', 'A again', ['Two']],
    ]);
    expect(catalog.addList(twice, 'x')).toMatchObject({ entries: 2, added: 1, links: 1 });
    expect(catalog.links()[0]!.places).toHaveLength(2);
    expect(catalog.lists()[0]!.links).toBe(1);
  });

  it('takes a corrected title, section and note from a second import', () => {
    catalog.addList(list('one', [['https://example.org/a', 'Tpyo', ['Old'], 'old']]), 'x');
    const { id } = catalog.links()[0]!;
    expect(
      catalog.addList(list('one', [['https://example.org/a', 'Typo', ['New'], 'new']]), 'y'),
    ).toMatchObject({ added: 0, known: 1 });
    expect(catalog.links()).toMatchObject([
      { id, title: 'Typo', places: [{ section: ['New'], note: 'new' }] },
    ]);
    expect(catalog.lists()).toMatchObject([{ name: 'one', origin: 'y' }]);
  });

  it('drops a link that left its list, but keeps one that was fetched', () => {
    catalog.addList(
      list('one', [['https://example.org/a'], ['https://example.org/b'], ['https://example.org/c']]),
      'x',
    );
    const b = catalog.link('example.org/b')!;
    catalog.record(b.id, outcome({ article: article('body') }));
    catalog.addList(list('one', [['https://example.org/c']]), 'x');
    expect(catalog.links().map((link) => link.canonical)).toEqual(['example.org/c']);
    expect(catalog.link('example.org/a')).toBeNull();
    expect(catalog.links({ unlisted: true }).map((link) => link.canonical)).toEqual([
      'example.org/b',
      'example.org/c',
    ]);
    expect(catalog.counts()).toMatchObject({ links: 1, articles: 0 });
    expect([...catalog.articles()]).toEqual([]);
    catalog.addList(list('two', [['https://example.org/b']]), 'y');
    expect(catalog.link('example.org/b')).toMatchObject({ id: b.id, status: 'fetched' });
    expect([...catalog.articles()]).toHaveLength(1);
  });

  it('forgets a list', () => {
    catalog.addList(list('one', [['https://example.org/a']]), 'x');
    catalog.addList(list('two', [['https://example.org/a'], ['https://example.org/b']]), 'x');
    expect(catalog.removeList('two')).toBe(true);
    expect(catalog.removeList('two')).toBe(false);
    expect(catalog.links().map((link) => link.canonical)).toEqual(['example.org/a']);
  });

  it('filters by list, host, status and reason', () => {
    catalog.addList(list('one', [['https://blog.example.org/a'], ['https://example.net/b']]), 'x');
    catalog.addList(list('two', [['https://example.net/b'], ['https://notexample.org/c']]), 'x');
    catalog.record(
      catalog.link('example.net/b')!.id,
      outcome({ status: 'failed', reason: 'http-404', httpStatus: 404 }),
    );
    const names = (filter: Parameters<Catalog['links']>[0]) =>
      catalog.links(filter).map((link) => link.canonical);
    expect(names({ list: 'one' })).toEqual(['blog.example.org/a', 'example.net/b']);
    expect(names({ host: 'Example.org' })).toEqual(['blog.example.org/a']);
    expect(names({ status: 'failed' })).toEqual(['example.net/b']);
    expect(names({ reason: 'http-404', list: 'two' })).toEqual(['example.net/b']);
    expect(names({ status: 'fetched' })).toEqual([]);
    expect(names({ host: "%' OR 1=1 --" })).toEqual([]);
    expect(catalog.countOf({})).toBe(3);
    expect(catalog.countOf({ host: 'Example.org' })).toBe(1);
    const page = (offset: number, limit: number) =>
      catalog.links({}, { offset, limit }).map(({ canonical, places }) => [canonical, places.length]);
    expect(page(0, 2)).toEqual([
      ['blog.example.org/a', 1],
      ['example.net/b', 2],
    ]);
    expect(page(2, 2)).toEqual([['notexample.org/c', 1]]);
    expect(page(9, 2)).toEqual([]);
  });
});

describe('outcomes and articles', () => {
  it('stores the article once and the history of every fetch, newest first', () => {
    catalog.addList(list('one', [['https://example.org/a']]), 'x');
    const { id } = catalog.links()[0]!;
    const archive = { file: '0001.warc.gz', offset: 10, length: 20 };
    catalog.record(id, outcome({ article: article('first text here', 'First'), archive, etag: '"1"' }));
    catalog.record(
      id,
      outcome({ article: article('second text', 'Second'), fetchedAt: '2026-02-02T00:00:00.000Z' }),
    );
    expect(catalog.links()).toMatchObject([
      {
        status: 'fetched',
        title: 'Second',
        words: 2,
        lang: 'en',
        published: '2020-01-01',
        fetchedAt: '2026-02-02T00:00:00.000Z',
      },
    ]);
    const stored = [...catalog.articles()];
    expect(stored).toMatchObject([
      { linkId: id, canonical: 'example.org/a', title: 'Second', text: 'second text', words: 2 },
    ]);
    expect(stored[0]!.contentHash).toMatch(/^[0-9a-f]{64}$/);
    const [newest, oldest] = catalog.fetches(id);
    expect(newest).toMatchObject({ fetchedAt: '2026-02-02T00:00:00.000Z', archive: null });
    expect(oldest).toMatchObject({ archive, etag: '"1"', attempts: 1 });
    expect(oldest!.contentHash).not.toBe(newest!.contentHash);
  });

  it('keeps and serves the article when a later fetch finds it unchanged or fails, and not when it is forbidden', () => {
    catalog.addList(list('one', [['https://example.org/a']]), 'x');
    const { id } = catalog.links()[0]!;
    catalog.record(id, outcome({ article: article('text') }));
    catalog.record(id, outcome({ status: 'unchanged', httpStatus: 304 }));
    expect([...catalog.articles()]).toHaveLength(1);
    catalog.record(id, outcome({ status: 'failed', reason: 'http-410', httpStatus: 410 }));
    expect([...catalog.articles()].map(({ text }) => text)).toEqual(['text']);
    expect(catalog.counts()).toMatchObject({
      articles: 1,
      byStatus: { failed: 1 },
      byReason: { 'http-410': 1 },
    });
    const changes = catalog.changes();
    catalog.record(id, outcome({ status: 'refused', reason: 'robots' }));
    expect([...catalog.articles()]).toHaveLength(0);
    expect(catalog.article(id)?.text).toBe('text');
    expect(catalog.counts()).toMatchObject({ articles: 0, byStatus: { refused: 1 } });
    expect(catalog.changes(), 'an index has to know').toBeGreaterThan(changes);
  });

  it('drops the article of a page that turned out to be none', () => {
    catalog.addList(list('one', [['https://example.org/a']]), 'x');
    const { id } = catalog.links()[0]!;
    catalog.record(id, outcome({ article: article('text') }));
    const changes = catalog.changes();
    const { article: _, ...none } = outcome({ status: 'failed', reason: 'not-an-article' });
    catalog.withdraw(id, none);
    expect([...catalog.articles()]).toEqual([]);
    expect(catalog.article(id)).toBeNull();
    expect(catalog.changes()).toBeGreaterThan(changes);
  });

  it('finds the same text under another link', () => {
    catalog.addList(list('one', [['https://example.org/a'], ['https://example.org/b']]), 'x');
    const [a, b] = catalog.links();
    catalog.record(a!.id, outcome({ article: article('same') }));
    const hash = catalog.article(a!.id)!.contentHash;
    expect(catalog.sameContent(hash, b!.id)).toEqual({ id: a!.id, canonical: 'example.org/a' });
    expect(catalog.sameContent(hash, a!.id)).toBeNull();
  });

  it('ignores an outcome for a link that is gone', () => {
    catalog.addList(list('one', [['https://example.org/a']]), 'x');
    const { id } = catalog.links()[0]!;
    catalog.addList(list('one', [['https://example.org/b']]), 'x');
    catalog.record(id, outcome({ article: article('text') }));
    expect(catalog.linkById(id)).toBeNull();
  });

  it('lets writes happen while articles are read', () => {
    catalog.addList(list('one', [['https://example.org/a'], ['https://example.org/b']]), 'x');
    for (const link of catalog.links())
      catalog.record(link.id, outcome({ article: article(link.canonical) }));
    for (const { linkId } of catalog.articles()) catalog.record(linkId, outcome({ status: 'unchanged' }));
    expect(catalog.counts().byStatus).toEqual({ unchanged: 2 });
  });

  it('totals by status and list', () => {
    catalog.addList(list('one', [['https://example.org/a'], ['https://example.org/b']]), 'x');
    catalog.addList(list('two', [['https://example.org/b']]), 'x');
    catalog.record(catalog.link('example.org/b')!.id, outcome({ article: article('text') }));
    expect(catalog.counts()).toEqual({
      links: 2,
      articles: 1,
      byStatus: { new: 1, fetched: 1 },
      byReason: {},
      byList: {
        one: { links: 2, byStatus: { new: 1, fetched: 1 } },
        two: { links: 1, byStatus: { fetched: 1 } },
      },
    });
  });
});

describe('changes', () => {
  it('grows with what an index must know of, and with nothing else', () => {
    const seen = [catalog.changes()];
    const grew = () => {
      seen.push(catalog.changes());
      return seen.at(-1)! > seen.at(-2)!;
    };
    catalog.addList(list('one', [['https://example.org/a', 'A']]), 'x');
    expect(grew()).toBe(true);
    catalog.addList(list('one', [['https://example.org/a', 'A']]), 'x');
    expect(grew()).toBe(false);
    catalog.addList(list('one', [['https://example.org/a', 'Better A']]), 'x');
    expect(grew()).toBe(true);
    const { id } = catalog.links()[0]!;
    catalog.record(id, outcome({ status: 'failed', reason: 'timeout' }));
    expect(grew()).toBe(false);
    catalog.record(id, outcome({ article: article('text') }));
    expect(grew()).toBe(true);
    catalog.record(id, outcome({ status: 'unchanged' }));
    expect(grew()).toBe(false);
    catalog.record(id, outcome({ article: article('other text') }));
    expect(grew()).toBe(true);
    catalog.record(id, outcome({ status: 'failed', reason: 'http-404' }));
    expect(grew(), 'the article stays').toBe(false);
    catalog.record(id, outcome({ status: 'refused', reason: 'robots' }));
    expect(grew()).toBe(true);
  });
});

describe('the file', () => {
  it('keeps everything over a second opening, and can be read by another process meanwhile', () => {
    catalog.addList(list('one', [['https://example.org/a', 'A']]), 'x');
    const reader = Catalog.open(dir, { readonly: true });
    expect(reader.links()).toMatchObject([{ title: 'A' }]);
    catalog.addList(list('one', [['https://example.org/a', 'B']]), 'x');
    expect(reader.links()).toMatchObject([{ title: 'B' }]);
    expect(() => reader.addList(list('two', []), 'x')).toThrow(CatalogUnwritable);
    reader.close();
  });

  it('is missing for a reader in an empty folder', () => {
    const empty = join(dir, 'empty');
    expect(() => Catalog.open(empty, { readonly: true })).toThrow(CatalogMissing);
  });

  it('names a file that is no catalog', () => {
    const other = mkdtempSync(join(dir, 'other-'));
    const file = join(other, 'catalog.sqlite');
    writeFileSync(file, 'not a database, but long enough to look like one '.repeat(100));
    expect(() => Catalog.open(other)).toThrow(CatalogDamaged);
    try {
      Catalog.open(other);
    } catch (error) {
      expect((error as CatalogDamaged).file).toBe(file);
    }
  });

  it('notices a file that was cut short or overwritten inside', () => {
    const entries = Array.from({ length: 2_000 }, (_, index): [string] => [
      `https://example.org/page-${index}`,
    ]);
    catalog.addList(list('big', entries), 'x');
    catalog.close();
    const file = join(dir, 'catalog.sqlite');
    const whole = readFileSync(file);
    truncateSync(file, Math.floor(whole.length / 2));
    const read = () => {
      const damaged = Catalog.open(dir);
      try {
        damaged.links();
      } finally {
        damaged.close();
      }
    };
    expect(read).toThrow(CatalogDamaged);
    writeFileSync(file, whole.fill(0xff, 8_192));
    expect(read).toThrow(CatalogDamaged);
    rmSync(file);
    catalog = Catalog.open(dir);
  });

  it('refuses a catalog of a newer version and leaves it alone', () => {
    catalog.close();
    const db = new Database(join(dir, 'catalog.sqlite'));
    const version = db.pragma('user_version', { simple: true });
    db.pragma('user_version = 99');
    db.close();
    expect(() => Catalog.open(dir)).toThrow(CatalogTooNew);
    const again = new Database(join(dir, 'catalog.sqlite'));
    expect(again.pragma('user_version', { simple: true })).toBe(99);
    again.pragma(`user_version = ${version}`);
    again.close();
    catalog = Catalog.open(dir);
  });

  it('says when the folder cannot be made or the disk is full', () => {
    const blocked = join(dir, 'a-file');
    writeFileSync(blocked, '');
    expect(() => Catalog.open(join(blocked, 'data'))).toThrow(CatalogUnwritable);
    const pages = catalog.db.pragma('page_count', { simple: true }) as number;
    catalog.db.pragma(`max_page_count = ${pages}`);
    const entries = Array.from({ length: 5_000 }, (_, index): [string] => [
      `https://example.org/page-${index}`,
    ]);
    try {
      catalog.addList(list('big', entries), 'x');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CatalogUnwritable);
      expect((error as CatalogUnwritable).obstacle).toBe('full');
    }
    expect(catalog.lists()).toEqual([]);
  });
});

it('counts words in any script', () => {
  expect(countWords("Don't count-them twice: р99 и C++, 10.5 ms")).toBe(8);
  expect(countWords(' — … ')).toBe(0);
});
