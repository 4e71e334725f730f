// Plain text and Markdown: kept as they are, headings and code known, front matter read.
import { describe, expect, it } from 'vitest';
import { parseBlocks, textOf } from '../../../crawler/extract/markdown.js';
import { plain } from '../../../crawler/extract/plain.js';

const fetchedAt = new Date('2026-06-01');
const text = (source: string, url = 'https://example.org/notes.txt') =>
  plain(source, { url, mime: 'text/plain', fetchedAt });
const markdown = (source: string) =>
  plain(source, { url: 'https://example.org/post.md', mime: null, fetchedAt });

describe('Markdown', () => {
  it('gives its front matter as metadata and its first heading as title', () => {
    const post = markdown(
      '---\ntitle: "Leases, explained"\nauthor: Ann Lee\ndate: 2019-03-04T10:00:00Z\nlang: en\ndescription: What a lease is.\n---\n\n# Leases, explained\n\nA lease is a lock that *forgets* itself.\n',
    );
    expect(post).toMatchObject({
      title: 'Leases, explained',
      byline: 'Ann Lee',
      published: '2019-03-04',
      lang: 'en',
      description: 'What a lease is.',
      verdict: { ok: true },
      provenance: { title: 'front matter', byline: 'front matter', published: 'front matter' },
    });
    expect(textOf(post.markdown)).toBe('A lease is a lock that forgets itself.');
    expect(post.removed).toMatchObject([
      { rule: 'front-matter', what: 'title, author, date, lang, description' },
    ]);
  });

  it.each([
    ['# One *title*\n\ntext', 'One title', 'text'],
    ['Two titles\n==========\n\ntext', 'Two titles', 'text'],
    ['text first\n\n# Later\n\nmore', '', 'text first\n\nLater\n\nmore'],
  ])('takes a leading heading for the title: %j', (source, title, body) => {
    const post = markdown(source);
    expect([post.title, textOf(post.markdown)]).toEqual([title, body]);
  });

  it('does not take a ruler for front matter', () => {
    expect(textOf(markdown('---\n\nJust a ruler above.\n\n---\n\nAnd one below.').markdown)).toContain(
      'Just a ruler above.',
    );
  });

  it('keeps code, lists and tables', () => {
    const source = '# T\n\n```js\nlet a = 1;\n```\n\n- one\n- two\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n';
    expect(parseBlocks(markdown(source).markdown).map(({ kind }) => kind)).toEqual([
      'code',
      'item',
      'item',
      'table',
    ]);
  });
});

describe('plain text', () => {
  const memo = [
    'THE QUEUE MEMO',
    '',
    'By Ann Lee, 4 March 1997',
    '',
    'A queue is a promise to do work later. Every promise must be kept or be broken',
    'loudly, and a queue that grows without bound is a promise that will be broken',
    'in silence.',
    '',
    '1. Bounds',
    '',
    'There are two: ',
    '',
    '  * how long the queue may be, which is what most people think of when they',
    '    think of bounds at all;',
    '  * how old its head may be.',
    '',
    '    while (queue.size() > MAX) {',
    '        drop(queue.head());',
    '    }',
    '',
    'Results',
    '-------',
    '',
    'It worked.',
  ].join('\n');

  it('has headings, joined paragraphs, items and code', () => {
    const note = text(memo);
    expect(parseBlocks(note.markdown)).toEqual([
      { kind: 'paragraph', text: 'By Ann Lee, 4 March 1997' },
      {
        kind: 'paragraph',
        text: 'A queue is a promise to do work later. Every promise must be kept or be broken loudly, and a queue that grows without bound is a promise that will be broken in silence.',
      },
      { kind: 'heading', level: 2, text: '1. Bounds' },
      { kind: 'paragraph', text: 'There are two:' },
      {
        kind: 'item',
        level: 0,
        text: 'how long the queue may be, which is what most people think of when they think of bounds at all;',
      },
      { kind: 'item', level: 0, text: 'how old its head may be.' },
      { kind: 'code', text: 'while (queue.size() > MAX) {\n    drop(queue.head());\n}' },
      { kind: 'heading', level: 2, text: 'Results' },
      { kind: 'paragraph', text: 'It worked.' },
    ]);
    expect(note).toMatchObject({
      title: 'THE QUEUE MEMO',
      byline: 'Ann Lee',
      published: '1997-03-04',
      lang: 'en',
    });
  });

  it('keeps the line breaks of verse and of address blocks', () => {
    expect(
      textOf(text('short line\na much longer line that goes on and on\nshort\nshorter still').markdown),
    ).toBe('short line\na much longer line that goes on and on\nshort\nshorter still');
  });

  it('survives its own special characters', () => {
    const odd = 'Use *a_b* and `c` or [d](e) <f> &amp; 2 * 3\\4, # not a heading at all, is it.';
    expect(textOf(text(odd).markdown)).toBe(odd);
  });

  it('loses a byte order mark and control characters', () => {
    expect(textOf(text('\ufeffa\u0000b\u0007c of text').markdown)).toBe('abc of text');
  });

  it('may be empty', () => {
    expect(text(' \n\n ').verdict).toMatchObject({ ok: false, reason: 'empty' });
  });
});
