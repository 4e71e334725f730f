/** Sentences of the found passages that may stand in an answer, each with its exact place in the stored article. */
import { termsOfPassage, termsWithin } from '../../index/passage-terms.js';
import { sentences } from '../../index/sentence.js';
import type { Hit, PassageHit } from '../search/hit.js';
import { isInjection } from './injection.js';
import { stemsOf } from './question.js';

/** `text` is `Article.text.slice(start, end)`, or for a card its title or note with offsets 0 and 0. */
export interface Candidate {
  text: string;
  start: number;
  end: number;
  hit: Hit;
  passage: PassageHit;
  /** Number of the sentence in its passage; neighbours differ by one. */
  place: number;
  stems: Set<string>;
  words: number;
}

/** Sentences outside of this say too little or are tables and lists run together (words). */
const SHORTEST = 5;
const LONGEST = 60;
/** A sentence has letters; code and tables have signs (share of characters). */
const LEAST_LETTERS = 0.7;

const BOILERPLATE =
  /\b(?:subscribe|newsletter|sign up|click here|read more|cookie|follow us|share this|all rights reserved|thanks? (?:to|for)|we(?:'|’)re hiring|join us|originally published|stay tuned|this (?:post|article|blog|talk|chapter) (?:is|was|will|covers?|describes?|discusses|explains?)|in this (?:post|article|blog|talk|chapter)|table of contents|(?:visit|see|go to|check out) (?:https?:|www\.)|в этой статье|подписывайтесь|читайте также)\b/i;
/** Opens a sentence that cannot be understood without the one before. */
const DEPENDENT =
  /^(?:this|that|these|those|it|its|they|their|them|such|he|she|however|but|so|then|also|thus|therefore|hence|otherwise|instead|moreover|furthermore|additionally|in addition|for this reason|as a result|because of this|and|or|both|the latter|the former|это|этот|эта|эти|он|она|оно|они|такой|такая|такие|поэтому|однако|но|также|тогда)(?![\p{L}])/iu;

/** Whether a sentence needs its neighbour in front. */
export function isDependent(text: string): boolean {
  return DEPENDENT.test(text);
}

/** Every usable sentence of the hits' text passages. */
export function candidatesOf(hits: readonly Hit[]): Candidate[] {
  return hits.flatMap((hit) =>
    hit.passages.flatMap((passage) => (passage.passage.kind === 'text' ? cut(hit, passage) : [])),
  );
}

function cut(hit: Hit, found: PassageHit): Candidate[] {
  const { text, start } = found.passage;
  const terms = termsOfPassage(found.passage);
  return sentences(text).map((span, place) => {
    const sentence = text.slice(span.start, span.end);
    return {
      text: sentence,
      start: start + span.start,
      end: start + span.end,
      hit,
      passage: found,
      place,
      stems: termsWithin(terms, span.start, span.end),
      words: sentence.split(/\s+/).length,
    };
  });
}

/** Whether a sentence can stand in an answer: prose of a readable length that says something itself. */
export function isProse({ text, words, hit }: Candidate): boolean {
  if (words < SHORTEST || words > LONGEST || text.includes('\n')) return false;
  if (/[?]["'”’)]*$/.test(text) || !/[.!…:;。]["'”’»)\]]*(?:\[\d+\])*$/.test(text)) return false;
  if (/:$/.test(text) || BOILERPLATE.test(text) || isInjection(text) || text === hit.document.title)
    return false;
  const letters = text.match(/[\p{L}\s]/gu)?.length ?? 0;
  return letters / text.length >= LEAST_LETTERS;
}

/** The title of an article that was not fetched, or the note beside it where that says more. */
export function cardCandidate(hit: Hit): Candidate | null {
  const passage = hit.passages.find((found) => found.passage.kind === 'card') ?? hit.passages[0];
  if (!passage) return null;
  const note = hit.document.lists
    .map((place) => place.note.trim())
    .find((text) => text.split(/\s+/).length >= 6);
  const text = note ?? hit.document.title;
  const words = text.split(/\s+/).length;
  return { text, start: 0, end: 0, hit, passage, place: 0, stems: stemsOf(text), words };
}
