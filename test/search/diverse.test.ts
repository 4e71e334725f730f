// One source does not fill the page: from its third hit on it steps back, unless it was asked for.
import { describe, expect, it } from 'vitest';
import type { Generation } from '../../index/generation.js';
import { diversified } from '../../src/search/diverse.js';

/** An index of one passage a document. */
function indexOf(documents: { host: string; company?: number }[]): Generation {
  const of = Uint32Array.from(documents, ({ company }) => company ?? 0);
  return { documents, companies: { of } } as unknown as Generation;
}

const group = (document: number, score: number) => ({
  ...{ document, score, passages: [{ id: document, score, at: document }] },
});

const order = (index: Generation, scores: number[], named: number[] = []) =>
  diversified(
    index,
    scores.map((score, document) => group(document, score)),
    named,
  ).map(({ document }) => document);

describe('diversity of sources', () => {
  const blog = { host: 'blog.example.com' };
  const other = { host: 'other.example.org' };

  it('lets the third of a host step back behind what is nearly as good, and says what it lost', () => {
    const index = indexOf([blog, blog, blog, other]);
    expect(order(index, [5, 4.9, 4.8, 4.5])).toEqual([0, 1, 3, 2]);
    const { score, repeated } = diversified(
      index,
      [5, 4.9, 4.8, 4.5].map((s, d) => group(d, s)),
      [],
    )[3]!;
    expect(score).toBeCloseTo(3.84);
    expect(score - repeated!).toBeCloseTo(4.8);
  });

  it('leaves a far better one where it stands, and two of a host alone', () => {
    expect(order(indexOf([blog, blog, blog, other]), [5, 4.9, 4.8, 2])).toEqual([0, 1, 2, 3]);
    expect(order(indexOf([blog, blog, other, other]), [5, 4, 3, 2])).toEqual([0, 1, 2, 3]);
  });

  it('takes a company for one source over all its hosts, unless the question names it', () => {
    const netflix = ['netflixtechblog.com', 'medium.com', 'youtube.com'].map((host) => ({
      host,
      company: 7,
    }));
    const index = indexOf([...netflix, other]);
    expect(order(index, [5, 4.9, 4.8, 4.7])).toEqual([0, 1, 3, 2]);
    expect(order(index, [5, 4.9, 4.8, 4.7], [7])).toEqual([0, 1, 2, 3]);
  });

  it('takes hosts of many authors for no source', () => {
    const medium = { host: 'medium.com' };
    expect(order(indexOf([medium, medium, medium, other]), [5, 4.9, 4.8, 4.7])).toEqual([0, 1, 2, 3]);
  });

  it('keeps every group', () => {
    const many = Array.from({ length: 40 }, (_, at) => (at % 3 === 0 ? other : blog));
    const all = order(
      indexOf(many),
      many.map((_, at) => 40 - at),
    );
    expect([...all].sort((a, b) => a - b)).toEqual(many.map((_, at) => at));
  });
});
