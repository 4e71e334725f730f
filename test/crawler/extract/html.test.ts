/** The article, the whole article and nothing but the article, on pages built as real ones are; quality floors in floors.json. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extract } from '../../../crawler/extract/extract.js';
import { textOf } from '../../../crawler/extract/markdown.js';
import { compare, fixtures } from './fixture.js';

const floors = JSON.parse(readFileSync(new URL('../../eval/floors.json', import.meta.url), 'utf8'))
  .extraction as {
  f1: number;
  worstPage: number;
};
const pages = fixtures();
const read = (html: string | Uint8Array, url = 'https://example.org/post') =>
  extract({ body: typeof html === 'string' ? Buffer.from(html) : html, mime: 'text/html', url });

const prose = (n: number) =>
  `Paragraph ${n} tells how a queue absorbs a burst that neither service could take alone, and why, after the ${n}th time, nobody was surprised by it.`;
const article = (inside: string, before = '', after = '') =>
  `<!doctype html><html><head><title>Bursts and queues</title></head><body>${before}<main><h1>Bursts and queues</h1><div class="entry">${inside}</div></main>${after}</body></html>`;
const paragraphs = [1, 2, 3, 4].map((n) => `<p>${prose(n)}</p>`).join('');
const whole = [1, 2, 3, 4].map(prose).join('\n\n');

describe('fixture pages', () => {
  it('reach the floors', async () => {
    expect(pages.length).toBeGreaterThanOrEqual(25);
    const scores = await Promise.all(
      pages.map(async (page) => ({
        name: page.name,
        ...compare((await read(page.html, page.url)).text, page.text),
      })),
    );
    const mean = (pick: (score: (typeof scores)[number]) => number) =>
      scores.reduce((sum, score) => sum + pick(score), 0) / scores.length;
    const precision = mean((score) => score.precision);
    const recall = mean((score) => score.recall);
    expect((2 * precision * recall) / (precision + recall)).toBeGreaterThanOrEqual(floors.f1);
    expect(scores.filter((score) => score.f1 < floors.worstPage)).toEqual([]);
  });

  it.each(pages.map((page) => [page.name, page] as const))(
    '%s: text is the rendering of its Markdown, and removals are accounted for',
    async (_, page) => {
      const result = await read(page.html, page.url);
      expect(result.verdict).toEqual({ ok: true, reason: null, evidence: null });
      expect(result.text).toBe(textOf(result.markdown));
      expect(result.text).not.toMatch(/<\/?(?:p|div|span|script)\b/);
      for (const removal of result.removed) {
        expect(removal.rule).toMatch(/^[a-z-]+$/);
        expect(removal.what.length).toBeLessThanOrEqual(80);
        expect(removal.chars).toBeGreaterThan(0);
      }
    },
  );
});

describe('boilerplate', () => {
  it.each([
    ['share bars', '<div class="social-share"><a href="#">Tweet</a> <a href="#">Share</a></div>', 'share'],
    ['related posts', `<div class="relatedPosts"><h3>Related</h3><p>${prose(9)}</p></div>`, 'related'],
    [
      'a newsletter form',
      '<div id="newsletter_signup"><p>Get our letter every week, for free.</p></div>',
      'newsletter',
    ],
    [
      'an author box',
      '<div class="author-bio"><p>Jo writes about queues and has done so for years.</p></div>',
      'author',
    ],
    [
      'a table of contents',
      '<div class="toc"><ul><li><a href="#a">One</a></li><li><a href="#b">Two</a></li></ul></div>',
      'contents',
    ],
    [
      'a consent banner',
      '<div class="cookie-consent"><p>We use cookies to make this site work.</p></div>',
      'consent',
    ],
    ['a figure', '<figure><img src="a.png"><figcaption>A queue at noon.</figcaption></figure>', 'caption'],
  ])('removes %s and says so', async (_, markup, rule) => {
    const result = await read(
      article(`<p>${prose(1)}</p><p>${prose(2)}</p>${markup}<p>${prose(3)}</p><p>${prose(4)}</p>`),
    );
    expect(result.text).toBe(whole);
    expect(result.removed.map((removal) => removal.rule)).toContain(rule);
  });

  it('keeps captions in a field of their own', async () => {
    const result = await read(
      article(`${paragraphs}<figure><img src="a.png"><figcaption>A queue at noon.</figcaption></figure>`),
    );
    expect(result.captions).toEqual(['A queue at noon.']);
  });

  it('keeps a post that an old engine put into a box named after comments or sidebars', async () => {
    for (const name of ['comment', 'sidebar-content post', 'share', 'related']) {
      expect((await read(article(`<div class="${name}">${paragraphs}</div>`))).text).toBe(whole);
    }
  });

  it('keeps sentences that speak of newsletters, comments and cookies', async () => {
    const sentences = [
      'Subscribe to a topic with the same group twice and each of the two consumers gets half of the messages.',
      'Comments in the configuration are stripped before the newsletter service sees a cookie of that name.',
      'Follow us through the code: the share of the leader is read from the related table, not from the index.',
    ];
    const result = await read(
      article(`${paragraphs}${sentences.map((sentence) => `<p>${sentence}</p>`).join('')}<p>${prose(5)}</p>`),
    );
    for (const sentence of sentences) expect(result.text).toContain(sentence);
  });

  it('keeps the titles and summaries of a digest, flat or in cards', async () => {
    const items = [1, 2, 3, 4, 5].map((n) => ({
      title: `<h3><a href="https://${n}.example/">Title of entry ${n}</a></h3>`,
      text: prose(n),
    }));
    const flat = items.map(({ title, text }) => `${title}<p>${text}</p>`).join('');
    const cards = items.map(({ title, text }) => `<div class="card">${title}<p>${text}</p></div>`).join('');
    const wanted = [1, 2, 3, 4, 5].map((n) => `Title of entry ${n}\n\n${prose(n)}`).join('\n\n');
    for (const inside of [flat, `<div class="post-content">${cards}</div>`]) {
      expect((await read(article(`<p>Five things this week.</p>${inside}`))).text).toBe(
        `Five things this week.\n\n${wanted}`,
      );
    }
  });

  it('drops rows of teasers to other articles', async () => {
    const cards = [5, 6, 7]
      .map(
        (n) => `<div class="tile"><h4><a href="/${n}">Another article ${n}</a></h4><p>${prose(n)}</p></div>`,
      )
      .join('');
    const result = await read(article(paragraphs, '', `<section><div class="grid">${cards}</div></section>`));
    expect(result.text).toBe(whole);
    expect(result.removed.map((removal) => removal.rule)).toContain('teasers');
  });

  it('opens what a click opens, and leaves hidden dialogs hidden', async () => {
    const panels = [1, 2, 3, 4]
      .map(
        (n) =>
          `<div class="accordion"><h3><button>Question ${n}?</button></h3><div class="panel" style="display:none"><p>${prose(n)}</p></div></div>`,
      )
      .join('');
    const result = await read(
      article(`${panels}<div class="dialog" style="display:none"><p>${prose(9)}</p></div>`),
    );
    expect(result.text).toBe([1, 2, 3, 4].map((n) => `Question ${n}?\n\n${prose(n)}`).join('\n\n'));
  });

  it('keeps the lists of links that an article closes with, and drops those of the site', async () => {
    const links =
      '<ul><li><a href="https://a.example/paper">The paper on leases</a></li><li><a href="https://b.example/talk">The talk about it</a></li></ul>';
    const own = await read(article(`${paragraphs}<h2>References and further material</h2>${links}`));
    expect(own.text).toContain('The paper on leases\nThe talk about it');
    const foreign = await read(article(paragraphs, '', `<h3>You may also like</h3>${links}`));
    expect(foreign.text).toBe(whole);
  });
});

describe('pages of another kind', () => {
  it('reads the text that is meant for readers without scripts', async () => {
    const html = `<html><head><title>Bursts</title></head><body><div id="app"></div><noscript><div>${paragraphs}</div></noscript></body></html>`;
    expect((await read(html)).text).toBe(whole);
  });

  it.each([
    ['a frame set', '<html><frameset cols="20%,80%"><frame src="a.html"></frameset></html>'],
    ['an empty document', '<!doctype html>'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"><text>hi</text></svg>'],
  ])('finds nothing in %s', async (_, markup) => {
    expect((await read(markup)).verdict.reason).toBe('empty');
  });

  it('reads XHTML, bare text and what a template shows', async () => {
    const xhtml = `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><div>${paragraphs}</div></body></html>`;
    const result = await extract({
      body: Buffer.from(xhtml),
      mime: 'application/xhtml+xml',
      url: 'https://example.org/',
    });
    expect(result.text).toBe(whole);
    expect((await read(whole)).text).toContain(prose(4));
    expect(
      (await read(`<my-page><template shadowrootmode="open"><div>${paragraphs}</div></template></my-page>`))
        .text,
    ).toBe(whole);
  });
});

describe('limits', () => {
  it('names what is too large, too complex, empty or of no use', async () => {
    const reason = async (body: string, mime = 'text/html', limits = {}) =>
      (await extract({ body: Buffer.from(body), mime, url: 'https://example.org/', limits })).verdict.reason;
    expect(await reason('x'.repeat(200), 'text/html', { bytes: 100 })).toBe('too-large');
    expect(await reason('<p>a'.repeat(2_000), 'text/html', { elements: 1_000 })).toBe('too-complex');
    expect(await reason('')).toBe('empty');
    expect(await reason('<html><body><script>var a = 1;</script></body></html>')).toBe('empty');
    expect(await reason('{"a": 1}', 'application/json')).toBe('unsupported-type');
  });
});
