/**
 * The inside of a line of Markdown: its links, and its text without marks.
 *
 * CommonMark's rules for escapes, code spans, images, autolinks and link destinations, with the mercy that lists found in
 * the wild need: a destination whose `)` is missing ends at white space, bare URLs are links and lose the punctuation behind
 * them, `<a href>` counts like a Markdown link. One pass with a stack of open brackets, so the cost is linear in the line.
 *
 *   See [the [old] paper](https://example.org/p (PDF)) or https://example.net/x.
 *   -> 'See ', {url: https://example.org/p, label: 'the [old] paper'}, ' or ', {url: https://example.net/x, label: ''}, '.'
 */

/** A link in a line; `label` is '' for a bare URL; `badge` when nothing but images stood in the label. */
export interface Anchor {
  url: string;
  label: string;
  badge: boolean;
}

/** Definitions of `[name]: url`, by lower-cased name. */
export type References = ReadonlyMap<string, string>;

/** Characters of an address longer than this are no link of a list (browsers stop at about 2,000). */
const MAX_URL = 4_000;
/** Characters of one text or label that are looked at; the longest title of the lists measured has 200. */
const MAX_TEXT = 2_000;
/** Escaped characters wait in this private-use block until the text is taken out, so that no rule sees them. */
const HIDDEN = 0xe000;

const hide = (character: string) => String.fromCharCode(HIDDEN + character.charCodeAt(0));
const hideAll = (text: string) => text.replace(/[!-/:-@[-`{-~]/g, hide);
const show = (text: string) =>
  text.replace(/[\ue021-\ue07e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - HIDDEN));

/** Takes away the characters this file hides others behind, so that none can be smuggled in. */
export function withoutHidden(text: string): string {
  return text.replace(/[\ue000-\ue07f]/g, '');
}

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
};

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  const valid = code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? String.fromCodePoint(code) : whole;
}

/** Markdown text without its marks: emphasis, tags, entities, emoji codes, escapes; white space folded, cut at MAX_TEXT. */
export function plainText(markdown: string): string {
  return show(
    hideEscapes(markdown.slice(0, MAX_TEXT))
      .replace(/<\/?[a-z][^<>]{0,500}>/gi, ' ')
      .replace(/(\*{1,3}|~~)(?=\S)((?:[^*~]|\*(?!\1))*?\S)\1/g, '$2')
      .replace(/(?<![\p{L}\p{N}_])(_{1,3})(?=\S)([^_]*?[^\s_])\1(?![\p{L}\p{N}_])/gu, '$2')
      .replace(/(?<![\p{L}\p{N}]):[a-z][a-z0-9_+-]{1,40}:(?![\p{L}\p{N}])/gu, ' ')
      .replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});/gi, entity),
  )
    .replace(/\s+/g, ' ')
    .trim();
}

/** The same text written so that plainText and splitLinks give it back: escapes only where they are needed. */
export function escapeText(text: string): string {
  const pieces = splitLinks(text);
  const safe = pieces.length <= 1 && pieces.every((piece) => piece === text) && plainText(text) === text;
  return safe && !/[[\]`\\<]/.test(text) ? text : text.replace(/[!-/:-@[-`{-~]/g, (mark) => `\\${mark}`);
}

function hideEscapes(line: string): string {
  return line
    .replace(/\\([!-/:-@[-`{-~])/g, (_, mark: string) => hide(mark))
    .replace(/(`+)(?!`)(.*?[^`])\1(?!`)/g, (_, __, code: string) => hideAll(code.trim()));
}

/** Links of other markups, as Markdown: reStructuredText, Org, AsciiDoc, MediaWiki. */
function withoutDialects(line: string): string {
  if (!/[`[]/.test(line)) return line;
  return line
    .replace(/`([^`<]{1,300}?)\s*<(https?:\/\/[^\s<>`]{1,2000})>`__?/gi, '[$1](<$2>)')
    .replace(/\[\[(https?:\/\/[^\s[\]<>]{1,2000})\]\[([^[\]]{1,300})\]\]/gi, '[$2](<$1>)')
    .replace(/(?<![<("'\w])(https?:\/\/[^\s[\]<>()]{1,2000})\[([^[\]]{1,300})\](?![([])/gi, '[$2](<$1>)')
    .replace(/(?<!\[)\[(https?:\/\/[^\s[\]<>]{1,2000}) +([^[\]]{1,300})\](?![([])/gi, '[$2](<$1>)');
}

/** `<a href>` as a Markdown link, images and line breaks gone. */
function withoutTags(line: string): string {
  if (!line.includes('<')) return line;
  return line
    .replace(/<img\b[^<>]{0,2000}>/gi, '![]()')
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(
      /<a\b[^<>]{0,1000}?\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))[^<>]{0,1000}>(.{0,1000}?)<\/a\s*>/gi,
      (_, double?: string, single?: string, bare?: string, label = '') =>
        `[${label}](<${double ?? single ?? bare ?? ''}>)`,
    );
}

const BARE_URL = /(?:https?:\/\/|www\.(?=[^\s.]+\.))[^\s<>"`]+/iy;
const AUTOLINK = /<(https?:\/\/[^\s<>]+)>/iy;
const DESTINATION =
  /\(\s*(?:<([^<>\n]*)>|((?:[^\s()<>]|\((?:[^\s()<>]|\([^\s()<>]*\))*\))*))(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*(\)?)/y;
const REFERENCE = /\[([^[\]]{0,200})\]/y;

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** A bare URL ends before the punctuation of the sentence it stands in, and before a `)` it did not open. */
function trimmedUrl(raw: string): string {
  let url = raw;
  for (;;) {
    const last = url.at(-1) ?? '';
    const unopened = last === ')' && url.split('(').length < url.split(')').length;
    if (!unopened && !/[.,;:!?'"*_~|\]}…»”’]/.test(last)) return url;
    url = url.slice(0, -1);
  }
}

/** Only web addresses are links; anchors, relative paths and other schemes are not. */
function webAddress(destination: string): string | null {
  const url = show(destination).trim().replace(/&amp;/g, '&').replaceAll('<', '%3C').replaceAll('>', '%3E');
  if (url.length > MAX_URL) return null;
  const full = /^www\./i.test(url) ? `http://${url}` : url;
  return /^https?:\/\/[^\s/]/i.test(full) && URL.canParse(full) ? full : null;
}

interface Span {
  start: number;
  end: number;
  anchor: Anchor | null;
}

/** The line cut into pieces of Markdown text and links, in their order. */
export function splitLinks(source: string, references: References = new Map()): (string | Anchor)[] {
  const line = withoutTags(hideEscapes(withoutDialects(source)));
  const spans = findSpans(line, references);
  const pieces: (string | Anchor)[] = [];
  let from = 0;
  for (const span of spans) {
    if (span.start > from) pieces.push(line.slice(from, span.start));
    if (span.anchor) pieces.push(span.anchor);
    from = Math.max(from, span.end);
  }
  if (from < line.length) pieces.push(line.slice(from));
  return pieces;
}

/** Links and images of a line by position; what stands inside another span is part of it. */
function findSpans(line: string, references: References): Span[] {
  const spans: Span[] = [];
  const open: number[] = [];
  let at = 0;
  while (at < line.length) {
    const character = line[at]!;
    if (character === '[') {
      open.push(at);
    } else if (character === ']' && open.length > 0) {
      const start = open.pop()!;
      const span = closeBracket(line, start, at, references);
      if (span) {
        while (spans.length > 0 && spans.at(-1)!.start >= span.start) absorb(span, spans.pop()!);
        spans.push(span);
        at = span.end;
        continue;
      }
    } else if (
      character === '<' ||
      character === 'h' ||
      character === 'H' ||
      character === 'w' ||
      character === 'W'
    ) {
      const span = bareSpan(line, at);
      if (span) {
        spans.push(span);
        at = span.end;
        continue;
      }
    }
    at++;
  }
  return spans;
}

/** A link around a bare URL or another link keeps the inner address if it has none of its own. */
function absorb(outer: Span, inner: Span): void {
  if (!outer.anchor && inner.anchor) outer.anchor = inner.anchor;
}

function bareSpan(line: string, at: number): Span | null {
  const auto = match(AUTOLINK, line, at);
  if (auto) {
    const url = webAddress(auto[1]!);
    return url ? { start: at, end: at + auto[0].length, anchor: { url, label: '', badge: false } } : null;
  }
  if (at > 0 && /[\p{L}\p{N}/@.-]/u.test(line[at - 1]!)) return null;
  const bare = match(BARE_URL, line, at);
  if (!bare) return null;
  // A bracket closes the label this URL stands in: `[https://example.org](https://example.org)`.
  const raw = trimmedUrl(bare[0].split(/[[\]]/, 1)[0]!);
  const url = webAddress(raw);
  return url ? { start: at, end: at + raw.length, anchor: { url, label: '', badge: false } } : null;
}

function closeBracket(line: string, start: number, close: number, references: References): Span | null {
  if (close - start > MAX_TEXT) return null;
  const image = start > 0 && line[start - 1] === '!';
  const label = line.slice(start + 1, close);
  const inline = match(DESTINATION, line, close + 1);
  let end: number;
  let destination: string;
  if (inline && (inline[3] !== '' || webAddress(inline[1] ?? inline[2] ?? ''))) {
    end = close + 1 + inline[0].length;
    destination = inline[1] ?? inline[2] ?? '';
  } else {
    const reference = match(REFERENCE, line, close + 1);
    const name = (reference?.[1] || label).toLowerCase();
    const known = references.get(show(name).trim());
    if (known === undefined) return null;
    end = close + 1 + (reference?.[0].length ?? 0);
    destination = known;
  }
  if (image) return { start: start - 1, end, anchor: null };
  const text = plainText(label.replace(/!\[[^[\]]*\]\([^()]*\)/g, ' '));
  const url = webAddress(destination);
  const badge = text === '' && /!\[/.test(label);
  const own = /^(https?:\/\/|www\.)\S+$/i.test(text);
  return { start, end, anchor: url ? { url, label: own ? '' : text, badge } : null };
}
