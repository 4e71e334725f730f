// The judge, both ways: every wall by its reason, and every article that looks like a wall let through.
import { describe, expect, it } from 'vitest';
import { extract } from '../../crawler/extract/extract.js';
import { countWords, readMarkup } from '../../crawler/verdict/page.js';
import { judge, type Verdict } from '../../crawler/verdict.js';
import { fixtures } from './extract/fixture.js';
import { METADATA_PAGES } from './extract/metadata-pages.js';
import { ACCEPTED } from './verdict/accepted.js';
import type { Case } from './verdict/page.js';
import { REFUSED } from './verdict/refused.js';

async function verdictOn(page: Case): Promise<Verdict> {
  const url = page.url ?? 'https://example.org/2019/03/counters';
  const answer = { url, status: page.status ?? 200, headers: page.headers ?? [], listTitle: page.listTitle };
  const body = new TextEncoder().encode(page.html);
  return (await extract({ body, mime: 'text/html', charset: 'utf-8', url: page.finalUrl ?? url, answer }))
    .verdict;
}

describe.each(Object.entries(REFUSED))('%s', (reason, pages) => {
  it.each(pages.map((page) => [page.name, page] as const))('%s', async (_, page) => {
    const verdict = await verdictOn(page);
    expect(verdict).toMatchObject({ ok: false, reason });
    expect(verdict.evidence).toMatch(/^\P{Cc}{3,400}$/u);
  });
});

describe('an article passes', () => {
  it.each(ACCEPTED.map((page) => [page.name, page] as const))('%s', async (_, page) => {
    expect(await verdictOn(page)).toEqual({ ok: true, reason: null, evidence: null });
  });
});

describe('the extractor’s fixture pages pass', () => {
  const pages = [
    ...fixtures().map(({ name, url, html }) => [name, url, new Uint8Array(html)] as const),
    ...METADATA_PAGES.map(({ name, url, html }) => [name, url, new TextEncoder().encode(html)] as const),
  ];
  it.each(pages)('%s', async (_, url, body) => {
    expect((await extract({ body, mime: 'text/html', url })).verdict).toMatchObject({ ok: true });
  });
});

describe('what is not HTML', () => {
  const page = {
    url: 'https://example.org/a',
    finalUrl: 'https://example.org/a',
    status: 200,
    headers: [],
    html: null,
    title: '',
  };
  it.each([
    ['image/png', '', 'unsupported-type'],
    ['application/zip', '', 'unsupported-type'],
    ['application/pdf', '', 'empty'],
    ['text/plain', 'Just enough words to be a note that stands.', null],
  ])('%s with %j', (mime, text, reason) => {
    expect(judge({ ...page, mime, text }).reason).toBe(reason);
  });
});

describe('readMarkup', () => {
  it('counts what the rules need', () => {
    const markup = readMarkup(
      '<title>A  b</title><body class="Home Blog"><h1>One</h1><h2><a href=/>Two</a></h2><a href=/x><h3>Three</h3></a><p>' +
        `${'word '.repeat(30)}<script>no text</script></p><noscript>off</noscript><input type=PASSWORD><iframe src=/f></iframe>`,
    );
    expect(markup).toMatchObject({
      title: 'A b',
      headings: ['One', 'Two', 'Three'],
      linkedHeadings: 2,
      links: 2,
      longParagraphs: 1,
      passwordFields: 1,
      noscript: 'off',
      bodyClass: ' home blog ',
      frames: ['/f'],
    });
    expect(markup.text).not.toContain('no text');
  });

  it('takes markup that is hostile or none at all in linear time', () => {
    for (const html of [
      '',
      '<'.repeat(100_000),
      '<div>'.repeat(50_000),
      '<a '.repeat(50_000),
      '<!--'.repeat(50_000),
      '\u0000<p>\u0000',
    ])
      expect(readMarkup(html).links).toBe(0);
  });
});

describe('countWords', () => {
  it.each([
    ['one two-three don’t 4.5', 4],
    ['', 0],
    ['日本語の文章です', 4],
    ['слово и ещё слово', 4],
  ])('%j', (text, words) => {
    expect(countWords(text)).toBe(words);
  });
});
