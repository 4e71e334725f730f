/** Pages made to break an extractor: each ends in an article or a reason, and none reaches the process. */
import { describe, expect, it } from 'vitest';
import { extract } from '../../../crawler/extract/extract.js';

const sentence =
  'A sentence that is long enough to be taken for a part of an article, with a comma, and an end. ';
const body = `<h1>Title</h1>${`<p>${sentence.repeat(3)}</p>`.repeat(5)}`;
const read = (html: string | Buffer) =>
  extract({ body: Buffer.from(html), mime: 'text/html', url: 'https://example.org/' });

describe('hostile pages', () => {
  it.each<[string, () => string | Buffer]>([
    ['20,000 nested elements', () => `<article>${'<div>'.repeat(20_000)}${body}`],
    ['20,000 nested lists', () => `${'<ul><li>'.repeat(10_000)}x</article>${body}`],
    ['200,000 elements', () => `<article>${body}</article>${'<b>x</b>'.repeat(200_000)}`],
    [
      'unclosed formatting before every paragraph',
      () =>
        `${Array.from({ length: 3_000 }, (_, i) => `<font color="${i}">`).join('')}${'<p>x'.repeat(3_000)}`,
    ],
    [
      'unclosed everything',
      () => `<article>${'<table><tr><td><a href="x"><b><select><option><svg><p>'.repeat(2_000)}${body}`,
    ],
    [
      'an attribute of a megabyte',
      () => `<div class="${'share '.repeat(170_000)}" style="${'a:b;'.repeat(250_000)}">${body}</div>`,
    ],
    [
      '100,000 attributes',
      () => `<div ${Array.from({ length: 100_000 }, (_, i) => `a${i}=1`).join(' ')}>${body}</div>`,
    ],
    ['NUL bytes', () => body.replace(/s/g, 's\0')],
    [
      'bytes that are no UTF-8',
      () =>
        Buffer.concat([
          Buffer.from(`<meta charset="utf-8">${body}`),
          Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
          Buffer.from(body),
        ]),
    ],
    [
      'entities in entities',
      () =>
        `<!DOCTYPE x [<!ENTITY a "${'&b;'.repeat(100)}">]><p>${'&amp;lt;&#38;#x110000;&#0;&nosuch;'.repeat(30_000)}</p>${body}`,
    ],
    ['a paragraph of a megabyte', () => `<p>${'[*_` '.repeat(200_000)}</p>${body}`],
    [
      'a table of 20,000 cells',
      () => `<table>${`<tr>${'<td>1</td>'.repeat(100)}</tr>`.repeat(200)}</table>${body}`,
    ],
    ['a code block of 50,000 lines', () => `<pre>${'let a = 1; // x\n'.repeat(50_000)}</pre>${body}`],
    [
      'a state of a megabyte',
      () => `<script id="__NEXT_DATA__" type="application/json">${'[{"body":'.repeat(60_000)}</script>`,
    ],
    [
      'scripts that would run',
      () => `<script>process.exit(1)</script><img src=x onerror="process.exit(1)">${body}`,
    ],
    ['nothing but tags', () => '<'.repeat(300_000)],
  ])(
    '%s',
    async (_, make) => {
      const result = await read(make());
      expect(result.verdict.ok ? result.text.length > 0 : result.verdict.reason).toBeTruthy();
      expect(result.text).not.toContain('\0');
    },
    120_000,
  );

  it('refuses sixty megabytes before reading them', async () => {
    const { verdict } = await extract({
      body: Buffer.alloc(60_000_000, '<p>x'),
      mime: 'text/html',
      url: 'https://example.org/',
    });
    expect(verdict.reason).toBe('too-large');
  });
});
