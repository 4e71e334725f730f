/**
 * Russian words as the table knows them: by stem, or in Latin letters.
 *
 * A Russian text about software is half English in Cyrillic letters ("кафка", "постгрес", "бэкенд"). The table holds
 * stems of Russian terms as ordinary entries ("очеред", its vector that of "queue"); what it does not hold is looked up
 * once more in Latin letters. Transliteration: practical (BGN/PCGN without marks), with the readings engineers use for
 * English loans ("э" -> "e", "х" -> "h").
 */
import { stemmer } from '@orama/stemmers/russian';

const CYRILLIC = /[\u0400-\u04ff]/;

const LATIN: Record<string, string> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
};

export function isCyrillic(word: string): boolean {
  return CYRILLIC.test(word);
}

/** Snowball's Russian stem of a lower-case word, with ё read as е: "очередей" -> "очеред". */
export function russianStem(word: string): string {
  return stemmer(word.replaceAll('ё', 'е'));
}

/** "кубернетес" -> "kubernetes". */
export function transliterate(word: string): string {
  let latin = '';
  for (const letter of word) latin += LATIN[letter] ?? letter;
  return latin;
}
