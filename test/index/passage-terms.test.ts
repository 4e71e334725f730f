// The terms of a passage: found once, and those of a stretch are those of the stretch alone.
import { expect, it } from 'vitest';
import type { Passage } from '../../index/passage.js';
import { termsIn, termsOfPassage, termsWithin } from '../../index/passage-terms.js';
import { sentences } from '../../index/sentence.js';

const text =
  'Kafka keeps exactly-once semantics. A broker (v2.1, e.g. on Linux) restarts!\n\n- Readers lag behind the log\n- Очереди растут.';

it('of a sentence are what the sentence alone gives', () => {
  const terms = termsIn(text);
  const spans = sentences(text);
  expect(spans.length).toBeGreaterThan(3);
  for (const { start, end } of spans)
    expect(termsWithin(terms, start, end)).toEqual(new Set(termsIn(text.slice(start, end)).terms));
  expect(termsWithin(terms, 0, 0)).toEqual(new Set());
});

it('say where each stands', () => {
  const { terms, starts, ends } = termsIn(text);
  const at = terms.indexOf('broker');
  expect(text.slice(starts[at], ends[at])).toBe('broker');
});

it('are found once for a passage', () => {
  const passage = { text } as Passage;
  expect(termsOfPassage(passage)).toBe(termsOfPassage(passage));
});
