/**
 * Inline Markdown and its plain text: emphasis, code spans, links, images, footnote marks, escapes and entities.
 *
 * `plainInline(escapeMarkdown(text))` is `text`. Emphasis is read more simply than CommonMark does: a run of `*` or `_`
 * is a mark unless it stands between spaces, or, for `_`, inside a word. Cost: one pass; links look 4,000 characters ahead.
 */

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  mdash: '—',
  ndash: '–',
  hellip: '…',
};
const SPECIAL = /[\\*_`[\]<&~\n]/;

/** The plain text of inline Markdown. */
export function plainInline(source: string): string {
  if (!SPECIAL.test(source)) return tidy(source);
  let out = '';
  let at = 0;
  while (at < source.length) {
    const char = source[at]!;
    const step = SPECIAL.test(char) || char === '!' ? readSpecial(source, at) : null;
    out += step ? step.text : char;
    at += step ? step.length : 1;
  }
  return tidy(out);
}

function tidy(text: string): string {
  return text
    .replace(/[ \t\u00a0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

/** What stands at a special character: its plain text and how much source it takes. */
function readSpecial(source: string, at: number): { text: string; length: number } | null {
  const rest = source.slice(at, at + 4000);
  const next = source[at + 1] ?? '';
  switch (source[at]) {
    case '\\':
      if (next === '\n') return { text: '\n', length: 2 };
      return /[!-/:-@[-`{-~]/.test(next) ? { text: next, length: 2 } : null;
    case '`': {
      const code = /^(`+)(?!`)([\s\S]*?[^`])\1(?!`)/.exec(rest);
      return code
        ? { text: code[2]!.replace(/\n/g, ' ').replace(/^ (.*\S.*) $/, '$1'), length: code[0].length }
        : null;
    }
    case '&': {
      const entity = /^&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,8}));/.exec(rest);
      const text = entity && decodeEntity(entity);
      return text ? { text, length: entity[0].length } : null;
    }
    case '<': {
      const link = /^<((?:https?|mailto):[^\s<>]+)>/.exec(rest);
      if (link) return { text: link[1]!, length: link[0].length };
      const tag = /^<(?:!--[\s\S]*?--|\/?[a-zA-Z][^<>]*)>/.exec(rest);
      return tag ? { text: /^<br/i.test(tag[0]) ? '\n' : '', length: tag[0].length } : null;
    }
    case '!':
      return next === '[' ? readLink(source, at + 1, true) : null;
    case '[':
      return readLink(source, at, false);
    case '~':
      return next === '~' ? { text: '', length: 2 } : null;
    case '*':
    case '_':
      return readEmphasis(source, at);
    default:
      return null;
  }
}

function decodeEntity(entity: RegExpExecArray): string | null {
  if (entity[3]) return ENTITIES[entity[3]] ?? null;
  const code = entity[1] ? Number(entity[1]) : Number.parseInt(entity[2]!, 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

/** A run of * or _ is a mark unless it stands between spaces, or, for _, inside a word. */
function readEmphasis(source: string, at: number): { text: string; length: number } {
  const mark = source[at]!;
  let end = at;
  while (source[end] === mark) end++;
  const before = source[at - 1] ?? ' ';
  const after = source[end] ?? ' ';
  const run = source.slice(at, end);
  const loose = /\s/.test(before) && /\s/.test(after);
  const inWord = mark === '_' && /[\p{L}\p{N}_]/u.test(before) && /[\p{L}\p{N}_]/u.test(after);
  return { text: loose || inWord ? run : '', length: end - at };
}

/** `[text](url)`, `[text][ref]`, `[^1]`, and images, whose alternative text is no part of the article. */
function readLink(source: string, at: number, image: boolean): { text: string; length: number } | null {
  const extra = image ? 1 : 0;
  if (source[at + 1] === '^') {
    const mark = /^\[\^[^\]\s]{1,60}\]:?/.exec(source.slice(at, at + 64));
    if (mark) return { text: '', length: mark[0].length };
  }
  const close = matchingBracket(source, at);
  if (close < 0) return null;
  const tail = /^\((?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/.exec(
    source.slice(close + 1, close + 4000),
  );
  const reference = tail ? null : /^\[[^\]\n]{0,200}\]/.exec(source.slice(close + 1, close + 203));
  const end = tail ?? reference;
  if (!end) return image ? { text: '', length: close + 1 - at + extra } : null;
  const text = image ? '' : plainInline(source.slice(at + 1, close));
  return { text, length: close + 1 + end[0].length - at + extra };
}

function matchingBracket(source: string, at: number): number {
  let depth = 0;
  const limit = Math.min(source.length, at + 4000);
  for (let i = at; i < limit; i++) {
    const char = source[i];
    if (char === '\\') i++;
    else if (char === '[') depth++;
    else if (char === ']' && --depth === 0) return i;
  }
  return -1;
}

/** Escapes plain text so that `plainInline` gives it back (white space collapsed). */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\*`[\]<]/g, '\\$&')
    .replace(/&(?=#?\w{1,8};)/g, '\\&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/~~/g, '\\~\\~');
}

/** Escapes what would start another block at the start of a line of inline Markdown. */
export function escapeLineStart(line: string): string {
  return line.replace(/^(\s*)([#>+|=-]|~{3})/, '$1\\$2').replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}
