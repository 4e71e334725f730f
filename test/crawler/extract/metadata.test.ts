// Metadata: quality over pages of many makers against the floors, then the rules one by one.
import { readFileSync } from 'node:fs';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { cleanNames } from '../../../crawler/extract/byline.js';
import { dateInUrl, parseDate } from '../../../crawler/extract/date.js';
import { extract } from '../../../crawler/extract/extract.js';
import { languageCode, languageOf } from '../../../crawler/extract/language.js';
import { type Metadata, metadata } from '../../../crawler/extract/metadata.js';
import { withoutSite } from '../../../crawler/extract/title.js';
import { fixtures } from './fixture.js';
import { METADATA_PAGES } from './metadata-pages.js';

const fetchedAt = new Date('2026-06-01');
const bounds = { earliest: '1990-12-20', latest: '2026-06-02' };

function read(html: string, url = 'https://example.org/a/post'): Metadata {
  const { document } = parseHTML(/<html/i.test(html) ? html : `<html>${html}</html>`);
  return metadata(document as unknown as Document, { url, fetchedAt });
}

describe('over pages of many makers', () => {
  const pages = [
    ...METADATA_PAGES.map((page) => ({ ...page, body: new TextEncoder().encode(page.html), silent: true })),
    // Of these pages null means that nobody has said, not that the page does not say.
    ...fixtures().map((page) => ({
      ...page,
      byline: page.author,
      body: new Uint8Array(page.html),
      silent: false,
    })),
  ];
  const floors = JSON.parse(readFileSync(new URL('../../eval/floors.json', import.meta.url), 'utf8'))
    .metadata as Record<'title' | 'published' | 'byline', number>;

  it('title, date and author are right as often as the floors ask', async () => {
    const wrong: Record<'title' | 'published' | 'byline', string[]> = {
      title: [],
      published: [],
      byline: [],
    };
    for (const { name, url, body, silent, ...truth } of pages) {
      const found = await extract({ body, mime: 'text/html', url, fetchedAt });
      for (const field of ['title', 'published', 'byline'] as const) {
        if (truth[field] === null && !silent) continue;
        if (found[field] !== truth[field])
          wrong[field].push(`${name}: ${found[field]} for ${truth[field]} [${found.provenance[field]}]`);
      }
    }
    for (const field of ['title', 'published', 'byline'] as const) {
      const right = 1 - wrong[field].length / pages.length;
      expect({ field, wrong: right < floors[field] ? wrong[field] : [] }).toEqual({ field, wrong: [] });
    }
  });

  it('every field that is given has a source', async () => {
    for (const { html, url } of METADATA_PAGES) {
      const found = read(html, url);
      for (const field of [
        'title',
        'byline',
        'published',
        'modified',
        'lang',
        'site',
        'canonicalUrl',
        'description',
      ] as const)
        expect(field in found.provenance).toBe(Boolean(found[field]));
    }
  });
});

describe('parseDate', () => {
  it.each([
    ['2014-03-17T23:30:00-08:00', '2014-03-17'],
    ['20140317', '2014-03-17'],
    ['1395014400', '2014-03-17'],
    ['1395014400000', '2014-03-17'],
    ["D:20140317101010+01'00'", '2014-03-17'],
    ['Mon, 17 Mar 2014 10:00:00 GMT', '2014-03-17'],
    ['Mar 21 13:10:11 2013', '2013-03-21'],
    ['Posted by Ann on March 3rd, 2011 at 9am', '2011-03-03'],
    ['Tuesday 3 December 2019 14.05 GMT', '2019-12-03'],
    ['17. März 2014', '2014-03-17'],
    ['17 марта 2014 г.', '2014-03-17'],
    ['1er juin 2015', '2015-06-01'],
    ['17 de marzo de 2014', '2014-03-17'],
    ['2014年3月17日', '2014-03-17'],
    ['2 czerwca 2019', '2019-06-02'],
    ['3/17/2014', '2014-03-17'],
    ['17/3/2014', '2014-03-17'],
    ['4/5/2014', '2014-04-05'],
    ['4.5.2014', '2014-05-04'],
    ['March 2014', '2014-03'],
    ['29 February 2016', '2016-02-29'],
  ])('%s', (text, date) => {
    expect(parseDate(text, bounds)).toBe(date);
  });

  it.each([
    '',
    '2099-01-01',
    '1815-12-10',
    'Marketing 12, 2014',
    'mayor 4, 2012',
    'version 2.3.2014.1',
    'yesterday',
    '12345678901234567890',
    '30/30/2014',
  ])('finds none in %j', (text) => {
    expect(parseDate(text, bounds)).toBeNull();
  });

  it('reads slashes day first where that is the custom', () => {
    expect(parseDate('4/5/2014', bounds, true)).toBe('2014-05-04');
  });

  it.each([
    ['https://a.example/2014/03/17/x', '2014-03-17'],
    ['https://a.example/blog/2014-03-17-x.html', '2014-03-17'],
    ['https://a.example/stories/2019/nov/19/x', '2019-11-19'],
    ['https://a.example/2014/03/x', '2014-03'],
    ['https://a.example/id/20141399/', null],
    ['https://a.example/2014/', null],
    ['not a url', null],
  ])('in the address %s', (url, date) => {
    expect(dateInUrl(url, bounds)).toBe(date);
  });
});

describe('cleanNames', () => {
  it.each([
    ['By Ann Lee', ['Ann Lee']],
    ['Posted by Ann Lee on March 3rd, 2011', ['Ann Lee']],
    ['Ann Lee | Slow Systems', ['Ann Lee']],
    ['Ann Lee and Bob de Vries', ['Ann Lee', 'Bob de Vries']],
    ['Ann Lee, Senior Engineer', ['Ann Lee']],
    ['Von Jürgen Fenn', ['Jürgen Fenn']],
    ['Автор: Лида Буслаева', ['Лида Буслаева']],
    ['ann@example.org (Ann Lee)', ['Ann Lee']],
    ['Ann Lee, Ann Lee', ['Ann Lee']],
    ['https://example.org/ann', []],
    ['admin', []],
    ['Share', []],
    ['12 comments', []],
    ['We moved the counters out of the database on a Tuesday', []],
  ])('%s', (text, names) => {
    expect(cleanNames([text], false, bounds)).toEqual(names);
  });
});

describe('withoutSite', () => {
  const names = new Set(['acme', 'acmeblog', 'slowsystems']);
  it.each([
    ['Backpressure | Acme Blog - Acme', 'Backpressure'],
    ['Slow Systems: Backpressure', 'Backpressure'],
    ['Slow Systems » Backpressure', 'Backpressure'],
    ['Backpressure - a study', 'Backpressure - a study'],
    ['Acme', 'Acme'],
    ['', ''],
  ])('%s', (title, bare) => {
    expect(withoutSite(title, names)).toBe(bare);
  });
});

describe('language', () => {
  const english =
    'Counters are promises about the past, and they are kept by machines that forget everything they are told. '.repeat(
      4,
    );
  const german =
    'Zähler sind Versprechen über die Vergangenheit, und sie werden von Maschinen gehalten, die alles vergessen. '.repeat(
      4,
    );

  it.each([
    ['en-US', 'en'],
    ['EN_us', 'en'],
    ['zh-Hant-TW', 'zh'],
    ['deu', 'de'],
    ['English', 'en'],
    ['', null],
    ['und', null],
    ['{{lang}}', null],
  ])('code of %j', (declared, code) => {
    expect(languageCode(declared)).toBe(code);
  });

  it.each([
    [english, 'en', { lang: 'en', source: 'declared, detected' }],
    [german, 'en', { lang: 'de', source: 'detected' }],
    [english, null, { lang: 'en', source: 'detected' }],
    ['Too short.', 'pt', { lang: 'pt', source: 'declared' }],
    ['', null, null],
    [
      'キューは約束です。長くなりすぎたキューは守られない約束になります。この記事では上限を決める方法を説明します。',
      'en',
      { lang: 'ja', source: 'detected' },
    ],
    [
      '共识是一群健忘的机器对过去所作的承诺，我们从最简单的例子开始讲起，然后再看看真实的系统，最后讨论它们的失败。',
      'zh',
      { lang: 'zh', source: 'declared, detected' },
    ],
    [
      'for (let i = 0; i < n; i++) { total += items[i].price; }\n'.repeat(20),
      'en',
      { lang: 'en', source: 'declared' },
    ],
  ])('of text %#', (text, declared, language) => {
    expect(languageOf(text, declared)).toEqual(language);
  });
});

describe('canonical address', () => {
  const page = (link: string) =>
    `<head><link rel="canonical" href="${link}"></head><body><h1>A post</h1></body>`;
  it.each([
    ['https://example.org/the/post', 'https://example.org/the/post'],
    ['/the/post?x=1#top', 'https://example.org/the/post?x=1'],
    ['https://www.example.org/a/post', 'https://www.example.org/a/post'],
    ['https://evil.example/a/post', null],
    ['https://example.org/', null],
    ['javascript:alert(1)', null],
    ['http://[broken', null],
  ])('%s', (link, canonical) => {
    expect(read(page(link)).canonicalUrl).toBe(canonical);
  });

  it('is the address of a page that was read from a file, and dates it', () => {
    const found = read(page('https://example.org/2014/03/17/post'), 'file:///tmp/post.html');
    expect(found).toMatchObject({
      canonicalUrl: 'https://example.org/2014/03/17/post',
      published: '2014-03-17',
    });
  });

  it('stays on its own page of a host that many share', () => {
    expect(read(page('https://other.github.io/post'), 'https://mine.github.io/post').canonicalUrl).toBeNull();
  });
});

describe('a page that wants to break the reader', () => {
  it.each([
    ['', { title: '', byline: null, published: null }],
    ['<title></title>', { title: '' }],
    [`<script type="application/ld+json">${'['.repeat(2000)}</script><title>Deep</title>`, { title: 'Deep' }],
    [
      '<script type="application/ld+json">{"@type":"Article","author":{"@id":"#a"},"@id":"#a"}</script><title>Loop</title>',
      { title: 'Loop', byline: null },
    ],
    [
      '<script type="application/ld+json">null</script><script type="application/ld+json">"text"</script><title>Odd</title>',
      { title: 'Odd' },
    ],
    [`<title>${'long '.repeat(400)}</title>`, { byline: null }],
    [
      '<meta property="og:title"><meta content="x"><meta name="author" content=""><title>Empty</title>',
      { title: 'Empty', byline: null },
    ],
  ])('page %#', (html, expected) => {
    expect(read(html)).toMatchObject(expected);
  });
});
