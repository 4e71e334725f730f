/** The terms of a passage and where they stand, found once for all who need them while one question is answered. */
import type { Passage } from './passage.js';
import { eachTerm } from './tokenize.js';

/** Parallel arrays: `terms[i]` comes from `text.slice(starts[i], ends[i])`. */
export interface Terms {
  terms: string[];
  starts: number[];
  ends: number[];
}

export function termsIn(text: string): Terms {
  const found: Terms = { terms: [], starts: [], ends: [] };
  eachTerm(text, (term, start, end) => {
    found.terms.push(term);
    found.starts.push(start);
    found.ends.push(end);
  });
  return found;
}

const remembered = new WeakMap<Passage, Terms>();

export function termsOfPassage(passage: Passage): Terms {
  let terms = remembered.get(passage);
  if (terms === undefined) {
    terms = termsIn(passage.text);
    remembered.set(passage, terms);
  }
  return terms;
}

/** The distinct terms of `text.slice(start, end)`, a stretch that cuts no word; `terms` are those of the whole text. */
export function termsWithin({ terms, starts, ends }: Terms, start: number, end: number): Set<string> {
  let low = 0;
  for (let high = starts.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < start) low = middle + 1;
    else high = middle;
  }
  const within = new Set<string>();
  for (let at = low; at < starts.length && starts[at]! < end; at++)
    if (ends[at]! <= end) within.add(terms[at]!);
  return within;
}
