/** Gathers the passages worth ranking and what words, meaning and concepts say of each. */
import { K1, type WeightedTerms } from '../../index/bm25.js';
import type { Asked } from '../../index/concept-index.js';
import type { Generation } from '../../index/generation.js';
import { best } from '../../index/nearest.js';

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
 * words, by concepts and by meaning is, each with its whole evidence.
 */
export function gather(
  index: Generation,
  question: Question,
  allowed: Uint8Array | null,
  depth: number,
): Evidence {
  const words = new Float32Array(index.size);
  const concepts = new Float32Array(index.size);
  index.bm25.score(question.terms, words);
  index.concepts?.score(question.concepts, concepts);
  const { vector } = question;
  const scanned = !(vector && index.graph && !allowed);
  const meaning = scanned && vector ? index.vectors.scan(vector) : null;
  const ids = scanned ? everything(index, allowed) : likely(index, vector, words, concepts, depth);
  return {
    ids,
    words: of(ids, words),
    meaning: meaning ? of(ids, meaning) : similarities(index, vector, ids),
    concepts: of(ids, concepts),
    company: companies(index, question, ids),
    ordinary: spread(meaning ?? (vector ? index.vectors.sample(vector) : words.subarray(0, 0))),
    whole: whole(index, question.terms),
    documents: documentsWith(index, words, allowed),
  };
}

function everything(index: Generation, allowed: Uint8Array | null): Uint32Array {
  const ids = new Uint32Array(index.size);
  for (let id = 0; id < ids.length; id++) ids[id] = id;
  return allowed ? ids.filter((id) => allowed[id] === 1) : ids;
}

function likely(
  index: Generation,
  vector: Float32Array | null,
  words: Float32Array,
  concepts: Float32Array,
  depth: number,
): Uint32Array {
  const near = vector ? index.nearest(vector, depth) : [];
  return Uint32Array.from(new Set([...best(words, depth), ...best(concepts, depth), ...near]));
}

/** The values of these passages, out of those of all. */
function of(ids: Uint32Array, values: Float32Array): Float32Array {
  return ids.length === values.length ? values : Float32Array.from(ids, (id) => values[id]!);
}

function similarities(index: Generation, vector: Float32Array | null, ids: Uint32Array): Float32Array {
  return vector ? index.vectors.similarities(vector, ids) : new Float32Array(ids.length);
}

function companies(
  { companies: known }: Generation,
  { companies: asked }: Question,
  ids: Uint32Array,
): Float32Array {
  const found = new Float32Array(ids.length);
  if (known && asked.length > 0)
    for (let at = 0; at < ids.length; at++) found[at] = asked.includes(known.of[ids[at]!]!) ? 1 : 0;
  return found;
}

function spread(values: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
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
  const seen = new Uint8Array(index.documents.length);
  let count = 0;
  for (let id = 0; id < words.length; id++) {
    if (words[id] === 0 || (allowed && allowed[id] === 0)) continue;
    const group = index.groupOf(id);
    if (seen[group] === 0) count++;
    seen[group] = 1;
  }
  return count;
}
