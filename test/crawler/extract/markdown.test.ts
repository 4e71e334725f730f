/** Markdown and plain text are two renderings of the same blocks, whatever characters and structures a page holds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../../crawler/extract/block.js';
import { parseMarkup } from '../../../crawler/extract/dom.js';
import { escapeMarkdown, plainInline } from '../../../crawler/extract/inline.js';
import { joinBlocks, parseBlocks, textOf } from '../../../crawler/extract/markdown.js';
import { markdownOf } from '../../../crawler/extract/render.js';

const render = (html: string) =>
  blocksOf(parseMarkup(`<!doctype html><html><body>${html}</body></html>`).body, 'https://example.org/');
const markdown = (html: string) => markdownOf(render(html));
const encode = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

const word = fc.oneof(
  fc.constantFrom(
    'a',
    'Kafka',
    'snake_case',
    '__init__',
    '*',
    '**',
    '_',
    '`',
    '``',
    '[x]',
    '](y)',
    '#',
    '##',
    '-',
    '+',
    '1.',
    '2)',
    '>',
    '|',
    '\\',
    '!',
    '![',
    '<b>',
    '&amp;',
    '&',
    '~~',
    '~~~',
    '```',
    '===',
    '---',
    '***',
    'код',
    '日本語',
    'مرحبا',
    '😀',
    'http://a.b/c_d',
    '[^1]',
    ':',
    '\\*',
  ),
  fc.string({ minLength: 1, maxLength: 6 }).map((text) => text.replace(/[\s\p{C}]+/gu, '') || 'w'),
);
const text = fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => words.join(' '));
const inline = fc.oneof(
  text.map(encode),
  text.map((t) => `<b>${encode(t)}</b>`),
  text.map((t) => `x<em> ${encode(t)} </em>y`),
  text.map((t) => `<a href="/p(1)?q=[2]">${encode(t)}</a>`),
  text.map((t) => `<code>${encode(t)}</code>`),
  fc.tuple(text, text).map(([a, b]) => `${encode(a)}<br>${encode(b)}`),
);
const inlines = fc.array(inline, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' '));
const leaf = fc.oneof(
  inlines.map((t) => `<p>${t}</p>`),
  inlines.map((t) => `<h2>${t}</h2>`),
  fc
    .array(fc.tuple(fc.nat(8), text), { minLength: 1, maxLength: 5 })
    .map((lines) => `<pre>${lines.map(([pad, line]) => ' '.repeat(pad) + encode(line)).join('\n')}</pre>`),
  fc
    .array(fc.tuple(inlines, inlines), { minLength: 2, maxLength: 3 })
    .map((rows) => `<table>${rows.map(([a, b]) => `<tr><td>${a}</td><td>${b}</td></tr>`).join('')}</table>`),
);
const block = fc.oneof(
  leaf,
  fc
    .array(inlines, { minLength: 1, maxLength: 3 })
    .map((items) => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`),
  fc
    .tuple(inlines, leaf, inlines)
    .map(([a, nested, b]) => `<ol start="9"><li>${a}${nested}</li><li>${b}<ul><li>${a}</li></ul></li></ol>`),
  fc.array(leaf, { minLength: 1, maxLength: 2 }).map((inner) => `<blockquote>${inner.join('')}</blockquote>`),
);

describe('Markdown and text', () => {
  it('gives every block back from Markdown, word for word and in order', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 5 }), (pieces) => {
        const blocks = render(pieces.join('\n'));
        const source = markdownOf(blocks);
        const parsed = parseBlocks(source);
        expect(parsed.map(({ text }) => text)).toEqual(blocks.map(({ text }) => text));
        let from = 0;
        const whole = textOf(source);
        for (const { text } of parsed) {
          const at = whole.indexOf(text, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + text.length;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives escaped text back', () => {
    fc.assert(
      fc.property(text, (t) => {
        expect(plainInline(escapeMarkdown(t))).toBe(t);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on any Markdown, and its text holds its blocks', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (source) => {
        expect(textOf(source)).toBe(joinBlocks(parseBlocks(source)));
      }),
    );
  });
});

describe('blocks of a page', () => {
  it('writes headings, nested lists, quotes, code and tables', () => {
    expect(
      markdown(`<h2>One <em>two</em></h2><p>See <a href="b.html">the page</a>, <strong>really</strong>.</p>
<ul><li>first<ol><li>inner</li></ol></li><li><p>second</p><pre data-lang="sql">SELECT 1;\n  -- two</pre></li></ul>
<blockquote><p>quoted</p><p>twice</p></blockquote><table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td><td>2</td></tr></table>`),
    ).toBe(`## One *two*

See [the page](https://example.org/b.html), **really**.

- first
  1. inner
- second

  \`\`\`sql
  SELECT 1;
    -- two
  \`\`\`

> quoted

> twice

| a | b\\|c |
| --- | --- |
| 1 | 2 |
`);
  });

  it('divides bare text at double line breaks, as old blog engines wrote it', () => {
    expect(
      render('<div>one<br>still one<br><br>two<br />\n<br />three<div>four</div>five</div>').map(
        (b) => b.text,
      ),
    ).toEqual(['one\nstill one', 'two', 'three', 'four', 'five']);
  });

  it('leaves out footnote marks, back links and readings of ideographs, and keeps formulas', () => {
    const html = `<p>Said<sup><a href="#fn1">1</a></sup> so.</p><ol><li id="fn1">Where. <a href="#r1">↩</a></li></ol>
<p><ruby>漢字<rt>かんじ</rt></ruby>と<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math></p>`;
    expect(textOf(markdown(html))).toBe('Said so.\n\nWhere.\n\n漢字と$x^2$');
  });

  it('reads a table that lays out a page cell by cell', () => {
    expect(
      render('<table><tr><td><p>one</p></td><td><ul><li>two</li></ul></td></tr></table>').map((b) => b.kind),
    ).toEqual(['paragraph', 'item']);
  });
});

describe('Markdown from elsewhere', () => {
  it('reads setext headings, reference links, images, tags, entities and indented code', () => {
    const source = `Title
=====

Some *text* with [a link][1], ![an image](x.png) and <b>tags</b> &amp; snake_case_names, 5 * 3.

    indented code

* item _one_
* item two
  goes on

[1]: https://example.org`;
    expect(parseBlocks(source)).toEqual([
      { kind: 'heading', level: 1, text: 'Title' },
      { kind: 'paragraph', text: 'Some text with a link, and tags & snake_case_names, 5 * 3.' },
      { kind: 'code', text: 'indented code' },
      { kind: 'item', level: 0, text: 'item one' },
      { kind: 'item', level: 0, text: 'item two goes on' },
    ]);
  });
});
