/**
 * Measures the ranking on a judged set, through the same search that answers people.
 *
 * nDCG as in Järvelin and Kekäläinen (2002) in trec_eval's form: gain is the grade, discount log2(rank + 1), the ideal ranking is made
 * of all judged documents; unjudged counts as 0. Example: grades 3, 0, 1 at ranks 1 to 3, and one more document of grade 2 not found:
 * DCG = 3 + 1 / 2 = 3.5, ideal = 3 + 2 / 1.585 + 1 / 2 = 4.762, nDCG = 0.735.
 */
import { assemble, type Collection, loadKnowledge } from '../../index/assemble.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import { Generation } from '../../index/generation.js';
import { EXACT_UP_TO, Hnsw } from '../../index/hnsw.js';
import { FORMAT } from '../../index/manifest.js';
import { type Code, quantise, Vectors } from '../../index/vectors.js';
import type { System } from './fuse.js';
import type { JudgedSet } from './judged.js';
import type { Query } from './query.js';
import { search } from './search.js';

export interface Scores {
  queries: number;
  ndcg10: number;
  mrr10: number;
  recall10: number;
  recall100: number;
}

export interface Evaluation extends Scores {
  msPerQuery: { p50: number; p99: number };
  embedder: string;
  /** By the queries' `metadata.type`, where they have one. */
  byType?: Record<string, Scores>;
}

const DEPTH = 100;
const BATCH = 32;

/** nDCG of a ranking, best first; `grades` are all judged documents of the query. */
export function ndcg(ranking: readonly string[], grades: ReadonlyMap<string, number>, depth: number): number {
  const gain = (values: number[]): number =>
    values.slice(0, depth).reduce((sum, grade, at) => sum + Math.max(0, grade) / Math.log2(at + 2), 0);
  const ideal = gain([...grades.values()].sort((a, b) => b - a));
  return ideal === 0 ? 0 : gain(ranking.map((id) => grades.get(id) ?? 0)) / ideal;
}

/** One over the rank of the first relevant document, 0 where none is among the first `depth`. */
export function reciprocalRank(
  ranking: readonly string[],
  grades: ReadonlyMap<string, number>,
  depth: number,
): number {
  const at = ranking.slice(0, depth).findIndex((id) => (grades.get(id) ?? 0) > 0);
  return at < 0 ? 0 : 1 / (at + 1);
}

/** Share of the relevant documents among the first `depth`. */
export function recall(
  ranking: readonly string[],
  grades: ReadonlyMap<string, number>,
  depth: number,
): number {
  const relevant = [...grades].filter(([, grade]) => grade > 0).map(([id]) => id);
  const found = new Set(ranking.slice(0, depth));
  return relevant.length === 0 ? 0 : relevant.filter((id) => found.has(id)).length / relevant.length;
}

/** Indexes the set in memory and asks every query. */
export async function evaluate(set: JudgedSet, embedder: Embedder, system: System): Promise<Evaluation> {
  const index = await indexOf(set, embedder, system);
  const times: number[] = [];
  const results: { type: string | null; scores: Scores }[] = [];
  for (const query of set.queries) {
    const began = performance.now();
    const { hits } = await search(index, embedder, asWords(query.text), { k: DEPTH, system });
    times.push(performance.now() - began);
    const ranking = hits.map(({ document }) => document.canonical);
    results.push({
      type: query.type,
      scores: {
        queries: 1,
        ndcg10: ndcg(ranking, query.grades, 10),
        mrr10: reciprocalRank(ranking, query.grades, 10),
        recall10: recall(ranking, query.grades, 10),
        recall100: recall(ranking, query.grades, 100),
      },
    });
  }
  const types = [...new Set(results.flatMap(({ type }) => type ?? []))].sort();
  const byType = Object.fromEntries(
    types.map((type) => [type, mean(results.filter((one) => one.type === type))]),
  );
  return {
    ...mean(results),
    msPerQuery: { p50: quantile(times, 0.5), p99: quantile(times, 0.99) },
    embedder: system === 'bm25' ? 'none' : embedder.name,
    ...(types.length > 0 && { byType }),
  };
}

/** A judged query is plain words: quotes, colons and minus signs in it are no syntax. */
function asWords(text: string): Query {
  return { text, phrases: [], excluded: [], filter: {} };
}

function mean(results: readonly { scores: Scores }[]): Scores {
  const of = (key: keyof Scores): number =>
    rounded(results.reduce((sum, { scores }) => sum + scores[key], 0) / results.length);
  return {
    queries: results.length,
    ndcg10: of('ndcg10'),
    mrr10: of('mrr10'),
    recall10: of('recall10'),
    recall100: of('recall100'),
  };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

/** A generation in memory, every record of the corpus one passage. */
async function indexOf(set: JudgedSet, embedder: Embedder, system: System): Promise<Generation> {
  const collection: Collection = {
    documents: set.corpus.map(({ id, title }, ordinal) => ({
      ordinal,
      linkId: ordinal,
      canonical: id,
      url: id,
      title,
      host: '',
      kind: 'other',
      lang: null,
      published: null,
      archivedUrl: null,
      archivedAt: null,
      byline: null,
      words: 0,
      lists: [],
      evidence: 'link',
      contentHash: null,
      mirrorOf: null,
    })),
    passages: set.corpus.map(({ text }, document) => ({
      document,
      kind: 'card',
      heading: [],
      text,
      start: 0,
      end: 0,
    })),
    contents: set.corpus.map(({ title, text }) => ({ title, heading: [], text })),
  };
  const dimensions = system === 'bm25' ? 0 : embedder.dimensions;
  const encode = async (texts: string[]): Promise<Code[]> => {
    if (dimensions === 0) return texts.map(() => quantise(new Float32Array(0)));
    const codes: Code[] = [];
    for (let from = 0; from < texts.length; from += BATCH)
      codes.push(...(await embedder.embed(texts.slice(from, from + BATCH), 'passage')).map(quantise));
    return codes;
  };
  const parts = await assemble(collection, { dimensions, encode }, loadKnowledge());
  const graph =
    system !== 'bm25' && set.corpus.length > EXACT_UP_TO
      ? await Hnsw.build(new Vectors(parts.vectors))
      : null;
  const manifest = {
    format: FORMAT,
    generation: 'evaluation',
    embedder: { name: embedder.name, dimensions: embedder.dimensions },
    links: set.corpus.length,
    articles: 0,
    passages: set.corpus.length,
    builtAt: '',
    catalogChanges: 0,
    checksums: {},
    lists: {},
    checksum: '',
  };
  return new Generation(manifest, { ...parts, graph });
}
