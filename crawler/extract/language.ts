/** The language of an article: what the page declares, checked against what its text is written in. */
import { detectAll } from 'tinyld';

/** A two- or three-letter code (ISO 639, lower case) and where it comes from. */
export interface Language {
  lang: string;
  source: 'declared' | 'detected' | 'declared, detected';
}

/** Shorter texts are not enough to contradict a declaration; the detector needs about a sentence or two. */
const ENOUGH = 200;
/** Characters of the text looked at; more change nothing. */
const SAMPLE = 4000;

/** `en` of `en-US`, `EN_us` and `English`; null for what is no language. */
export function languageCode(declared: string | null | undefined): string | null {
  const match = /^\s*([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*\s*$/i.exec(declared ?? '');
  const code = match?.[1]?.toLowerCase() ?? NAMES[(declared ?? '').trim().toLowerCase()];
  return code && code !== 'und' && code !== 'mul' && code !== 'zxx' ? (THREE[code] ?? code) : null;
}
const NAMES: Record<string, string> = {
  english: 'en',
  german: 'de',
  french: 'fr',
  russian: 'ru',
  japanese: 'ja',
  spanish: 'es',
};
const THREE: Record<string, string> = {
  eng: 'en',
  deu: 'de',
  ger: 'de',
  fra: 'fr',
  rus: 'ru',
  jpn: 'ja',
  spa: 'es',
  zho: 'zh',
  chi: 'zh',
  kor: 'ko',
};

/**
 * The language of a text. Templates declare `en` for pages in any language, so a clear detection in a long enough text
 * overrules the declaration; code and quotations do not, since they leave the detector unsure.
 */
export function languageOf(text: string, declared: string | null): Language | null {
  const code = languageCode(declared);
  const sample = prose(text);
  const script = scriptLanguage(sample);
  if (script) return { lang: script, source: script === code ? 'declared, detected' : 'detected' };
  const [best, next] = sample.length >= ENOUGH ? detectAll(sample) : [];
  if (best && best.lang === code) return { lang: code, source: 'declared, detected' };
  const clear = best !== undefined && best.accuracy >= 0.25 && best.accuracy >= 2 * (next?.accuracy ?? 0);
  if (best && (clear || !code)) {
    const declaredShare = detectAll(sample).find(({ lang }) => lang === code)?.accuracy ?? 0;
    if (!code || best.accuracy >= 3 * declaredShare) return { lang: best.lang, source: 'detected' };
  }
  return code ? { lang: code, source: 'declared' } : null;
}

/** Running text without addresses, code-like tokens and numbers, from the middle of which languages are told best. */
function prose(text: string): string {
  return text
    .slice(0, SAMPLE * 2)
    .replace(/https?:\S+|\S*[{}()<>=_/\\;]\S*|\S*\d\S*/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, SAMPLE);
}

/** Languages that their script alone gives away. */
function scriptLanguage(text: string): string | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 40) return null;
  const share = (pattern: RegExp) => (text.match(pattern)?.length ?? 0) / letters;
  if (share(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu) > 0.1) return 'ja';
  if (share(/\p{Script=Hangul}/gu) > 0.3) return 'ko';
  if (share(/\p{Script=Han}/gu) > 0.3) return 'zh';
  if (share(/\p{Script=Hebrew}/gu) > 0.3) return 'he';
  if (share(/\p{Script=Thai}/gu) > 0.3) return 'th';
  if (share(/\p{Script=Greek}/gu) > 0.3) return 'el';
  return null;
}
