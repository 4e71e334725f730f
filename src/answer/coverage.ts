/**
 * Whether the lists speak about a question at all: a calibrated probability, not a threshold on a score.
 *
 * A search always finds something, and its scores compare only within one result. Five signs tell a found answer from the
 * nearest miss, each between 0 and 1, each independent of how the ranking fuses its evidence:
 *
 *   words     the largest share of the question's weight (idf) that one of the first hits has in its title and passages
 *   meaning   the largest cosine between the question and a passage of the first hits
 *   concepts  the largest share of the question's concepts (thesaurus) that a first hit is about
 *   field     how surely the question names or describes a concept of the thesaurus
 *   known     the share of the question's weight that consists of words the index has at all
 *
 * Logistic regression over the signs and the product of words and meaning; fitted by `npm run bench -- coverage` on the judged
 * questions of test/answer (covered, uncovered from elsewhere, uncovered from neighbouring fields of software), with and
 * without articles; the default threshold is the one that lets 3 in 100 covered questions go unnoticed. The numbers of the last
 * fit are in test/eval/floors.json. Cost: tokenising the first hits, below 0.5 ms.
 */
import { termsOf } from '../../index/bm25.js';
import type { Concepts } from '../../index/concepts.js';
import type { Generation } from '../../index/generation.js';
import type { Hit } from '../search/search.js';
import { type Question, stemsOf } from './question.js';

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
export const WEIGHTS: readonly number[] = [-6, 3, 4, 2, 1, 2, 2];
/** At and above this probability a question counts as covered. */
export const THRESHOLD = 0.5;
/** Hits that are looked at; what is further down does not make a list cover a question. */
const FIRST = 5;

/** Judges a question by its best hits. `vector` is the question's, by the index's own embedder. */
export function coverageOf(
  question: Question,
  hits: readonly Hit[],
  by: { index: Generation; vector: Float32Array; concepts: Concepts },
): Coverage {
  const signs = signsOf(question, hits.slice(0, FIRST), by);
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
  question: Question,
  hits: readonly Hit[],
  { index, vector, concepts }: { index: Generation; vector: Float32Array; concepts: Concepts },
): Signs {
  const weights = new Map(question.terms.map((term) => [term, index.bm25.idf(term)]));
  const total = sum(weights.values()) || 1;
  const asked = concepts.ofQuestion(termsOf(question.text));
  const askedTotal = sum(asked.values());
  const signs: Signs = {
    words: 0,
    meaning: 0,
    concepts: 0,
    field: Math.min(1, Math.max(0, ...asked.values())),
    known:
      sum(question.terms.filter((term) => index.bm25.frequency(term) > 0).map((term) => weights.get(term)!)) /
      total,
  };
  for (const hit of hits) {
    const text = textOf(hit);
    const stems = stemsOf(text);
    const words =
      sum(question.terms.filter((term) => stems.has(term)).map((term) => weights.get(term)!)) / total;
    signs.words = Math.max(signs.words, words);
    for (const { passage } of hit.passages)
      signs.meaning = Math.max(signs.meaning, index.vectors.similarity(vector, passage.id));
    if (askedTotal > 0)
      signs.concepts = Math.max(signs.concepts, sharedConcepts(asked, text, concepts) / askedTotal);
  }
  return signs;
}

function sharedConcepts(asked: ReadonlyMap<string, number>, text: string, concepts: Concepts): number {
  const about = concepts.named(termsOf(text));
  let shared = 0;
  for (const [id, weight] of asked) shared += weight * (about.get(id) ?? 0);
  return shared;
}

function textOf({ document, passages }: Hit): string {
  const notes = document.lists.flatMap(({ note, section }) => [note, ...section]);
  return [document.title, ...notes, ...passages.map(({ passage }) => passage.text)].join('\n');
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
