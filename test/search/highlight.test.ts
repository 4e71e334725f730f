import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf } from '../../index/bm25.js';
import { termsIn } from '../../index/passage-terms.js';
import { hasPhrase, highlights } from '../../src/search/highlight.js';

const marked = (text: string, question: string): string[] =>
  highlights(text, new Set(termsOf(question))).map(([start, end]) => text.slice(start, end));

describe('highlights', () => {
  it.each([
    ['Replicated logs replicate.', 'replication log', ['Replicated logs replicate']],
    ['Exactly-once or exactly twice', 'exactly once', ['Exactly-once', 'exactly']],
    ['A circuit-breaker and a CircuitBreaker', 'circuit breaker', ['circuit-breaker', 'CircuitBreaker']],
    ['Про репликацию данных', 'репликация', ['репликацию']],
    ['nothing here', 'kafka', []],
    ['The the the', 'the', []],
  ])('%s / %s', (text, question, expected) => {
    expect(marked(text, question)).toEqual(expected);
  });

  it('are spans in order that do not touch', () => {
    const word = fc.constantFrom('kafka', 'logs', 'exactly-once', 'the', 'CircuitBreaker', ',', 'x');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), fc.array(word, { maxLength: 4 }), (words, asked) => {
        const text = words.join(' ');
        let at = -1;
        const stems = new Set(termsOf(asked.join(' ')));
        const spans = highlights(text, stems);
        expect(highlights(text, stems, termsIn(text))).toEqual(spans);
        for (const [start, end] of spans) {
          expect(start).toBeGreaterThan(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('hasPhrase', () => {
  it.each([
    ['we deliver exactly once here', 'exactly once', true],
    ['exactly-once delivery', 'exactly once', true],
    ['exactly, once more', 'exactly-once', true],
    ['once, exactly', 'exactly once', false],
    ['exactly the once', 'exactly once', false],
    ['the state of the art', 'state of the art', true],
    ['state and art', 'state of the art', false],
    ['logs were replicated', 'log replication', false],
    ['log replication', 'logs replicated', true],
    ['to be or not to be', 'to be', true],
    ['be to', 'to be', false],
  ])('%s / %s', (text, phrase, expected) => {
    expect(hasPhrase(text, phrase)).toBe(expected);
  });
});
