/** Searching and answering on one snapshot of the index: from hits to what a question gets back. */
import type { Answer } from '../answer/answer.js';
import type { LanguageModel } from '../answer/model.js';
import type { Hit } from '../search/hit.js';
import { type AskPart, type AskQuery, DEFAULT_SOURCES, type SearchQuery, type SearchResult } from './ask.js';
import { filterOf } from './narrow.js';
import type { Snapshot } from './snapshot.js';
import { indexFactsOf, sourceOf } from './source.js';

/** Loads now what the first question would wait for: the code of search and answer, and the thesaurus (0.3 s of CPU). */
export async function warm(): Promise<void> {
  const [{ termsOf }, { loadConcepts }] = await Promise.all([
    import('../../index/bm25.js'),
    import('../../index/concepts.js'),
    import('../search/search.js'),
    import('../answer/answer.js'),
  ]);
  loadConcepts(termsOf);
}

/** Throws QueryError. */
export async function searchIn(
  { index, embedder }: Snapshot,
  { query, k = DEFAULT_SOURCES, filter = {} }: SearchQuery,
): Promise<SearchResult> {
  const start = performance.now();
  const { search } = await import('../search/search.js');
  const { hits, total, facets, timings } = await search(index, embedder, query, {
    k,
    filter: filterOf(filter),
  });
  return {
    ...{ query, total, facets },
    sources: hits.map(sourceOf),
    index: indexFactsOf(index.manifest),
    timings: { ...timings, totalMs: performance.now() - start },
  };
}

/** What an answer may be made with: a model that was configured (null: none was), and the end of the asker's patience. */
export interface Means {
  model: LanguageModel | null;
  signal: AbortSignal | undefined;
}

const NO_MODEL =
  'No language model is configured (--llm-url and --llm-model); these are the words of the sources.';

/** The parts of an answer as they come, all of the one snapshot. Throws QueryError before the first. */
export async function* answerIn(
  snapshot: Snapshot,
  query: AskQuery,
  { model, signal }: Means,
): AsyncGenerator<AskPart, void> {
  const start = performance.now();
  const { question, k = DEFAULT_SOURCES, filter = {}, mode } = query;
  const { index, embedder } = snapshot;
  const { search } = await import('../search/search.js');
  const { hits, facets, timings } = await search(index, embedder, question, { k, filter: filterOf(filter) });
  const found = { question, sources: hits.map(sourceOf), facets, index: indexFactsOf(index.manifest) };
  const searched = performance.now();
  yield { event: 'sources', data: found };
  const isWritten = mode === 'llm';
  const answer = yield* answering(question, hits, { ...snapshot, model: isWritten ? model : null, signal });
  if (isWritten && model === null) answer.notice = NO_MODEL;
  const now = performance.now();
  const all = { ...timings, answerMs: now - searched, totalMs: now - start };
  yield { event: 'done', data: { ...found, answer, timings: all } };
}

async function* answering(
  question: string,
  hits: readonly Hit[],
  context: Snapshot & Means,
): AsyncGenerator<AskPart, Answer> {
  const { answerInParts } = await import('../answer/answer.js');
  const parts = answerInParts(question, hits, context);
  for (;;) {
    const { done, value } = await parts.next();
    if (done) return value;
    yield { event: 'sentence', data: value };
  }
}
