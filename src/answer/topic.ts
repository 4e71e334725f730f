/** How much of what a question is about a hit speaks of: by its words, and by the concepts of the thesaurus. */
import { termsOf } from '../../index/bm25.js';
import type { Concepts } from '../../index/concepts.js';
import type { Generation } from '../../index/generation.js';
import { termsOfPassage } from '../../index/passage-terms.js';
import type { Hit } from '../search/hit.js';
import type { Question } from './question.js';

/** What a question is about: its words with their weight in this index, its concepts with theirs. */
export interface Topic {
  words: ReadonlyMap<string, number>;
  /** Named, or described as far as the index can tell; none where the index is of another field. */
  concepts: ReadonlyMap<string, number>;
  /** How well the best concept is described, by words and meaning. */
  described: number;
  /** Share of the words that name concepts. */
  named: number;
  thesaurus: Concepts;
  /** Asked in Russian: most articles are English and share no words with it, so the concepts it names stand in for them. */
  foreign: boolean;
}

/** Shares of the topic, 0..1; of its concepts those count that it is mainly about. */
export interface Shares {
  words: number;
  concepts: number;
}

/** A concept this sure beside the surest is a main one. */
const MAIN = 0.9;
/** What a title must have of the words, or of the main concepts: with two of these, both. */
const LEAST_WORDS = 0.6;
const LEAST_CONCEPTS = 0.6;

/** `vector` is the question's, by the index's own embedder. */
export function topicOf(
  question: Question,
  vector: Float32Array,
  { index, thesaurus }: { index: Generation; thesaurus: Concepts },
): Topic {
  const stems = termsOf(question.text);
  const words = new Map(question.terms.map((term) => [term, index.bm25.idf(term)]));
  const asked = index.concepts?.asked(stems, vector) ?? [];
  const concepts = index.concepts ? thesaurus.named(stems) : new Map<string, number>();
  for (const { id, weight } of asked) {
    concepts.set(id, Math.max(weight, concepts.get(id) ?? 0));
  }
  const naming = index.concepts ? thesaurus.naming(stems) : new Set<string>();
  return {
    words,
    concepts,
    described: asked[0]?.weight ?? 0,
    named: share(words, (term) => (naming.has(term) ? 1 : 0)),
    thesaurus,
    foreign: /\p{Script=Cyrillic}/u.test(question.text),
  };
}

/** The shares of a topic that a hit's title, notes, sections and passages have. */
export function sharesOf({ words, concepts, named, thesaurus, foreign }: Topic, hit: Hit): Shares {
  const terms = termsOfHit(hit);
  const about = concepts.size > 0 ? thesaurus.named(terms) : new Map<string, number>();
  const stems = new Set(terms);
  const surest = Math.max(0, ...concepts.values());
  const main = new Map([...concepts].filter(([, weight]) => weight >= surest * MAIN));
  const ofWords = share(words, (term) => (stems.has(term) ? 1 : 0));
  const ofConcepts = share(main, (id) => about.get(id) ?? 0);
  return { words: foreign ? Math.max(ofWords, ofConcepts * named) : ofWords, concepts: ofConcepts };
}

/** Whether a hit that shows only a title is about the topic; a search always ranks something. */
export function speaksOf(topic: Topic, hit: Hit): boolean {
  const { words, concepts } = sharesOf(topic, hit);
  return words >= LEAST_WORDS || concepts >= LEAST_CONCEPTS;
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

function termsOfHit({ document, passages }: Hit): string[] {
  const notes = document.lists.flatMap(({ note, section }) => [note, ...section]);
  const card = termsOf([document.title, ...notes].join('\n'));
  return card.concat(...passages.map(({ passage }) => termsOfPassage(passage).terms));
}
