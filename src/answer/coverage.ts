/**
 * Whether the lists speak about a question at all: a calibrated probability, not a threshold on a score.
 *
 * A search always finds something, and its scores compare only within one result. Five signs tell a found answer from the
 * nearest miss, each between 0 and 1, each independent of how the ranking fuses its evidence:
 *
 *   words     the largest share of the question's weight (idf) that one of the first hits has in its title and passages
 *   meaning   the largest cosine between the question and a passage of the first hits, above what the question has in common
 *             with passages taken at random: (best - random) / (1 - random), since every model has a level of its own
 *   concepts  the largest share of the question's concepts (thesaurus) that a first hit is about
 *   field     how surely the question names or describes a concept of the thesaurus
 *   known     the share of the question's weight that consists of words the index has at all
 *
 * Logistic regression (ridge, both classes weighing the same) over the signs and the product of words and meaning, fitted by
 * `npm run bench -- coverage` on the judged questions of test/answer: covered ones, ones from elsewhere, ones from neighbouring
 * fields of software; with and without articles. At the default threshold 2.5 in 100 covered questions raise a false alarm, held
 * out in five folds. Floors are in test/eval/floors.json. Cost: tokenising the first hits, about 0.5 ms.
 */
import type { Generation } from '../../index/generation.js';
import type { Hit } from '../search/hit.js';
import { share, sharesOf, type Topic } from './topic.js';

/** The five signs, each 0..1. */
export interface Signs {
  words: number;
  meaning: number;
  concepts: number;
  field: number;
  known: number;
}

export interface Coverage {
  /** Probability that the lists speak about the question. */
  probability: number;
  covered: boolean;
  signs: Signs;
}

/** Weights of the regression: bias, the five signs in their order, words x meaning. */
export const WEIGHTS: readonly number[] = [-4.34, 2.36, 1.04, 0.73, 1.24, 2.31, 1.21];
/** At and above this probability a question counts as covered. */
export const THRESHOLD = 0.5;
/** Hits that are looked at; what is further down does not make a list cover a question. */
const FIRST = 5;
/** Passages taken at random, evenly spaced; 100 give the mean to within 0.01. */
const RANDOM = 100;

/** Judges a question by its best hits. `vector` is the question's, by the index's own embedder. */
export function coverageOf(
  topic: Topic,
  hits: readonly Hit[],
  by: { index: Generation; vector: Float32Array },
): Coverage {
  const signs = signsOf(topic, hits.slice(0, FIRST), by);
  const probability = probabilityOf(signs, WEIGHTS);
  return { probability, covered: hits.length > 0 && probability >= THRESHOLD, signs };
}

/** The regression's inputs, bias first. */
export function inputsOf({ words, meaning, concepts, field, known }: Signs): number[] {
  return [1, words, meaning, concepts, field, known, words * meaning];
}

export function probabilityOf(signs: Signs, weights: readonly number[]): number {
  const sum = inputsOf(signs).reduce((total, input, at) => total + input * weights[at]!, 0);
  return 1 / (1 + Math.exp(-sum));
}

function signsOf(
  topic: Topic,
  hits: readonly Hit[],
  { index, vector }: { index: Generation; vector: Float32Array },
): Signs {
  const shares = hits.map((hit) => sharesOf(topic, hit));
  const level = levelOf(vector, index);
  const nearest = Math.max(
    level,
    ...hits.flatMap(({ passages }) =>
      passages.map(({ passage }) => index.vectors.similarity(vector, passage.id)),
    ),
  );
  const field = Math.min(1, Math.max(0, ...topic.concepts.values()));
  const known = share(topic.words, (term) => (index.bm25.frequency(term) > 0 ? 1 : 0));
  return {
    words: Math.max(0, ...shares.map(({ words }) => words)),
    meaning: (nearest - level) / (1 - level),
    concepts: Math.max(0, ...shares.map(({ concepts }) => concepts)),
    field,
    known: topic.foreign ? Math.max(known, field) : known,
  };
}

/** What the question has in common with passages taken at random. */
function levelOf(vector: Float32Array, index: Generation): number {
  const step = Math.max(1, Math.floor(index.size / RANDOM));
  let total = 0;
  let count = 0;
  for (let id = 0; id < index.size; id += step, count++) total += index.vectors.similarity(vector, id);
  return Math.min(0.99, Math.max(0, total / Math.max(1, count)));
}
