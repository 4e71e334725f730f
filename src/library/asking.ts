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
export async function searchIn(snapshot: Snapshot, query: SearchQuery): Promise<SearchResult> {
  const start = performance.now();
  const { found, outcome } = await ranked(snapshot, query.query, query, { forAnswer: false });
  const timings = { ...outcome.timings, totalMs: performance.now() - start };
  return { query: query.query, total: outcome.total, ...found, timings };
}

/** The hits of a query, and what is shown of them. */
async function ranked(
  { index, embedder }: Snapshot,
  words: string,
  { k = DEFAULT_SOURCES, filter = {}, facets = true }: Omit<SearchQuery, 'query'>,
  { forAnswer }: { forAnswer: boolean },
) {
  const { search } = await import('../search/search.js');
  const outcome = await search(index, embedder, words, { k, facets, forAnswer, filter: filterOf(filter) });
  const sources = outcome.hits.map(sourceOf);
  const found = {
    sources,
    ...(outcome.facets && { facets: outcome.facets }),
    index: indexFactsOf(index.manifest),
  };
  return { found, outcome };
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
  const { question, mode } = query;
  const { found, outcome } = await ranked(snapshot, question, query, { forAnswer: true });
  const { hits, timings } = outcome;
  const searched = performance.now();
  yield { event: 'sources', data: { question, ...found } };
  const isWritten = mode === 'llm';
  const answer = yield* answering(question, hits, { ...snapshot, model: isWritten ? model : null, signal });
  if (isWritten && model === null) answer.notice = NO_MODEL;
  const now = performance.now();
  const all = { ...timings, answerMs: now - searched, totalMs: now - start };
  yield { event: 'done', data: { question, answer, ...found, timings: all } };
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
