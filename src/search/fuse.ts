/** Combines what words, meaning and concepts say of a passage into one score. */

export type System = 'hybrid' | 'bm25' | 'vector';

/** The evidence for one passage; after fusing, what each kind adds to the score. */
export interface Evidence {
  /** BM25, 0 where no word is shared. */
  words: number;
  /** Cosine of question and passage. */
  meaning: number;
  /** Concepts that both are about, 0 where there is none. */
  concepts: number;
}

const MEANING = 0.5;
const CONCEPTS = 1.5;

/** The weighed parts of every candidate and their sum; `whole` is what BM25 gives for a perfect match of the question. */
export function fuse(
  candidates: readonly Evidence[],
  whole: number,
  system: System,
): { parts: Evidence; score: number }[] {
  const most = candidates.reduce((max, { words }) => Math.max(max, words), 0);
  const covered = whole > 0 ? most / whole : 0;
  return candidates.map(({ words, meaning, concepts }) => {
    const parts = {
      words: system === 'vector' || whole === 0 ? 0 : words / whole,
      meaning: system === 'bm25' ? 0 : MEANING * meaning,
      concepts: system === 'vector' ? 0 : CONCEPTS * (1 - covered) * concepts,
    };
    return { parts, score: parts.words + parts.meaning + parts.concepts };
  });
}
