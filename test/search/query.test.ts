import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, QueryError, years } from '../../src/search/query.js';

function errorOf(input: string): QueryError {
  try {
    parseQuery(input);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`no error for ${input}`);
}

describe('parseQuery', () => {
  it('reads all of the language at once', () => {
    expect(
      parseQuery(
        'kafka "exactly once" -rabbitmq -"big data" host:www.Uber.com kind:articles,paper list:"backend reads"',
      ),
    ).toEqual({
      text: 'kafka exactly once',
      phrases: ['exactly once'],
      excluded: ['rabbitmq', 'big data'],
      filter: { host: ['uber.com'], kind: ['article', 'paper'], list: ['backend reads'] },
    });
  });

  it.each([
    ['site:https://eng.uber.com/blog x', { host: ['eng.uber.com'] }],
    ['lang:RU x', { lang: ['ru'] }],
    ['lang:en-US x', { lang: ['en'] }],
    ['year:2019 x', { year: [{ from: 2019, to: 2019 }] }],
    [
      'year:2016-2019,2021 x',
      {
        year: [
          { from: 2016, to: 2019 },
          { from: 2021, to: 2021 },
        ],
      },
    ],
    ['section:"Case Studies" x', { section: ['Case Studies'] }],
    ['-host:medium.com -kind:video x', { not: { host: ['medium.com'], kind: ['video'] } }],
    ['HOST:a.com host:b.com x', { host: ['a.com', 'b.com'] }],
  ])('%s', (input, filter) => {
    expect(parseQuery(input)).toMatchObject({ text: 'x', filter });
  });

  it.each([
    ['std::vector vs std::list', 'std::vector vs std::list'],
    ['at 10:30 note: this', 'at 10:30 note: this'],
    ['list::of', 'list::of'],
    ['host://x', 'host://x'],
    ['well-read - and -- so', 'well-read - and -- so'],
    ["what's C++?", "what's C++?"],
    ['“big data”', 'big data'],
  ])('takes %s for words', (input, text) => {
    expect(parseQuery(input).text).toBe(text);
    expect(parseQuery(input).filter).toEqual({});
  });

  it('may consist of filters alone', () => {
    expect(parseQuery('list:a')).toEqual({ text: '', phrases: [], excluded: [], filter: { list: ['a'] } });
  });

  it.each([
    ['', 0, 0],
    ['   ', 0, 3],
    ['-kafka', 0, 6],
    ['a "open', 2, 5],
    ['a kind:novel', 7, 5],
    ['a lang:english', 7, 7],
    ['a year:soon', 7, 4],
    ['a list:', 2, 5],
    ['a list: b', 2, 5],
    ['a list:"" b', 2, 7],
  ])('says where %j cannot be understood', (input, position, length) => {
    const error = errorOf(input);
    expect([error.position, error.length]).toEqual([position, length]);
  });

  it('takes no more than a page', () => {
    expect(errorOf('x'.repeat(2_001)).position).toBe(2_000);
  });

  it('gives a query or a QueryError inside the input, whatever the input', () => {
    const piece = fc.constantFrom(
      'list:',
      'host:',
      'year:',
      '-',
      '"',
      ' ',
      'a',
      '2019',
      '..',
      'kind:paper',
      '“',
      ',',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 12 }), (pieces) => {
        const input = pieces.join('');
        try {
          const query = parseQuery(input);
          for (const phrase of query.phrases) expect(query.text).toContain(phrase);
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
          const { position, length } = error as QueryError;
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position + length).toBeLessThanOrEqual(input.length);
        }
      }),
    );
  });
});

describe('years', () => {
  it.each([
    ['2019', { from: 2019, to: 2019 }],
    ['2016-2019', { from: 2016, to: 2019 }],
    ['2019..2016', { from: 2016, to: 2019 }],
    ['2016..', { from: 2016, to: null }],
    ['-2019', { from: null, to: 2019 }],
    ['>2016', { from: 2017, to: null }],
    ['>=2016', { from: 2016, to: null }],
    ['<2016', { from: null, to: 2015 }],
    ['<=2016', { from: null, to: 2016 }],
    ['..', null],
    ['19', null],
    ['20166', null],
  ])('%s', (text, range) => {
    expect(years(text)).toEqual(range);
  });
});
