/** How much of what a question is about a hit speaks of: by its words, and by the concepts of the thesaurus. */
import { termsOf } from '../../index/bm25.js';
import type { Concepts } from '../../index/concepts.js';
import type { Generation } from '../../index/generation.js';
import type { Hit } from '../search/hit.js';
import type { Question } from './question.js';

/** A question's words with their weight in this index, and its concepts with theirs. */
export interface Topic {
  words: ReadonlyMap<string, number>;
  concepts: ReadonlyMap<string, number>;
  thesaurus: Concepts;
  /** Asked in Russian: most articles are English and share no words with it, so its concepts stand in for them. */
  foreign: boolean;
}

/** Shares of the topic, 0..1. */
export interface Shares {
  words: number;
  concepts: number;
  /** Of the concepts that the question is mainly about: those almost as sure as the surest. */
  main: number;
}

/** A concept this sure beside the surest is a main one. */
const MAIN = 0.7;
/** What a title must have of the words, or of the main concepts: with two of these, both. */
const LEAST_WORDS = 0.5;
const LEAST_MAIN = 0.6;

export function topicOf(question: Question, index: Generation, thesaurus: Concepts): Topic {
  return {
    words: new Map(question.terms.map((term) => [term, index.bm25.idf(term)])),
    concepts: thesaurus.ofQuestion(termsOf(question.text)),
    thesaurus,
    foreign: /\p{Script=Cyrillic}/u.test(question.text),
  };
}

/** The shares of a topic that a hit's title, notes, sections and passages have. */
export function sharesOf({ words, concepts, thesaurus, foreign }: Topic, hit: Hit): Shares {
  const terms = termsOf(textOf(hit));
  const named = concepts.size > 0 ? thesaurus.named(terms) : new Map<string, number>();
  const stems = new Set(terms);
  const ofWords = share(words, (term) => (stems.has(term) ? 1 : 0));
  const ofConcepts = share(concepts, (id) => named.get(id) ?? 0);
  const surest = Math.max(0, ...concepts.values());
  const main = new Map([...concepts].filter(([, weight]) => weight >= surest * MAIN));
  return {
    words: foreign ? Math.max(ofWords, ofConcepts) : ofWords,
    concepts: ofConcepts,
    main: share(main, (id) => named.get(id) ?? 0),
  };
}

/** Whether a hit that shows only a title is about the topic; a search always ranks something. */
export function speaksOf(topic: Topic, hit: Hit): boolean {
  const { words, main } = sharesOf(topic, hit);
  return words >= LEAST_WORDS || main >= LEAST_MAIN;
}

/** The part of the weights that is held, each to its degree; 0 where there is no weight. */
export function share(weights: ReadonlyMap<string, number>, held: (key: string) => number): number {
  let sum = 0;
  let total = 0;
  for (const [key, weight] of weights) {
    sum += weight * held(key);
    total += weight;
  }
  return total === 0 ? 0 : sum / total;
}

function textOf({ document, passages }: Hit): string {
  const notes = document.lists.flatMap(({ note, section }) => [note, ...section]);
  return [document.title, ...notes, ...passages.map(({ passage }) => passage.text)].join('\n');
}
