/**
 * The term of one word, remembered by how the word is written.
 *
 * Lower case, folded (NFKD without marks; `ё` is `е`, `й` stays) and stemmed: Porter for Latin letters, Snowball Russian for Cyrillic,
 * both from @orama/stemmers.
 */
import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemRussian } from '@orama/stemmers/russian';
import { ownCopy } from './own-copy.js';
import { isStopWord } from './stopwords.js';

/** Words longer than this are encoded data, not language (characters; the longest word of the five lists has 27). */
export const LONGEST_WORD = 40;
/** Remembered stems; a table of this many short strings takes about 10 MB (entries). */
const STEM_CACHE = 60_000;

const stems = new Map<string, string>();
/** Terms of plain words by how they are written, so that nearly every word of a text costs one look-up. */
const terms = new Map<string, string>();

/** The term of a word without connectors, humps and signs; '' for a stop word or data. */
export function termOf(written: string): string {
  const known = terms.get(written);
  if (known !== undefined) return known;
  if (terms.size >= STEM_CACHE) terms.clear();
  const term = written.length > LONGEST_WORD ? '' : stem(fold(written));
  terms.set(ownCopy(written), term);
  return term;
}

/** The stem of a lower-case, folded word; '' for a stop word. */
export function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= STEM_CACHE) stems.clear();
  let found: string;
  if (isStopWord(word)) found = '';
  else if (/^[a-z]{3,}$/.test(word)) found = stemEnglish(word);
  else if (/^[а-я]{3,}$/.test(word)) found = stemRussian(word);
  else found = word;
  stems.set(ownCopy(word), found);
  return found;
}

/** Lower case without marks: `Café` is `cafe`, `ﬁ` is `fi`, `ё` is `е`; `й` keeps its breve, it is a letter of its own. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range is what needs no folding
  if (/^[\x00-\x7f]*$/.test(lower) || /^[а-я]+$/.test(lower)) return lower;
  // some signs decompose into capitals, hence the second time
  return lower
    .normalize('NFKD')
    .toLowerCase()
    .replace(/и\u0306/g, 'й')
    .replace(/\p{M}+/gu, '');
}
