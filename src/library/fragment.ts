/**
 * Addresses that open a page at a passage: text fragments (`#:~:text=first words,last words`), which browsers scroll to and mark.
 *
 * Source: the WICG draft "URL Fragment Text Directives". A range is named by its first and last words rather than its whole
 * text: pages differ from stored text by white space and inline marks, and a browser matches each end within one block only.
 */

/** Words that name one end of a range; fewer are found in the wrong place, more fail on any difference. */
const WORDS = 6;
/** Characters in which that many words are looked for. */
const END = 240;

/** `url` with a directive for `text`; without one where there is no text. A fragment of its own stays in front. */
export function openAt(url: string, text: string): string {
  const directive = directiveOf(text);
  if (directive === null || !/^https?:/i.test(url)) return url;
  const bare = url.replace(/:~:.*$/s, '');
  return `${bare}${bare.includes('#') ? '' : '#'}:~:text=${directive}`;
}

function directiveOf(text: string): string | null {
  const whole = text.trim();
  if (whole === '') return null;
  const first = whole.slice(0, END).split(/\n/)[0]!.split(/\s+/);
  if (whole.length <= END && first.length <= 2 * WORDS && !whole.includes('\n')) return encode(first);
  const last = whole.slice(-END).split(/\n/).at(-1)!.trim().split(/\s+/);
  return `${encode(first.slice(0, WORDS))},${encode(last.slice(-WORDS))}`;
}

/** A text cut through a surrogate pair has a half of it left, which cannot be encoded. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '');
}

/** A dash and a comma would be read as syntax; `encodeURIComponent` takes care of all but the dash. */
function encode(words: string[]): string {
  return encodeURIComponent(wellFormed(words.join(' '))).replaceAll('-', '%2D');
}
