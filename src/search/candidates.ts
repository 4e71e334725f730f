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
  const common = {
    whole: whole(index, question.terms),
    documents: documentsWith(index, words, allowed),
  };
  const { vector } = question;
  if (vector && index.graph && !allowed)
    return { ...sparse(index, vector, words, concepts, depth), ...common };
  const meaning = vector ? index.vectors.scan(vector) : new Float32Array(index.size);
  const ids = identity(index.size);
  return {
    ...(allowed ? picked(ids, words, meaning, concepts, allowed) : { ids, words, meaning, concepts }),
    ...common,
  };
}

type Columns = Pick<Evidence, 'ids' | 'words' | 'meaning' | 'concepts'>;

function sparse(
  index: Generation,
  vector: Float32Array,
  words: Float32Array,
  concepts: Float32Array,
  depth: number,
): Columns {
  const found = new Set([...best(words, depth), ...best(concepts, depth), ...index.nearest(vector, depth)]);
  const ids = Uint32Array.from(found);
  return {
    ids,
    words: Float32Array.from(ids, (id) => words[id]!),
    meaning: Float32Array.from(ids, (id) => index.vectors.similarity(vector, id)),
    concepts: Float32Array.from(ids, (id) => concepts[id]!),
  };
}

function picked(
  all: Uint32Array,
  words: Float32Array,
  meaning: Float32Array,
  concepts: Float32Array,
  allowed: Uint8Array,
): Columns {
  const ids = all.filter((id) => allowed[id] === 1);
  return {
    ids,
    words: Float32Array.from(ids, (id) => words[id]!),
    meaning: Float32Array.from(ids, (id) => meaning[id]!),
    concepts: Float32Array.from(ids, (id) => concepts[id]!),
  };
}

function identity(size: number): Uint32Array {
  const ids = new Uint32Array(size);
  for (let id = 0; id < size; id++) ids[id] = id;
  return ids;
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
