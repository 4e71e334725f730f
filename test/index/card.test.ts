import { describe, expect, it } from 'vitest';
import type { Link } from '../../crawler/link.js';
import { cardOf, urlWords } from '../../index/card.js';
import { cardContent } from '../../index/content.js';
import { documentOf } from '../../index/document.js';

function link(overrides: Partial<Link>): Link {
  return {
    ...{
      id: 7,
      canonical: 'example.org/?p=1',
      url: 'https://example.org/?p=1',
      title: '',
      places: [],
      kind: 'article',
    },
    ...{ status: 'new', reason: null, evidence: null, httpStatus: null, finalUrl: null, duplicateOf: null },
    ...{ archivedUrl: null, archivedAt: null, words: 0, lang: null, published: null, fetchedAt: null },
    ...overrides,
  };
}
const place = (list: string, section: string[], title = '', note = '') => ({ list, section, title, note });

describe('the words of an address', () => {
  it.each([
    ['https://x.org/2019/07/how-we-cache.html', 'how we cache'],
    ['https://medium.com/p/f792e42fef7a', ''],
    ['https://x.org/blog/post/circuit_breaker?utm_source=a#top', 'circuit breaker'],
    ['https://x.org/%D1%80%D0%B5%D0%BF%D0%BB%D0%B8%D0%BA%D0%B0', 'реплика'],
    ['https://x.org/100%-up', 'up'],
    ['https://x.org', ''],
  ])('%s', (url, words) => {
    expect(urlWords(url)).toBe(words);
  });
});

describe('a card', () => {
  it('holds what all lists say, each thing once', () => {
    const card = cardOf(
      link({
        title: 'Queues',
        places: [
          place('a', ['Messaging', 'Kafka'], 'Queues', 'a classic'),
          place('b', ['Reads'], 'All about queues', 'a classic'),
        ],
      }),
    );
    expect(card.text).toBe('Queues\nAll about queues\na classic');
    expect(card.heading).toEqual(['Messaging', 'Kafka']);
    expect(cardContent(card)).toEqual({
      title: 'Queues\nAll about queues',
      heading: [],
      text: 'a classic · Messaging > Kafka · Reads · example.org',
    });
  });

  it('shows the words of the address, else the address, where there is no title', () => {
    expect(cardOf(link({ url: 'https://example.org/how-we-scale' })).text).toBe('how we scale');
    expect(cardOf(link({})).text).toBe('example.org/?p=1');
  });
});

describe('a document', () => {
  it('is never without a title', () => {
    expect(documentOf(link({ title: 'Given' }), 0, null).title).toBe('Given');
    expect(documentOf(link({ url: 'https://example.org/how-we-scale' }), 0, null).title).toBe('how we scale');
    expect(documentOf(link({}), 0, null).title).toBe('example.org/?p=1');
  });

  it('takes the facts of its article', () => {
    const article = {
      title: 'T',
      byline: 'B',
      published: '2020-01-02',
      lang: 'en',
      words: 9,
      contentHash: 'h',
    };
    expect(documentOf(link({ lang: 'ru' }), 3, article)).toMatchObject({
      ...{ ordinal: 3, linkId: 7, title: 'T', byline: 'B', published: '2020-01-02', lang: 'en', words: 9 },
      ...{ contentHash: 'h', evidence: 'text', host: 'example.org', mirrorOf: null },
    });
  });
});
