/** Answers a query with ranked documents: evidence of words, meaning and concepts, fused, grouped by article, each score explained. */
import { loadCompanies } from '../../index/companies.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import type { Generation } from '../../index/generation.js';
import { checkEmbedder } from '../../index/manifest.js';
import { best } from '../../index/nearest.js';
import { boardFor } from './board.js';
import { type Evidence, gather, type Question } from './candidates.js';
import { diversified } from './diverse.js';
import { type Facets, facetsOf } from './filter.js';
import { fuse, partsOf, type System, weigh } from './fuse.js';
import { type Group, grouped, type Hit, hitOf } from './hit.js';
import { type Filter, parseQuery, type Query } from './query.js';
import { questionTerms } from './scaffold.js';
import { scopeOf } from './scope.js';

export type { Hit, PassageHit } from './hit.js';

export interface SearchOptions {
  /** Hits wanted. */
  k: number;
  system?: System;
  filter?: Filter;
  /** Passages shown a hit. */
  passagesPerHit?: number;
  /** Whether facets are counted. */
  facets?: boolean;
  /** Whether an answer will be made of the hits: what both need is then found once. */
  forAnswer?: boolean;
}

export interface SearchOutcome {
  hits: Hit[];
  /** Documents that match at all. */
  total: number;
  /** What the question was taken to be about, best first; empty where the thesaurus does not know the field. */
  concepts: { name: string; weight: number }[];
  /** Over the best documents; null where they were not asked for. */
  facets: Facets | null;
  timings: { embedMs: number; searchMs: number };
}

/** Candidates of each kind of evidence where not every passage is one (passages); more changes no ranking of ten. */
const DEPTH = 100;
/** Facets are counted over the documents of this many passages, the best ones. */
const FACET_DEPTH = 300;
const PASSAGES_PER_HIT = 3;

/**
 * Searches one generation, for a query as people write it or one that was parsed before. `embedder` must be the one the
 * index was built with; it is not asked for `bm25`. Throws QueryError, IndexMismatch and the embedder's errors.
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
  const question = await questionOf(index, embedder, query, system);
  const embedded = performance.now();
  const allowed = scopeOf(index, query, options.filter);
  const found = query.text === '' ? browse(index, allowed) : rank(index, question, allowed, system, options);
  const stems = new Set(question.terms.keys());
  const hits = found.groups.slice(0, options.k).map((group, at) =>
    hitOf(index, group, at + 1, {
      passages: options.passagesPerHit ?? PASSAGES_PER_HIT,
      stems,
      parts: found.explain(group),
      forAnswer: options.forAnswer ?? false,
    }),
  );
  return {
    hits,
    total: Math.max(found.total, found.groups.length),
    concepts: question.concepts.map(({ name, weight }) => ({ name, weight })),
    facets: options.facets ? facetsOf(found.documents().map((ordinal) => index.documents[ordinal]!)) : null,
    timings: { embedMs: embedded - began, searchMs: performance.now() - embedded },
  };
}

async function questionOf(
  index: Generation,
  embedder: Embedder,
  query: Query,
  system: System,
): Promise<Question> {
  const words = questionTerms(query.text);
  const terms = new Map<string, number>();
  // a word said twice counts twice
  for (const term of words) terms.set(term, (terms.get(term) ?? 0) + 1);
  if (query.text === '') return { terms, vector: null, concepts: [], companies: [] };
  const vector = system === 'bm25' ? null : ((await embedder.embed([query.text], 'query'))[0] ?? null);
  const concepts = system === 'vector' ? [] : (index.concepts?.asked(words, vector) ?? []);
  const companies = index.companies ? index.companies.numbersOf(loadCompanies().inQuestion(query.text)) : [];
  return { terms, vector, concepts, companies };
}

interface Ranking {
  groups: Group[];
  total: number;
  explain: (group: Group) => Record<string, number>;
  /** The documents that facets are counted over. */
  documents: () => number[];
}

function rank(
  index: Generation,
  question: Question,
  allowed: Uint8Array | null,
  system: System,
  { k }: SearchOptions,
): Ranking {
  const board = boardFor(index.size);
  const evidence = gather(index, question, { allowed, board, depth: Math.max(DEPTH, k * 2) });
  const weights = weigh(evidence, system);
  const scores = fuse(evidence, weights, board.scores.subarray(0, evidence.ids.length));
  const groups = bestGroups(index, evidence, scores, k);
  return {
    groups: system === 'hybrid' ? diversified(index, groups, question.companies) : groups,
    total: evidence.documents,
    explain: ({ passages, repeated }) => ({
      ...partsOf(evidence, weights, passages[0]!.at),
      ...(repeated !== undefined && { repeated }),
    }),
    documents: () => [...new Set(best(scores, FACET_DEPTH).map((at) => index.groupOf(evidence.ids[at]!)))],
  };
}

/** Groups of the best passages: of as many as it takes to have `k` groups. */
function bestGroups(index: Generation, { ids }: Evidence, scores: Float32Array, k: number): Group[] {
  for (let depth = k * 3; ; depth *= 3) {
    const passages = best(scores, depth);
    const groups = grouped(
      index,
      passages.map((at) => ({ id: ids[at]!, score: scores[at]!, at })),
    );
    if (groups.length >= k || passages.length < depth) return groups;
  }
}

/** A query of filters alone: everything that passes, in the lists' order. */
function browse(index: Generation, allowed: Uint8Array | null): Ranking {
  const passages: { id: number; score: number; at: number }[] = [];
  for (let id = 0; id < index.size; id++)
    if (index.isCard(id) && (!allowed || allowed[id] === 1)) passages.push({ id, score: 0, at: 0 });
  const groups = grouped(index, passages);
  return {
    groups,
    total: 0,
    explain: () => ({ words: 0, meaning: 0, concepts: 0, company: 0 }),
    documents: () => groups.map(({ document }) => document),
  };
}
