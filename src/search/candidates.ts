/** Gathers the passages worth ranking and what words, meaning and concepts say of each. */
import { K1, type WeightedTerms } from '../../index/bm25.js';
import type { Asked } from '../../index/concept-index.js';
import type { Generation } from '../../index/generation.js';
import { best } from '../../index/nearest.js';
import type { Board } from './board.js';

/** What a query asks for, in the three ways in which passages can answer it. */
export interface Question {
  terms: WeightedTerms;
  /** null where meaning is not asked for. */
  vector: Float32Array | null;
  concepts: readonly Asked[];
  /** Companies that the question names, as numbers of the index. */
  companies: readonly number[];
}

/** Evidence as parallel arrays: `words[at]` is about passage `ids[at]`. */
export interface Evidence {
  ids: Uint32Array;
  /** BM25; 0 where no word is shared. */
  words: Float32Array;
  /** Cosine of question and passage. */
  meaning: Float32Array;
  /** Shared concepts; 0 where there is none. */
  concepts: Float32Array;
  /** 1 for an article of a company that the question names, else 0. */
  company: Float32Array;
  /** Mean and standard deviation of `meaning` over the index: what is ordinary for this question. */
  ordinary: { mean: number; deviation: number };
  /** What BM25 gives a passage that answers every word of the question as well as can be. */
  whole: number;
  /** Documents that share a word with the question. */
  documents: number;
}

/**
 * Where vectors are scanned, every passage is a candidate. Where a graph finds them, the union of the `depth` best by
 * words, by concepts and by meaning is, each with its whole evidence. The evidence stands on the board in part, and in the index.
 */
export function gather(
  index: Generation,
  question: Question,
  { allowed, depth, board }: { allowed: Uint8Array | null; depth: number; board: Board },
): Evidence {
  const { vector } = question;
  const words = board.words.fill(0);
  const concepts = board.concepts.fill(0);
  index.bm25.score(question.terms, words);
  index.concepts?.score(question.concepts, concepts);
  const { ids, meaning, ordinary } =
    vector && index.graph && !allowed
      ? nearby(index, vector, likely(index, vector, words, concepts, depth))
      : scanned(index, vector, within(board.ids, allowed), board);
  return {
    ids,
    meaning,
    ordinary,
    words: of(ids, words, board),
    concepts: of(ids, concepts, board),
    company: companies(index, question, ids, board),
    whole: whole(index, question.terms),
    documents: documentsWith(index, words, allowed),
  };
}

function within(ids: Uint32Array, allowed: Uint8Array | null): Uint32Array {
  return allowed ? ids.filter((id) => allowed[id] === 1) : ids;
}

type Meaning = Pick<Evidence, 'ids' | 'meaning' | 'ordinary'>;

function scanned(index: Generation, vector: Float32Array | null, ids: Uint32Array, board: Board): Meaning {
  const all = vector ? index.vectors.scan(vector) : board.nothing;
  return { ids, meaning: of(ids, all, board), ordinary: spread(all) };
}

function nearby(index: Generation, vector: Float32Array, ids: Uint32Array): Meaning {
  const { vectors } = index;
  return { ids, meaning: vectors.similarities(vector, ids), ordinary: spread(vectors.sample(vector)) };
}

function likely(
  index: Generation,
  vector: Float32Array,
  words: Float32Array,
  concepts: Float32Array,
  depth: number,
): Uint32Array {
  const near = index.nearest(vector, depth);
  return Uint32Array.from(new Set([...best(words, depth), ...best(concepts, depth), ...near]));
}

/** The values of these passages, out of those of all. */
function of(ids: Uint32Array, values: Float32Array, { ids: all }: Board): Float32Array {
  if (ids === all) return values;
  const found = new Float32Array(ids.length);
  for (let at = 0; at < found.length; at++) found[at] = values[ids[at]!]!;
  return found;
}

function companies(
  { companies: known }: Generation,
  { companies: asked }: Question,
  ids: Uint32Array,
  { nothing }: Board,
): Float32Array {
  if (!known || asked.length === 0) return nothing.subarray(0, ids.length);
  const found = new Float32Array(ids.length);
  for (let at = 0; at < ids.length; at++) found[at] = asked.includes(known.of[ids[at]!]!) ? 1 : 0;
  return found;
}

function spread(values: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    sum += value;
    squares += value * value;
  }
  const mean = values.length === 0 ? 0 : sum / values.length;
  const variance = values.length === 0 ? 0 : squares / values.length - mean * mean;
  return { mean, deviation: Math.sqrt(Math.max(variance, 1e-9)) };
}

function whole(index: Generation, terms: WeightedTerms): number {
  let sum = 0;
  for (const [term, weight] of terms) sum += weight * (K1 + 1) * index.bm25.idf(term);
  return sum;
}

function documentsWith(index: Generation, words: Float32Array, allowed: Uint8Array | null): number {
  const has = new Uint8Array(index.documents.length);
  // no branch on what stands in `words`: it is as good as random, and a wrong guess costs more than the rest
  for (let id = 0; id < words.length; id++)
    has[index.groupOf(id)]! |= Number(words[id]! > 0) & (allowed ? allowed[id]! : 1);
  let count = 0;
  for (let ordinal = 0; ordinal < has.length; ordinal++) count += has[ordinal]!;
  return count;
}
