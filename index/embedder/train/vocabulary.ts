/**
 * Decides what gets a row in the table: the teacher's own vocabulary, words and pairs mined from the corpus, Russian stems.
 *
 * The teacher's vocabulary carries general knowledge (it was made from an encyclopedia); mined words are those the teacher
 * would have to take apart ("kafka", "kubernetes") and so has no single vector for; mined pairs ("exactly once",
 * "load balancer") give back a little of the word order that a sum of words loses.
 */
import type { CorpusPassage } from './corpus.js';

export interface Quota {
  words: number;
  pairs: number;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

// Below this many passages a word's vector would be guessed from too little.
const FEWEST = 6;
// Languages whose names end in signs; the tokenizer keeps these tails.
const SIGNED = ['c++', 'c#', 'f#'];
// Function words make pairs that mean nothing ("of the").
const FUNCTION_WORDS = new Set(
  (
    'a an the of to in on at by for from with as is are was were be been being it its this that these those and or not no but if then ' +
    'than so such can could will would should may might must do does did has have had he she they we you i his her their our your ' +
    'there here when where which who what how why all any each some more most other into out up over about also only just very s t'
  ).split(' '),
);

/** Entries of the teacher's vocabulary worth a row: words and pieces in Latin letters or digits, most frequent first. */
export function teacherEntries(vocabulary: readonly string[]): string[] {
  return vocabulary.filter((entry) => /^(##)?[a-z0-9]+$/.test(entry));
}

/** Mines `quota` words and pairs beyond `known` from passages; the most frequent first. */
export function mineVocabulary(
  passages: readonly CorpusPassage[],
  known: ReadonlySet<string>,
  quota: Quota,
): string[] {
  const words = new Map<string, number>();
  const pairs = new Map<string, number>();
  const read = (text: string, weight: number) => count(text, weight, words, pairs);
  for (const passage of passages) read(`${passage.headings.at(-1) ?? ''}. ${passage.text}`, 1);

  const mined = top(
    words,
    quota.words,
    (word) => !known.has(word) && /\p{L}/u.test(word) && word.length < 25,
  );
  const all = new Set([...known, ...mined]);
  const score = new Map<string, number>();
  for (const [pair, together] of pairs) {
    const [a = '', b = ''] = pair.split(' ');
    if (together < 2 * FEWEST || !all.has(a) || !all.has(b)) continue;
    // Normalised pointwise mutual information (Bouma 2009) tells a name from two words that merely meet; times how often.
    const apart = (words.get(a) ?? 1) * (words.get(b) ?? 1);
    const surprise = Math.log((together * pairs.size) / apart) / Math.log(pairs.size / together);
    if (surprise > 0) score.set(pair, surprise * Math.sqrt(together));
  }
  return [...SIGNED, ...mined, ...top(score, quota.pairs, () => true)];
}

// Counts each word and pair once a text.
function count(text: string, weight: number, words: Map<string, number>, pairs: Map<string, number>): void {
  const seen = new Set<string>();
  let previous = '';
  let end = -1;
  for (const match of text.matchAll(WORD)) {
    const word = match[0].toLowerCase();
    const near = end >= 0 && /^[\s-]$/.test(text.slice(end, match.index));
    const useful = !FUNCTION_WORDS.has(word) && !/^\d+$/.test(word);
    if (near && useful && previous !== '') seen.add(`${previous} ${word}`);
    seen.add(word);
    previous = useful ? word : '';
    end = match.index + match[0].length;
  }
  for (const entry of seen) {
    const counts = entry.includes(' ') ? pairs : words;
    counts.set(entry, (counts.get(entry) ?? 0) + weight);
  }
}

function top(counts: Map<string, number>, quota: number, wanted: (entry: string) => boolean): string[] {
  return [...counts]
    .filter(([entry, n]) => n >= (entry.includes(' ') ? 0 : FEWEST) && wanted(entry))
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, quota)
    .map(([entry]) => entry);
}
