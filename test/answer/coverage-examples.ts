// The judged questions as examples for the judgement of coverage, and the measures of that judgement.
import { termsOf } from '../../index/bm25.js';
import { loadConcepts } from '../../index/concepts.js';
import { type Coverage, coverageOf, type Signs, THRESHOLD } from '../../src/answer/coverage.js';
import { readQuestion } from '../../src/answer/question.js';
import { topicOf } from '../../src/answer/topic.js';
import { COVERED, ELSEWHERE, NEAR } from './questions.js';
import type { Shelf } from './shelf.js';

export interface Example {
  question: string;
  covered: boolean;
  near: boolean;
  signs: Signs;
}

/** Signs of all judged questions that make sense for a shelf; without articles those that only an article answers are left out. */
export async function examples(library: Shelf): Promise<Example[]> {
  const found: Example[] = [];
  const add = async (question: string, covered: boolean, near: boolean): Promise<void> => {
    const { signs } = await judged(library, question);
    found.push({ question, covered, near, signs });
  };
  const articles = library.texts.size > 0;
  for (const { question, slug } of COVERED)
    if (articles || !slug || TITLED.test(question)) await add(question, true, false);
  for (const question of ELSEWHERE) await add(question, false, false);
  for (const question of NEAR) await add(question, false, true);
  return found;
}

/** Questions whose subject a title names; what only the text says cannot be known before a crawl. */
const TITLED =
  /backpressure|circuit|consistent|stampede|event sourcing|outbox|shard|leader|retr|shedding|canary|flags?\b|tracing|tail|websocket|monolith|kafka|feature store|chaos|rest|gRPC|очередь|two-phase|garbage|rate limit/i;

async function judged(library: Shelf, text: string): Promise<Coverage> {
  const hits = await library.hits(text);
  const vector = library.embedder.embedSync(text);
  const topic = topicOf(readQuestion(text), vector, {
    index: library.index,
    thesaurus: loadConcepts(termsOf),
  });
  return coverageOf(topic, hits, { index: library.index, vector });
}

/** Area under the ROC curve: how often a covered question is more probable than an uncovered one. */
export function auc(scores: readonly { probability: number; covered: boolean }[]): number {
  const yes = scores.filter(({ covered }) => covered);
  const no = scores.filter(({ covered }) => !covered);
  let wins = 0;
  for (const a of yes)
    for (const b of no) wins += a.probability > b.probability ? 1 : a.probability === b.probability ? 0.5 : 0;
  return wins / (yes.length * no.length);
}

/** Covered questions called uncovered, and uncovered ones called covered, at a threshold. */
export function mistakes(
  scores: readonly { probability: number; covered: boolean }[],
  threshold = THRESHOLD,
) {
  const yes = scores.filter(({ covered }) => covered);
  const no = scores.filter(({ covered }) => !covered);
  return {
    falseAlarms: yes.filter(({ probability }) => probability < threshold).length / yes.length,
    missed: no.filter(({ probability }) => probability >= threshold).length / no.length,
  };
}
