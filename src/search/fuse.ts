/** Combines what the words and what the vectors say of a passage into one score. */

/** The evidence for one passage. */
export interface Evidence {
  /** BM25, 0 where no word is shared. */
  words: number;
  /** Cosine of question and passage. */
  meaning: number;
}

/** The fused score of every candidate. */
export function fuse(candidates: readonly Evidence[]): Float64Array {
  let most = 0;
  let high = -1;
  let low = 1;
  for (const { words, meaning } of candidates) {
    most = Math.max(most, words);
    high = Math.max(high, meaning);
    low = Math.min(low, meaning);
  }
  const span = Math.max(high - low, 1e-6);
  return Float64Array.from(
    candidates,
    ({ words, meaning }) => (most > 0 ? words / most : 0) + (meaning - low) / span,
  );
}
