import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachTerm, eachTermOf, tokenize } from '../../index/tokenize.js';

const terms = (text: string): string[] => tokenize(text).map(({ term }) => term);

describe('tokenize', () => {
  it.each([
    ['exactly-once', 'exactlyonc exactli onc'],
    ['exactlyOnce', 'exactlyonc exactli onc'],
    ['exactly_once', 'exactlyonc exactli onc'],
    ['CircuitBreaker', 'circuitbreak circuit breaker'],
    ['HTTPServer', 'httpserver http server'],
    ['KRaft', 'kraft raft'],
    ['C++ and C# and g++', 'c++ c# g++'],
    ['gRPC over HTTP/2', 'grpc rpc http2 http 2'],
    ['S3, EC2 and p99', 's3 ec2 p99'],
    ['TCP/IP', 'tcpip tcp ip'],
    ['I/O', 'io'],
    ['client/server', 'client server'],
    ['1,000,000 rows', '1000000 row'],
    ['pi is 3.14', 'pi 3.14'],
    ['v1.2.3', 'v1.2.3'],
    ["Uber's APIs", 'uber api'],
    ['café naïve ﬁle', 'cafe naiv file'],
    ['микросервисы и микросервисов', 'микросервис микросервис'],
    ['ёлка йод', 'елк йод'],
    ['分布式系统', '分布 布式 式系 系统'],
    ['', ''],
    ['… — !', ''],
  ])('%s', (text, expected) => {
    expect(terms(text).join(' ')).toBe(expected);
  });

  it('meets node.js in every spelling', () => {
    for (const spelling of ['node.js', 'Node.js', 'NodeJS', 'nodejs', 'node-js'])
      expect(terms(spelling)).toContain('nodej');
  });

  it('leaves a place for stop words, so that phrases keep their distance', () => {
    expect(tokenize('state of the art').map(({ term, position }) => [term, position])).toEqual([
      ['state', 0],
      ['art', 3],
    ]);
  });

  it('points at the text that each term comes from', () => {
    const text = 'Retry: exactly-once, Café.';
    expect(tokenize(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'Retry',
      'exactly-once',
      'exactly',
      'once',
      'Café',
    ]);
  });

  it('drops encoded data', () => {
    expect(terms('a'.repeat(41))).toEqual([]);
    expect(terms('a'.repeat(40))).toHaveLength(1);
  });

  it('never throws, keeps offsets inside and in order, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        let position = 0;
        for (const token of tokenize(text)) {
          expect(token.term).not.toBe('');
          expect(token.start).toBeGreaterThanOrEqual(0);
          expect(token.end).toBeGreaterThan(token.start);
          expect(token.end).toBeLessThanOrEqual(text.length);
          expect(token.position).toBeGreaterThanOrEqual(position);
          position = token.position;
        }
      }),
    );
  });

  it('does not care about case where a word has no hump', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}( [a-z]{1,12}){0,5}$/), (text) => {
        expect(terms(text.toUpperCase())).toEqual(terms(text));
      }),
    );
  });
});

describe('terms of a few', () => {
  const words = [
    'Queues',
    'queue',
    'écluse',
    'Exactly-Once',
    'КЭШ',
    'кэша',
    'C++',
    'the',
    'İstanbul',
    '漢字語',
    'kRaft',
    'x',
  ];

  it('are those of all, less the others', () => {
    const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'grapheme', maxLength: 6 })));
    fc.assert(
      fc.property(text, fc.subarray(words), (said, asked) => {
        const all: unknown[] = [];
        const few: unknown[] = [];
        const wanted = new Set(tokenize(asked.join(' ')).map(({ term }) => term));
        eachTerm(said.join(' '), (...token) => wanted.has(token[0]) && all.push(token));
        eachTermOf(said.join(' '), wanted, (...token) => few.push(token));
        expect(few).toEqual(all);
      }),
    );
  });
});
