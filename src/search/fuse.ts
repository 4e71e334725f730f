/**
 * Combines what words, meaning, concepts and company say of a passage into one score, on one scale for all collections.
 *
 *   words      BM25 / sqrt(BM25 of a perfect match)
 *   meaning    0.3 x standard deviations of the cosine above what is ordinary for this question, at least 0
 *   concepts   8 x shared concepts (0 to about 1) x (1 - share of the question's words that the best passage covers)
 *   company    3 for an article of a company that the question names
 *
 * Decided on five judged sets (573 queries) with the built-in embedder and with all-MiniLM-L6-v2; mean nDCG@10 over the eight
 * pairs of set and embedder, titles weighted twice:
 *
 *   reciprocal ranks (k 10) .467 on the five sets with the built-in alone, where the rule here has .497
 *   words / max .517    words / perfect .517    words alone .509    words / sqrt(perfect) .524
 *
 * Why the square root: a long question matches many words by chance and BM25 grows with it, a short one that matches hardly at all says
 * nothing by its best score. Dividing by the best score makes noise of little evidence as loud as a title matched word by word; dividing
 * by the perfect score silences words in long questions. Why standard deviations: the cosines of two embedders have little in common, how far
 * a passage stands out of the crowd means the same for both. The optimum is flat: exponents of 0.4 to 0.7 and weights of 0.2 to 0.4 for the meaning
 * stay within .005, so nothing is fitted to single queries. Weight of the meaning, built-in, all sets:
 *
 *   0 .544    0.2 .556    0.3 .556    0.4 .551    0.6 .543
 *
 * Tried and left out, since the mean did not rise: pseudo-relevance feedback by words (RM3: -.003) and by vectors (Rocchio: +.001), ordered
 * word pairs (.000), a factor for the share of words matched (+.003 at best).
 *
 * The concepts step back where the words themselves are found: a question that names its thing wants that thing.
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

const MEANING = 0.3;
const CONCEPTS = 8;
const COMPANY = 3;

/** What one unit of each kind of evidence is worth for this question. */
export interface Weights extends Parts {
  /** The cosine that counts nothing. */
  ordinary: number;
}

export function weigh({ words, whole, ordinary }: Evidence, system: System): Weights {
  const covered = whole > 0 ? greatest(words) / whole : 0;
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

/** The score of every candidate, written to `scores` as far as there are candidates. */
export function fuse(
  { words, meaning, concepts, company }: Evidence,
  weights: Weights,
  scores: Float32Array,
): Float32Array {
  for (let at = 0; at < scores.length; at++) {
    scores[at] =
      weights.words * words[at]! +
      weights.meaning * atLeastZero(meaning[at]! - weights.ordinary) +
      weights.concepts * concepts[at]! +
      weights.company * company[at]!;
  }
  return scores;
}

/** What Math.max(0, value) is, without its branch: half of all cosines lie below the mean, so it is guessed wrong half of the time. */
function atLeastZero(value: number): number {
  return (value + Math.abs(value)) / 2;
}

function greatest(values: Float32Array): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at]!);
  return most;
}

/** What the score of one candidate is made of. */
export function partsOf(
  { words, meaning, concepts, company }: Evidence,
  weights: Weights,
  at: number,
): Parts {
  return {
    words: weights.words * words[at]!,
    meaning: weights.meaning * atLeastZero(meaning[at]! - weights.ordinary),
    concepts: weights.concepts * concepts[at]!,
    company: weights.company * company[at]!,
  };
}
