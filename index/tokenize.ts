/**
 * One rule that turns text into index terms, for documents and queries alike.
 *
 * A word is a run of letters, marks and digits; a connector (`-` `_` `.` `/` `'` `+` `&`) between two of them holds an identifier
 * together. Identifiers give their parts and, at the position of the first part, the joined compound, so that
 * `exactly-once`, `exactlyOnce` and `exactly_once` meet each other and still meet `exactly` and `once`:
 *
 *   exactly-once  -> exactlyonc exactli onc      CircuitBreaker -> circuitbreak circuit breaker
 *   node.js       -> nodejs node js              C++ -> c++      gRPC -> grpc     S3 -> s3     p99 -> p99
 *   TCP/IP        -> tcpip tcp ip                KRaft -> kraft raft              1,000 -> 1000
 *
 * Terms are lower case, folded and stemmed (term.ts). Han, kana, Hangul and Thai runs become overlapping character bigrams. Stop words
 * take up a position but give no term. Cost: one pass, about 40 ns a character.
 */
import { fold, LONGEST_WORD, stem, termOf } from './term.js';

/** A term and the piece of text it comes from: `text.slice(start, end)`; `position` counts words, stop words included. */
export interface Token {
  term: string;
  start: number;
  end: number;
  position: number;
}

/** A compound of more parts is a path or a sentence, and nobody asks for it joined. */
const MOST_PARTS = 4;
/** `TCP/IP`, `CI/CD`, `HTTP/2`: a slash holds together only what is this short; else it separates words (characters). */
const SHORT_SLASH = 8;

const OTHER = 1;
const LOWER = 2;
const UPPER = 3;
const DIGIT = 4;
const IDEOGRAPH = 5;
const MARK = 6;
/** Character class by UTF-16 unit, found once and remembered; 0 is not yet known. */
const classes = new Uint8Array(65_536);

function classify(unit: number): number {
  const char = String.fromCharCode(unit);
  let found = OTHER;
  if (
    /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}]/u.test(char) &&
    /\p{L}/u.test(char)
  )
    found = IDEOGRAPH;
  else if (/\p{Lu}|\p{Lt}/u.test(char)) found = UPPER;
  else if (/\p{L}/u.test(char)) found = LOWER;
  else if (/\p{N}/u.test(char)) found = DIGIT;
  else if (/\p{M}/u.test(char)) found = MARK;
  classes[unit] = found;
  return found;
}

function classAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return Number.isNaN(unit) ? OTHER : classes[unit] || classify(unit);
}

function isWord(kind: number): boolean {
  return kind === LOWER || kind === UPPER || kind === DIGIT || kind === MARK;
}

/** `-` `_` `.` `/` `'` `’` `+` `&` and `,` between digits. */
function isConnector(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === 45 || unit === 95 || unit === 46 || unit === 47 || unit === 39 || unit === 0x2019) return true;
  if (unit === 43 || unit === 38 || unit === 0x2010 || unit === 0x2011) return true;
  return unit === 44 && classAt(text, at - 1) === DIGIT && classAt(text, at + 1) === DIGIT;
}

type Visit = (term: string, start: number, end: number, position: number) => void;

/** Calls `visit` for every term in order of position; the compound comes before its parts. */
export function eachTerm(text: string, visit: Visit): void {
  walk(text, ANY, visit);
}

/** The same for those terms alone that are among `wanted`: faster, since most words need no look-up. */
export function eachTermOf(text: string, wanted: ReadonlySet<string>, visit: Visit): void {
  if (wanted.size === 0) return;
  walk(text, initialsOf(wanted), (term, start, end, position) => {
    if (wanted.has(term)) visit(term, start, end, position);
  });
}

/** By UTF-16 unit below 128, whether a word may begin so; other beginnings always may. */
type Initials = Uint8Array;
const ANY: Initials = new Uint8Array(128).fill(1);

/** Beginnings of words whose terms these may be: neither folding nor stemming changes a first letter of ASCII but for its case. */
function initialsOf(terms: ReadonlySet<string>): Initials {
  const initials = new Uint8Array(128);
  for (const term of terms)
    for (const letter of [term.charCodeAt(0), term[0]!.toUpperCase().charCodeAt(0)])
      if (letter < 128) initials[letter] = 1;
  return initials;
}

function walk(text: string, initials: Initials, visit: Visit): void {
  let position = 0;
  let at = 0;
  const length = text.length;
  while (at < length) {
    const kind = classAt(text, at);
    if (kind === IDEOGRAPH) {
      let end = at + 1;
      while (end < length && classAt(text, end) === IDEOGRAPH) end++;
      position = bigrams(text, at, end, position, visit);
      at = end;
    } else if (kind === OTHER || kind === MARK) at++;
    else {
      let end = plainEnd(text, at);
      if (end > 0) {
        const term = initials[text.charCodeAt(at)] === 0 ? '' : termOf(text.slice(at, end));
        if (term !== '') visit(term, at, end, position);
        position++;
      } else {
        end = wordEnd(text, at);
        position = word(text, at, end, position, visit);
      }
      at = end;
    }
  }
}

/** The terms of a text as an array, for queries and highlights. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  eachTerm(text, (term, start, end, position) => tokens.push({ term, start, end, position }));
  return tokens;
}

function bigrams(text: string, start: number, end: number, position: number, visit: Visit): number {
  if (end - start === 1) visit(text.slice(start, end), start, end, position);
  for (let at = start; at + 1 < end; at++) visit(text.slice(at, at + 2), at, at + 2, position + at - start);
  return position + Math.max(1, end - start - 1);
}

/** End of a word that is small letters behind its first letter and stands free, as nearly all do; 0 for any other. */
function plainEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && classes[text.charCodeAt(end)] === LOWER) end++;
  if (classAt(text, start) === DIGIT || isWord(classAt(text, end))) return 0;
  if (text[end] === '#' || text[end] === '+') return 0;
  return isConnector(text, end) && isWord(classAt(text, end + 1)) ? 0 : end;
}

function wordEnd(text: string, start: number): number {
  let at = start + 1;
  let slash = false;
  for (;;) {
    while (isWord(classAt(text, at))) at++;
    if (!isConnector(text, at)) break;
    const next = classAt(text, at + 1);
    if (!isWord(next) || next === MARK) break;
    if (text.charCodeAt(at) === 47) {
      // `client/server` are two words, `TCP/IP` is one
      let end = at + 1;
      while (isWord(classAt(text, end))) end++;
      if (slash || end - start > SHORT_SLASH) break;
      slash = true;
    }
    at++;
  }
  return suffixEnd(text, start, at);
}

/** `C++`, `g++`, `C#`, `F#`: the signs belong to a short name in front of them. */
function suffixEnd(text: string, start: number, end: number): number {
  if (end - start > 3) return end;
  if (text[end] === '+' && text[end + 1] === '+' && !isWord(classAt(text, end + 2))) return end + 2;
  if (text[end] === '#' && !isWord(classAt(text, end + 1))) return end + 1;
  return end;
}

/** Emits one word or identifier and returns the position after it. */
function word(text: string, start: number, end: number, position: number, visit: Visit): number {
  if (isPlain(text, start, end)) {
    const term = termOf(text.slice(start, end));
    if (term !== '') visit(term, start, end, position);
    return position + 1;
  }
  const parts = split(text, start, end);
  const first = parts[0];
  if (first === undefined) return position + 1;
  if (parts.length / 2 > 1 && parts.length / 2 <= MOST_PARTS && end - start <= LONGEST_WORD) {
    const joined = stem(join(text, parts));
    if (joined !== '') visit(joined, start, end, position);
  }
  for (let part = 0; part < parts.length; part += 2) {
    const from = parts[part] ?? 0;
    const to = parts[part + 1] ?? 0;
    const one = parts.length > 2 && to - from === 1 && classAt(text, from) !== DIGIT;
    // a lone letter of a compound (`I/O`, `KRaft`) says nothing without the rest
    const term = one || to - from > LONGEST_WORD ? '' : stem(clean(text.slice(from, to)));
    if (term !== '') visit(term, from, to, position + part / 2);
  }
  return position + parts.length / 2;
}

/** No connector, no hump, no sign: nearly every word of prose. */
function isPlain(text: string, start: number, end: number): boolean {
  const first = classAt(text, start);
  for (let at = start + 1; at < end; at++) {
    const kind = classAt(text, at);
    if (kind === OTHER) return false;
    if (kind === UPPER && classAt(text, at - 1) !== UPPER) return false;
    if (kind === LOWER && at - start > 1 && first === UPPER && classAt(text, at - 1) === UPPER) return false;
  }
  return true;
}

/** `3.14`, `1,000`, `v1.2.3`: one term, its digits alone say nothing. */
const NUMBER = /^v?\d+(?:[.,]\d+)+$/;

/** Borders of the parts as flat pairs [from, to, from, to ...]: at connectors and at humps (`aB`, `ABc`). */
function split(text: string, start: number, end: number): number[] {
  const whole = text.slice(start, end);
  if (NUMBER.test(whole) || /^.{1,3}(?:\+\+|#)$/u.test(whole)) return [start, end];
  const parts: number[] = [];
  let from = start;
  for (let at = start; at <= end; at++) {
    const inside = at < end && isWord(classAt(text, at));
    if (!inside) {
      // the genitive `'s` and the `t` of `don't` are no words
      if (at > from && !isElision(text, from, at)) parts.push(from, at);
      from = at + 1;
    } else if (at > from && isHump(text, at, end)) {
      parts.push(from, at);
      from = at;
    }
  }
  return parts;
}

function isElision(text: string, from: number, to: number): boolean {
  const before = text[from - 1];
  return to - from <= 2 && (before === "'" || before === '’');
}

function isHump(text: string, at: number, end: number): boolean {
  if (classAt(text, at) !== UPPER) return false;
  const before = classAt(text, at - 1);
  if (before === LOWER) return true;
  return before === UPPER && at + 1 < end && classAt(text, at + 1) === LOWER && text[at + 1] !== 's';
}

function clean(part: string): string {
  return fold(part).replace(/,/g, '');
}

function join(text: string, parts: number[]): string {
  let joined = '';
  for (let part = 0; part < parts.length; part += 2)
    joined += clean(text.slice(parts[part], parts[part + 1]));
  return joined;
}
