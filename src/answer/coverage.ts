/**
 * Whether the lists speak about a question at all: a calibrated probability, not a threshold on a score.
 *
 * A search always finds something, and its scores compare only within one result. Six signs tell a found answer from the
 * nearest miss, each between 0 and 1, each independent of how the ranking fuses its evidence:
 *
 *   words     the largest share of the question's weight (idf) that one of the first hits has in its title and passages
 *   meaning   the largest cosine between the question and a passage of the first hits, above what the question has in common
 *             with passages taken at random: (best - random) / (1 - random), since every model has a level of its own
 *   concepts  the largest share of the question's main concepts (thesaurus) that a first hit is about
 *   described how well the question describes a concept of the thesaurus, by words and meaning
 *   named     the share of the question's weight that names concepts
 *   known     the share of the question's weight that consists of words the index has at all
 *
 * Logistic regression (ridge 0.01, both classes weighing the same), fitted by `npm run bench -- coverage` on the judged questions
 * of test/answer: covered ones that name their subject or only describe it, ones from elsewhere, ones from neighbouring fields of
 * software; with and without articles. `described` enters by its fourth power: nearly everything resembles some concept a little.
 * Where the index is of another field than the thesaurus, a regression over words, meaning and known alone takes over.
 * The bias is moved so that at one half at most 3 in 100 covered questions raise a false alarm, held out in five folds, on either
 * set; floors are in test/eval/floors.json. Cost: tokenising the first hits, about 0.5 ms.
 */
import type { Generation } from '../../index/generation.js';
import type { Hit } from '../search/hit.js';
import { share, sharesOf, type Topic } from './topic.js';

/** The six signs, each 0..1. */
export interface Signs {
  words: number;
  meaning: number;
  concepts: number;
  described: number;
  named: number;
  known: number;
  /** Whether the index is of the thesaurus' field; if not, concepts, described and named are 0 and left out. */
  home: boolean;
}

export interface Coverage {
  /** Probability that the lists speak about the question. */
  probability: number;
  covered: boolean;
  signs: Signs;
}

/** Weights of the two regressions, in the order of their inputs. */
export const WEIGHTS: Record<'home' | 'away', readonly number[]> = {
  home: [-2.8, 1.51, 0.23, 0.63, 1.66, 0.91, 1.74, 1.52],
  away: [-1.48, 2.15, 0.86, 2.88, 1.05],
};
/** At and above this probability a question counts as covered. */
export const THRESHOLD = 0.5;
/** Hits that are looked at; what is further down does not make a list cover a question. */
const FIRST = 5;

/** Judges a question by its best hits. `vector` is the question's, by the index's own embedder. */
export function coverageOf(
  topic: Topic,
  hits: readonly Hit[],
  by: { index: Generation; vector: Float32Array },
): Coverage {
  const signs = signsOf(topic, hits.slice(0, FIRST), by);
  const probability = probabilityOf(signs);
  return { probability, covered: hits.length > 0 && probability >= THRESHOLD, signs };
}

/** The inputs of the regression that fits the index, bias first. */
export function inputsOf({ words, meaning, concepts, described, named, known, home }: Signs): number[] {
  if (!home) return [1, words, meaning, known, words * meaning];
  const sure = described ** 4;
  return [1, words, meaning, concepts, sure, named, known, sure * known];
}

export function probabilityOf(signs: Signs, weights = WEIGHTS[signs.home ? 'home' : 'away']): number {
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
  const passages = hits.flatMap((hit) => hit.passages.map(({ passage }) => passage.id));
  const nearest = Math.max(level, ...index.vectors.similarities(vector, passages));
  const known = share(topic.words, (term) => (index.bm25.frequency(term) > 0 ? 1 : 0));
  return {
    words: Math.max(0, ...shares.map(({ words }) => words)),
    meaning: (nearest - level) / (1 - level),
    concepts: Math.max(0, ...shares.map(({ concepts }) => concepts)),
    described: topic.described,
    named: topic.named,
    known: topic.foreign ? Math.max(known, topic.named) : known,
    home: index.concepts !== null,
  };
}

/** What the question has in common with passages taken at random. */
function levelOf(vector: Float32Array, index: Generation): number {
  const sample = index.vectors.sample(vector);
  const mean = sample.reduce((total, similarity) => total + similarity, 0) / Math.max(1, sample.length);
  return Math.min(0.99, Math.max(0, mean));
}
