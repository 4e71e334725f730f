/** Answers a query with ranked documents: candidates by words and by meaning, fused, grouped by article, each score explained. */
import { K1, type WeightedTerms } from '../../index/bm25.js';
import type { Asked as AskedConcept } from '../../index/concept-index.js';
import type { Document } from '../../index/document.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import type { Generation } from '../../index/generation.js';
import { checkEmbedder } from '../../index/manifest.js';
import { best } from '../../index/nearest.js';
import type { Passage } from '../../index/passage.js';
import { eachTerm } from '../../index/tokenize.js';
import { type Facets, facetsOf } from './filter.js';
import { type Evidence, fuse, type System } from './fuse.js';
import { highlights } from './highlight.js';
import { type Filter, parseQuery, type Query } from './query.js';
import { scopeOf } from './scope.js';

export interface PassageHit {
  passage: Passage;
  /** Compares within one result only. */
  score: number;
  /** Spans `[start, end]` of the question's words in the passage's text. */
  highlights: [number, number][];
}

/** One article or link. */
export interface Hit {
  /** 1 is best. */
  rank: number;
  score: number;
  /** What the score is made of; `words` and `meaning` add up to it. */
  parts: Record<string, number>;
  document: Document;
  /** Documents with the same article under other addresses. */
  mirrors: Document[];
  /** Best first. */
  passages: PassageHit[];
}

export interface SearchOptions {
  /** Hits wanted. */
  k: number;
  system?: System;
  filter?: Filter;
  /** Passages shown a hit. */
  passagesPerHit?: number;
}

export interface SearchOutcome {
  hits: Hit[];
  /** Documents that match at all. */
  total: number;
  /** What the question was taken to be about, best first; empty where the thesaurus does not know the field. */
  concepts: { name: string; weight: number }[];
  /** Counted when asked for. */
  readonly facets: Facets;
  timings: { embedMs: number; searchMs: number };
}

/** Passages taken from either side; more changes no ranking of ten (passages). */
const CANDIDATES = 150;
const PASSAGES_PER_HIT = 3;

const NOTHING: Evidence = { words: 0, meaning: 0, concepts: 0 };

interface Scored {
  id: number;
  parts: Evidence;
  score: number;
}

/**
 * Searches one generation, for a query as people write it or one that was parsed before. `embedder` must be the one the index was built with; it is not asked for `bm25`.
 * Throws QueryError, IndexMismatch and the embedder's errors.
 */
export async function search(
  index: Generation,
  embedder: Embedder,
  asked: string | Query,
  options: SearchOptions,
): Promise<SearchOutcome> {
  const system = options.system ?? 'hybrid';
  const query = typeof asked === 'string' ? parseQuery(asked) : asked;
  if (system !== 'bm25') checkEmbedder(index.manifest, embedder);
  const began = performance.now();
  let vector: Float32Array | null = null;
  if (system !== 'bm25' && query.text !== '')
    vector = (await embedder.embed([query.text], 'query'))[0] ?? null;
  const embedded = performance.now();
  const allowed = scopeOf(index, query, options.filter);
  const terms = termsOfQuestion(query.text);
  const depth = Math.max(CANDIDATES, options.k * 2);
  const concepts = system === 'vector' ? [] : (index.concepts?.asked(terms, vector) ?? []);
  const found =
    query.text === ''
      ? browse(index, allowed)
      : candidates(index, { terms, vector, concepts }, allowed, depth, system);
  const groups = grouped(index, found.passages);
  const hits = groups.slice(0, options.k).map((group, at) => hitOf(index, group, at + 1, terms, options));
  return {
    hits,
    total: Math.max(found.total, groups.length),
    concepts: concepts.map(({ name, weight }) => ({ name, weight })),
    get facets() {
      return facetsOf(groups.map(({ document }) => index.documents[document]!));
    },
    timings: { embedMs: embedded - began, searchMs: performance.now() - embedded },
  };
}

/** The question's terms; a word said twice counts twice. */
function termsOfQuestion(text: string): Map<string, number> {
  const terms = new Map<string, number>();
  eachTerm(text, (term) => terms.set(term, (terms.get(term) ?? 0) + 1));
  return terms;
}

/** What a query asks for, in the three ways in which passages can answer it. */
interface Asked {
  terms: WeightedTerms;
  vector: Float32Array | null;
  concepts: readonly AskedConcept[];
}

function candidates(
  index: Generation,
  { terms, vector, concepts }: Asked,
  allowed: Uint8Array | null,
  depth: number,
  system: System,
): { passages: Scored[]; total: number } {
  const words = new Float32Array(index.size);
  if (system !== 'vector') index.bm25.score(terms, words);
  const shared = new Float32Array(index.size);
  index.concepts?.score(concepts, shared);
  const ids = new Set(best(words, depth, 0, allowed ?? undefined));
  for (const id of best(shared, depth, 0, allowed ?? undefined)) ids.add(id);
  if (vector) for (const id of index.nearest(vector, depth, allowed ?? undefined)) ids.add(id);
  const evidence = [...ids].map((id) => ({
    words: words[id]!,
    meaning: vector ? index.vectors.similarity(vector, id) : 0,
    concepts: shared[id]!,
  }));
  const weighed = fuse(evidence, whole(index, terms), system);
  const passages = [...ids].map((id, at) => ({ id, ...weighed[at]! }));
  return { passages, total: documentsWithWords(index, words, allowed) };
}

/** The score of a passage that answers every word of the question as well as a passage can. */
function whole(index: Generation, terms: WeightedTerms): number {
  let sum = 0;
  for (const [term, weight] of terms) sum += weight * (K1 + 1) * index.bm25.idf(term);
  return sum;
}

function documentsWithWords(index: Generation, words: Float32Array, allowed: Uint8Array | null): number {
  const seen = new Uint8Array(index.documents.length);
  let total = 0;
  for (let id = 0; id < words.length; id++) {
    if (words[id] === 0 || (allowed && allowed[id] === 0)) continue;
    const group = index.groupOf(id);
    if (seen[group] === 0) total++;
    seen[group] = 1;
  }
  return total;
}

/** A query of filters alone: everything that passes, in the lists' order. */
function browse(index: Generation, allowed: Uint8Array | null): { passages: Scored[]; total: number } {
  const passages: Scored[] = [];
  for (let id = 0; id < index.size; id++)
    if (index.isCard(id) && (!allowed || allowed[id] === 1)) passages.push({ id, parts: NOTHING, score: 0 });
  return { passages, total: 0 };
}

interface Group {
  document: number;
  score: number;
  passages: Scored[];
}

/** Passages by article; the best of them is the article's score. */
function grouped(index: Generation, passages: Scored[]): Group[] {
  const groups = new Map<number, Group>();
  for (const passage of passages.sort((a, b) => b.score - a.score || a.id - b.id)) {
    const document = index.groupOf(passage.id);
    const group = groups.get(document);
    if (group) group.passages.push(passage);
    else groups.set(document, { document, score: passage.score, passages: [passage] });
  }
  return [...groups.values()];
}

function hitOf(
  index: Generation,
  group: Group,
  rank: number,
  terms: WeightedTerms,
  options: SearchOptions,
): Hit {
  const stems = new Set(terms.keys());
  const top = group.passages[0]!;
  return {
    rank,
    score: group.score,
    parts: { ...top.parts },
    document: index.documents[group.document]!,
    mirrors: index.mirrorsOf(group.document).map((ordinal) => index.documents[ordinal]!),
    passages: group.passages.slice(0, options.passagesPerHit ?? PASSAGES_PER_HIT).map(({ id, score }) => {
      const passage = index.passage(id);
      return { passage, score, highlights: highlights(passage.text, stems) };
    }),
  };
}
