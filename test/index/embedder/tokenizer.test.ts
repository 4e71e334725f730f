// Text to entries of a table: words, identifiers, pieces, pairs, Russian.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tokenizer, type Vocabulary } from '../../../index/embedder/tokenizer.js';

function vocabularyOf(...entries: string[]): Vocabulary & { entries: string[] } {
  return { entries, idOf: (entry) => entries.indexOf(entry) };
}

const known = vocabularyOf(
  ...[
    'exactly',
    'once',
    'exactly once',
    'kraft',
    'postgresql',
    'c++',
    'c',
    'diff',
    'executor',
    'run',
    'target',
    'http',
  ],
  ...['mem', '##sn', '##iff', 'cafe', 'kafka', 'очеред', 'naive', 'grpc', 'server', '##2'],
);

const tokenizer = new Tokenizer(known);

function entriesOf(text: string): string[] {
  return tokenizer.tokenize(text).map((token) => (token < 0 ? 'own' : (known.entries[token] ?? '?')));
}

describe('tokenize', () => {
  it('joins neighbours that are one entry, with a space or a hyphen between', () => {
    expect(entriesOf('Exactly-once')).toEqual(['exactly', 'once', 'exactly once']);
    expect(entriesOf('exactly once')).toEqual(['exactly', 'once', 'exactly once']);
    expect(entriesOf('once exactly')).toEqual(['once', 'exactly']);
  });

  it('prefers a whole word to the parts of an identifier', () => {
    expect(entriesOf('KRaft PostgreSQL gRPC')).toEqual(['kraft', 'postgresql', 'grpc']);
    expect(entriesOf('DiffExecutor run_target HTTPServer')).toEqual([
      'diff',
      'executor',
      'run',
      'target',
      'http',
      'server',
    ]);
  });

  it('keeps the tail of C++ where it is known and drops it elsewhere', () => {
    expect(entriesOf('C++, kafka++')).toEqual(['c++', 'kafka']);
  });

  it('takes unknown words apart into pieces, longest first', () => {
    expect(entriesOf('memsniff http2')).toEqual(['mem', '##sn', '##iff', 'http', '##2']);
  });

  it('reads accents as plain letters', () => {
    expect(entriesOf('Café naïve')).toEqual(['cafe', 'naive']);
  });

  it('finds Russian words by stem and in Latin letters', () => {
    expect(entriesOf('очередей')).toEqual(['очеред']);
    expect(entriesOf('Кафка')).toEqual(['kafka']);
    expect(entriesOf('йод')).toEqual(['own']);
  });

  it('lets a word of another script stand for itself, the same each time', () => {
    const [first, second, third] = tokenizer.tokenize('数据 数据 кролик');
    expect(first).toBeLessThan(0);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('leaves data alone', () => {
    expect(entriesOf('x'.repeat(41))).toEqual([]);
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const token of tokenizer.tokenize(text)) expect(token).toBeLessThan(known.entries.length);
      }),
    );
  });
});
