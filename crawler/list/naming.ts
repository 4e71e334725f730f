/**
 * What the words around a link say of it: which are its title, and which a note.
 *
 * A label is a title, unless it says nothing alone (`pdf`, `here`, `2`): then the words before it join in. A bare URL takes the
 * words behind it, before it, or on the line before or after. Words too long for a title are a note.
 *
 *   `Queue theory: https://example.org/q`    -> title 'Queue theory'
 *   `[Slides](https://example.org/s) of 2019` -> title 'Slides', note 'of 2019'
 */
import { type Anchor, plainText, type References, splitLinks } from './inline.js';
import type { Block } from './outline.js';

export interface NamedLink {
  url: string;
  title: string;
  note: string;
  line: number;
}

/** Characters; the longest title in the lists measured has 125, the shortest prose 190. */
const MAX_TITLE = 160;
/** Characters; a longer note is cut at a word. */
const MAX_NOTE = 500;

const WORDLESS =
  /^(?:\d{1,3}|#\d+|here|link|links|url|source|article|post|blog post|read|read more|more|pdf|html|video|slides?|talk|audio|paper|code|demo|part [\divx]+|часть \d+|ссылка|здесь|тут|статья|видео|слайды)$/i;
const CONJUNCTION = /^(?:and|or|и|или|via|by|from|in|at|on|see|also|plus)$/i;

/** Text as a title or note: no separators at its ends, no empty brackets where links stood. */
function tidy(text: string): string {
  let clean = plainText(text)
    .replace(/\(\s*[,;/|]*\s*\)|\[\s*[,;/|]*\s*\]/g, ' ')
    .replace(/\s+/g, ' ');
  for (let before = ''; before !== clean; ) {
    before = clean;
    clean = clean
      .replace(/^\s*\](?:\[[^\]]{0,40}\])?/, '')
      .replace(/^\s*(?:[-–—:.,;|/•·*>→=]+(?=\s|$)|[:,;|]|\)(?=\s|$))\s*/u, '')
      .replace(/\s*(?:(?<=\s|^)[-–—:.,;|/•·*<←=(]+|[:,;|])\s*$/u, '')
      .replace(/^\((?=[^)]*$)/, '')
      .trim();
  }
  return /[\p{L}\p{N}]/u.test(clean) && !CONJUNCTION.test(clean) ? clean : '';
}

function shortened(note: string): string {
  if (note.length <= MAX_NOTE) return note;
  const cut = note.slice(0, MAX_NOTE - 2);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_NOTE / 2)).trimEnd()} …`;
}

function joined(...notes: string[]): string {
  return shortened(tidy(notes.filter((note) => note !== '').join(' ')));
}

/** The words fit a title. */
export function isTitle(text: string): boolean {
  return text !== '' && text.length <= MAX_TITLE;
}

/** Words that came without a label, as title or as note. */
function named(words: string, more = ''): { title: string; note: string } {
  return isTitle(words)
    ? { title: words.replace(/(?<=[\p{L}\p{N})])\.$/u, ''), note: joined(more) }
    : { title: '', note: joined(words, more) };
}

/** Share buttons: the address says so, or the words `on Twitter` do. */
function isShareButton({ url, label }: Anchor): boolean {
  const share =
    /^https?:\/\/(?:www\.)?(?:(?:twitter|x)\.com\/(?:intent|share|home\?status)|facebook\.com\/(?:sharer|share|dialog)|linkedin\.com\/(?:shareArticle|sharing)|reddit\.com\/submit|news\.ycombinator\.com\/submitlink|pinterest\.com\/pin\/create|service\.weibo\.com\/share|vk\.com\/share|t\.me\/share|(?:api\.)?(?:wa\.me|whatsapp\.com)\/?(?:send|\?text)|ctt\.ec\/|clicktotweet\.com\/|getpocket\.com\/save|buffer\.com\/add)/i;
  return (
    share.test(url) ||
    /^(?:share |tweet )?on (?:twitter|x|weibo|facebook|linkedin|reddit|telegram|whatsapp|vk|mastodon|hacker news)$/i.test(
      label,
    )
  );
}

function isLicence(url: string): boolean {
  return /^https?:\/\/(?:www\.)?(?:creativecommons\.org\/(?:licen[sc]es|publicdomain)|opensource\.org\/licen[sc]es?|choosealicense\.com)\b/i.test(
    url,
  );
}

/** The links of a line that lead to something to read, between the words of the line. */
function articleLinks(text: string, references: References): (string | Anchor)[] {
  return splitLinks(text, references).filter(
    (piece) => typeof piece === 'string' || !(piece.badge || isShareButton(piece) || isLicence(piece.url)),
  );
}

interface Words {
  line: number;
  /** Alternating: words, link, words, link ... words. Without links: the words alone. */
  words: string[];
  anchors: Anchor[];
  announces: boolean;
  /** A row of a table. */
  isRow: boolean;
  used: boolean;
}

function wordsOf(text: string, line: number, references: References): Words {
  const words = [''];
  const anchors: Anchor[] = [];
  for (const piece of articleLinks(text, references)) {
    if (typeof piece === 'string') {
      words[words.length - 1] += piece;
    } else {
      anchors.push(piece);
      words.push('');
    }
  }
  return {
    line,
    words: words.map(tidy),
    anchors,
    announces: /:\s*$/.test(text),
    isRow: text.startsWith('|'),
    used: false,
  };
}

/** Title and note of the link number `index` of a line, from that line alone. */
function fromLine({ words, anchors }: Words, index: number): { title: string; note: string } {
  const { label } = anchors[index]!;
  const before = index === 0 ? words[0]! : '';
  const after = words[index + 1]!;
  if (label === '')
    return after === '' || (before !== '' && isTitle(before)) ? named(before, after) : named(after, before);
  if (!WORDLESS.test(label)) return { title: label, note: joined(before, after) };
  const lead = before !== '' ? before : words.slice(0, index + 1).findLast((text) => text !== '');
  const title = lead ? `${lead} (${label})` : label;
  return isTitle(title)
    ? { title, note: after === '' ? '' : joined(after) }
    : { title: label, note: joined(before, after) };
}

/**
 * The links of a block's lines, named. `earlier` is a line of words that stood alone before the block, '' if there was none.
 * A labelled link inside a sentence of a paragraph gets no note: half a sentence says nothing.
 */
export function nameLinks(
  { kind, lines }: Pick<Block, 'kind' | 'lines'>,
  references: References,
  earlier = '',
): NamedLink[] {
  const all = lines.map(({ text, line }) => wordsOf(text, line, references));
  const links: NamedLink[] = [];
  all.forEach((current, at) => {
    const { anchors, words } = current;
    const isSentence = kind === 'paragraph' && !current.isRow && (words[0] !== '' || anchors.length > 1);
    anchors.forEach((anchor, index) => {
      const link = { url: anchor.url, line: current.line, ...fromLine(current, index) };
      if (link.title === '' && link.note === '' && anchors.length === 1) {
        Object.assign(link, fromNeighbours(all, at, earlier));
      } else if (isSentence && anchor.label !== '') {
        link.note = '';
      } else if (index === anchors.length - 1 && link.title !== '') {
        link.note = joined(link.note, ...wordsBehind(all, at));
      }
      links.push(link);
    });
  });
  return links;
}

/** A lonely URL: the words on the line before, else on the next, else those that stood alone before the block. */
function fromNeighbours(all: Words[], at: number, earlier: string): { title: string; note: string } {
  for (const neighbour of [all[at - 1], all[at + 1]]) {
    if (!neighbour || neighbour.anchors.length > 0 || neighbour.used || neighbour.words[0] === '') continue;
    // `Title:` before another URL is that one's.
    if (neighbour === all[at + 1] && neighbour.announces && at + 2 < all.length) continue;
    neighbour.used = true;
    return named(neighbour.words[0]!);
  }
  const words = at === 0 ? tidy(earlier) : '';
  return isTitle(words) ? named(words) : { title: '', note: '' };
}

/** Lines of words after a titled link go on with its note, as long as no other link may claim them. */
function wordsBehind(all: Words[], at: number): string[] {
  const behind: string[] = [];
  for (let next = at + 1; next < all.length && all[next]!.anchors.length === 0; next++)
    behind.push(all[next]!.words[0]!);
  const claimed = all[at + 1 + behind.length]?.anchors[0]?.label === '';
  if (claimed) behind.pop();
  behind.forEach((_, index) => {
    all[at + 1 + index]!.used = true;
  });
  return behind;
}
