/**
 * Combines what words, meaning, concepts and company say of a passage into one score.
 *
 *   words      BM25 / sqrt(BM25 of a perfect match)
 *   meaning    0.4 standard deviations by which the cosine is above what is ordinary for this question, at least 0
 *   concepts   8 x shared concepts x (1 - share of the question's words that the best passage covers)
 *   company    3 for an article of a company that the question names
 */
import type { Evidence } from './candidates.js';

export type System = 'hybrid' | 'bm25' | 'vector';

/** What each kind of evidence adds to a score. */
export interface Parts {
  words: number;
  meaning: number;
  concepts: number;
  company: number;
}

const MEANING = 0.4;
const CONCEPTS = 8;
const COMPANY = 3;

/** What one unit of each kind of evidence is worth for this question. */
export interface Weights extends Parts {
  /** The cosine that counts nothing. */
  ordinary: number;
}

export function weigh({ words, whole, ordinary }: Evidence, system: System): Weights {
  let most = 0;
  for (const score of words) if (score > most) most = score;
  const covered = whole > 0 ? most / whole : 0;
  const lexical = system !== 'vector';
  return {
    words: lexical && whole > 0 ? 1 / Math.sqrt(whole) : 0,
    meaning: system === 'bm25' ? 0 : MEANING / ordinary.deviation,
    concepts: lexical ? CONCEPTS * (1 - covered) : 0,
    company: lexical ? COMPANY : 0,
    // a ranking by meaning alone is a ranking by cosine, down to the last passage
    ordinary: system === 'vector' ? -1 : ordinary.mean,
  };
}

/** The score of every candidate. */
export function fuse({ ids, words, meaning, concepts, company }: Evidence, weights: Weights): Float32Array {
  const scores = new Float32Array(ids.length);
  for (let at = 0; at < scores.length; at++) {
    scores[at] =
      weights.words * words[at]! +
      weights.meaning * Math.max(0, meaning[at]! - weights.ordinary) +
      weights.concepts * concepts[at]! +
      weights.company * company[at]!;
  }
  return scores;
}

/** What the score of one candidate is made of. */
export function partsOf(
  { words, meaning, concepts, company }: Evidence,
  weights: Weights,
  at: number,
): Parts {
  return {
    words: weights.words * words[at]!,
    meaning: weights.meaning * Math.max(0, meaning[at]! - weights.ordinary),
    concepts: weights.concepts * concepts[at]!,
    company: weights.company * company[at]!,
  };
}
