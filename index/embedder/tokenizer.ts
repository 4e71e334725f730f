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
 * Cost: linear in the text; about 0.1 microseconds a word that was met before.
 */
import { ownCopy } from '../own-copy.js';
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

/** Remembered words and pairs, together; what they take is below 20 MB (entries). */
const REMEMBERED = 100_000;

/** What a word of a text was found to be. */
interface Word {
  tokens: Tokens;
  /** The form that was found whole, or '' where the word was taken apart. */
  whole: string;
  /** Row of the pair that this word makes with the next, by the next; -1 where the vocabulary has none. */
  pairs: Map<string, number>;
}

/** Cuts texts into the entries of one vocabulary; remembers the words it has met. */
export class Tokenizer {
  readonly #vocabulary: Vocabulary;
  readonly #words = new Map<string, Word>();
  #remembered = 0;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  tokenize(text: string): Tokens {
    const tokens: Tokens = [];
    let previous: Word | null = null;
    for (const match of text.match(WORD) ?? []) {
      const word = this.#word(match);
      for (const token of word.tokens) tokens.push(token);
      if (previous !== null && previous.whole !== '' && word.whole !== '') {
        const pair = this.#pair(previous, word.whole);
        if (pair >= 0) tokens.push(pair);
      }
      previous = word;
    }
    return tokens;
  }

  #word(match: string): Word {
    const known = this.#words.get(match);
    if (known !== undefined) return known;
    const tokens: Tokens = [];
    const word = { whole: lookUp(match, this.#vocabulary, tokens), tokens, pairs: new Map() };
    if (this.#remembered++ > REMEMBERED) this.#forget();
    this.#words.set(ownCopy(match), word);
    return word;
  }

  #pair(first: Word, second: string): number {
    let row = first.pairs.get(second);
    if (row === undefined) {
      row = this.#vocabulary.idOf(`${first.whole} ${second}`);
      if (this.#remembered++ > REMEMBERED) this.#forget();
      first.pairs.set(second, row);
    }
    return row;
  }

  #forget(): void {
    this.#words.clear();
    this.#remembered = 0;
  }
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
