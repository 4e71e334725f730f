/** Whether a page is what its link promised: the title under which a list cites it, or the words of its address. */
import type { Look } from './look.js';

const STOP = new Set(
  'the and for with from how why what your you our are was not into part about html php www com blog post posts article articles news index'.split(
    ' ',
  ),
);

/** True where half of the promised words stand in the page's title or headings; false where nothing was promised. */
export function matchesPromise({ page, requested, markup }: Look): boolean {
  const seen = new Set(wordsOf([markup.title, page.title, ...markup.headings.slice(0, 5)].join(' ')));
  const slug =
    decode(requested?.pathname ?? '')
      .split('/')
      .filter(Boolean)
      .at(-1) ?? '';
  return [page.listTitle ?? '', slug].some((promise) => {
    const words = wordsOf(promise);
    const found = words.filter((word) => seen.has(word)).length;
    return words.length >= 2 && found * 2 >= words.length && found >= 2;
  });
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return [...new Set(words.filter((word) => !STOP.has(word) && !/^\d+$/.test(word)))];
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}
