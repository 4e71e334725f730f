/**
 * Answers a question from ranked hits: a few verbatim sentences or one row a company, or, where a language model is asked for,
 * sentences it wrote and the sources bear out; and says whether the lists cover the question at all.
 */
import { termsOf } from '../../index/bm25.js';
import { type Concepts, loadConcepts } from '../../index/concepts.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import type { Generation } from '../../index/generation.js';
import type { Hit } from '../search/hit.js';
import { parseQuery } from '../search/query.js';
import { coverageOf } from './coverage.js';
import { type AnswerRow, extract, type Place } from './extract.js';
import { type LanguageModel, ModelFailed } from './model.js';
import { readQuestion } from './question.js';
import { topicOf } from './topic.js';
import { write } from './written.js';

export type { AnswerRow, Place } from './extract.js';

export interface AnswerSentence {
  text: string;
  /** Ranks of the sources that hold it. */
  sources: number[];
  /** Of a sentence cut from an article. */
  place?: Place;
  /** `link`: a title or note of the lists; the article itself was not fetched. */
  evidence?: 'text' | 'link';
  /** true: a model wrote it and its sources bear it out. */
  supported?: boolean;
}

export interface Answer {
  mode: 'extractive' | 'llm' | 'none';
  /** Whether the lists speak about this at all. */
  covered: boolean;
  /** How sure that is: 0..1, calibrated. */
  probability: number;
  sentences: AnswerSentence[];
  rows?: AnswerRow[];
  /** Why the answer is not what was asked for (the model could not be reached, ...). */
  notice?: string;
}

export interface AnswerContext {
  index: Generation;
  /** The one the index was built with. */
  embedder: Embedder;
  /** Asks it to write the answer; null for the extractive one. */
  model?: LanguageModel | null;
  concepts?: Concepts;
  signal?: AbortSignal | undefined;
}

/** The whole answer at once. */
export async function answer(
  question: string,
  hits: readonly Hit[],
  context: AnswerContext,
): Promise<Answer> {
  const parts = answerInParts(question, hits, context);
  for (;;) {
    const { done, value } = await parts.next();
    if (done) return value;
  }
}

/**
 * The answer as it comes: each sentence as soon as it is sure, the whole at the end. Where a model fails half-way, the whole
 * is the extractive answer with a notice and replaces what was yielded before.
 */
export async function* answerInParts(
  asked: string,
  hits: readonly Hit[],
  context: AnswerContext,
): AsyncGenerator<AnswerSentence, Answer> {
  const { index, embedder, model = null, concepts = loadConcepts(termsOf), signal } = context;
  const { text } = parseQuery(asked);
  if (text === '') return { mode: 'none', covered: hits.length > 0, probability: 1, sentences: [] };
  const question = readQuestion(text);
  const vector = (await embedder.embed([text], 'query'))[0]!;
  const topic = topicOf(question, vector, { index, thesaurus: concepts });
  const { covered, probability } = coverageOf(topic, hits, { index, vector });
  if (!covered) return { mode: 'none', covered, probability, sentences: [] };
  const by = { index, vector, embed: instant(embedder) };
  let notice: string | null = null;
  if (model && hits.some(({ document }) => document.evidence === 'text')) {
    try {
      const { sentences, dropped, declined } = yield* write(text, hits, model, by, signal);
      if (sentences.length > 0)
        return { mode: 'llm', covered, probability, sentences, ...droppedNotice(dropped) };
      notice = declined ? DECLINED : UNSUPPORTED;
    } catch (error) {
      if (!(error instanceof ModelFailed)) throw error;
      notice = FAILED[error.failure](error);
    }
  }
  const extracted = extract(question, topic, hits, by);
  if (!extracted.rows && extracted.sentences.every(({ evidence }) => evidence === 'link'))
    notice ??= UNFETCHED;
  yield* extracted.sentences;
  return { mode: 'extractive', covered, probability, ...extracted, ...(notice && { notice }) };
}

const UNFETCHED = 'None of these was fetched yet: these are titles and notes of your lists.';
const DECLINED = 'The language model found no answer in the sources; these are their own words.';
const UNSUPPORTED =
  'Nothing the language model wrote was borne out by the sources; these are their own words.';
const FAILED: Record<ModelFailed['failure'], (error: ModelFailed) => string> = {
  unreachable: () => 'The language model could not be reached; these are the words of the sources.',
  timeout: () => 'The language model did not answer in time; these are the words of the sources.',
  refused: ({ status }) => `The language model refused (HTTP ${status}); these are the words of the sources.`,
  garbled: () => 'The language model sent nothing that can be read; these are the words of the sources.',
  cut: () => 'The language model broke off in the middle; these are the words of the sources.',
};

function droppedNotice(dropped: number): { notice?: string } {
  if (dropped === 0) return {};
  const sentences = dropped === 1 ? 'One sentence' : `${dropped} sentences`;
  return {
    notice: `${sentences} of the language model left out: the sources do not bear ${dropped === 1 ? 'it' : 'them'} out.`,
  };
}

/** Embeds a sentence in microseconds where the model can; transformers cannot, and their passages' vectors stand in. */
function instant(embedder: Embedder): ((text: string) => Float32Array) | null {
  const { embedSync } = embedder as Partial<{ embedSync: (text: string) => Float32Array }>;
  return embedSync ?? null;
}
