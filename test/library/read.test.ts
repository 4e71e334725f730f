// Stretches of an article: whole characters, honest offsets, an end.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Article } from '../../crawler/catalog/catalog.js';
import type { Link } from '../../crawler/link.js';
import { LONGEST_STRETCH, stretchOf } from '../../src/library/read.js';

const link = { title: '', url: 'https://a.example/x', archivedAt: null } as Link;
const articleOf = (text: string) => ({ title: 'T', byline: null, published: null, text }) as Article;

describe('stretchOf', () => {
  it('gives what was asked for and says where it lies', () => {
    expect(stretchOf(link, articleOf('0123456789'), 2, 3)).toMatchObject({
      text: '234',
      start: 2,
      end: 5,
      total: 10,
      title: 'T',
    });
    expect(stretchOf(link, articleOf('0123456789'), 8, 30)).toMatchObject({ text: '89', start: 8, end: 10 });
    expect(stretchOf(link, articleOf('0123456789'), 99, 5)).toMatchObject({ text: '', start: 10, end: 10 });
  });

  it('never gives more than the most', () => {
    expect(stretchOf(link, articleOf('x'.repeat(80_000)), 0, 80_000).text).toHaveLength(LONGEST_STRETCH);
  });

  it('joins into the whole article without parting a character', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 9 }),
        (text, length) => {
          const article = articleOf(text);
          let joined = '';
          for (let at = 0; at < text.length; ) {
            const { text: piece, end } = stretchOf(link, article, at, length);
            expect(piece).not.toMatch(/\p{Surrogate}/u);
            joined += piece;
            at = end;
          }
          expect(joined).toBe(text);
        },
      ),
    );
  });
});
