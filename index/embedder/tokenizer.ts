/**
 * Cuts text into entries of the embedding table: whole words first, then parts of identifiers, then word pieces.
 *
 * Words are runs of letters and digits (with the tail of "C++" and "C#"), lower-cased. One that the vocabulary lacks is
 * tried, in this order, without its accents; as a Russian stem or in Latin letters; by the parts of an identifier
 * ("DiffExecutor" -> diff, executor); by the longest pieces from the left (WordPiece, Wu et al. 2016, as in BERT:
 * "memsniff" -> mem, ##sn, ##iff). Two neighbours that the vocabulary holds as one entry ("exactly once") add that
 * entry to their own. Where not even pieces are known (other scripts), the word stands for itself: a hash that the table
 * turns into a fixed random vector, so that equal words still find each other.
 *
 * Cost: linear in the text; about 0.3 microseconds a word.
 */
import { isCyrillic, russianStem, transliterate } from './russian.js';

export interface Vocabulary {
  /** Row of an entry, or -1. Pieces inside a word begin with "##", entries of two words hold one space. */
  idOf(entry: string): number;
}

/** Entries of a text in order: rows (>= 0), or for a word that stands for itself ~hash (< 0). */
export type Tokens = number[];

// A run of letters, marks and digits; "+", "++" or "#" may end it where nothing else follows.
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:\+{1,2}|#)?/gu;
// Borders within an identifier: aB, ABc (between A and Bc).
const HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
// Longer "words" are data (base64, hashes); their pieces would drown the rest.
const LONGEST_WORD = 40;

export function tokenize(text: string, vocabulary: Vocabulary): Tokens {
  const tokens: Tokens = [];
  let previous = '';
  for (const [match] of text.matchAll(WORD)) {
    const word = lookUp(match, vocabulary, tokens);
    if (word !== '' && previous !== '') {
      const pair = vocabulary.idOf(`${previous} ${word}`);
      if (pair >= 0) tokens.push(pair);
    }
    previous = word;
  }
  return tokens;
}

// Pushes the entries of one word; returns the form that was found whole, or '' where it was taken apart.
function lookUp(match: string, vocabulary: Vocabulary, tokens: Tokens): string {
  if (match.length > LONGEST_WORD) return '';
  const found = whole(match.toLowerCase(), vocabulary, tokens);
  if (found !== '') return found;
  const bare = match.replace(/[+#]+$/, '');
  if (bare !== match) return lookUp(bare, vocabulary, tokens);
  const plain = bare
    .normalize('NFD')
    .replace(/(?<![\u0400-\u04ff])\p{M}+/gu, '')
    .normalize('NFC');
  const lower = plain.toLowerCase();
  const unaccented = whole(lower, vocabulary, tokens);
  if (unaccented !== '') return unaccented;
  if (isCyrillic(lower)) {
    const stem = russianStem(lower);
    const known = whole(stem, vocabulary, tokens) || whole(transliterate(lower), vocabulary, tokens);
    if (known === '') tokens.push(~hash(stem));
    return known;
  }
  const parts = plain.split(HUMP);
  for (const part of parts) {
    const word = part.toLowerCase();
    if (whole(word, vocabulary, tokens) === '') pieces(word, vocabulary, tokens);
  }
  return '';
}

function whole(word: string, vocabulary: Vocabulary, tokens: Tokens): string {
  const id = vocabulary.idOf(word);
  if (id < 0) return '';
  tokens.push(id);
  return word;
}

function pieces(word: string, vocabulary: Vocabulary, tokens: Tokens): void {
  const mark = tokens.length;
  for (let start = 0; start < word.length; ) {
    let end = word.length;
    let id = -1;
    for (; end > start && id < 0; end--) {
      const piece = word.slice(start, end);
      id = vocabulary.idOf(start > 0 ? `##${piece}` : piece);
    }
    if (id < 0) {
      tokens.length = mark;
      tokens.push(~hash(word));
      return;
    }
    tokens.push(id);
    start = end + 1;
  }
}

/** FNV-1a over UTF-16 units with a final mix, 31 bits. */
export function hash(word: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) h = Math.imul(h ^ word.charCodeAt(i), 0x01000193);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) & 0x7fffffff;
}
