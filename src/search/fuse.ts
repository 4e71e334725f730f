/** Combines what words, meaning and concepts say of a passage into one score. */
import type { Evidence } from './candidates.js';

export type System = 'hybrid' | 'bm25' | 'vector';

/** What each kind of evidence adds to a score. */
export interface Parts {
  words: number;
  meaning: number;
  concepts: number;
}

const MEANING = 0.5;
const CONCEPTS = 1.5;

/** The weights of one unit of each kind of evidence for this question. */
export function weigh({ words, whole }: Evidence, system: System): Parts {
  let most = 0;
  for (const score of words) if (score > most) most = score;
  const covered = whole > 0 ? most / whole : 0;
  return {
    words: system === 'vector' || whole === 0 ? 0 : 1 / whole,
    meaning: system === 'bm25' ? 0 : MEANING,
    concepts: system === 'vector' ? 0 : CONCEPTS * (1 - covered),
  };
}

/** The score of every candidate. */
export function fuse({ ids, words, meaning, concepts }: Evidence, weights: Parts): Float32Array {
  const scores = new Float32Array(ids.length);
  for (let at = 0; at < scores.length; at++)
    scores[at] =
      weights.words * words[at]! + weights.meaning * meaning[at]! + weights.concepts * concepts[at]!;
  return scores;
}

/** What the score of one candidate is made of. */
export function partsOf({ words, meaning, concepts }: Evidence, weights: Parts, at: number): Parts {
  return {
    words: weights.words * words[at]!,
    meaning: weights.meaning * meaning[at]!,
    concepts: weights.concepts * concepts[at]!,
  };
}
