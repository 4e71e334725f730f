/** Who wrote an article: names from the surest place to the weakest, cleaned of everything that is no name. */
import { type DateBounds, findDate } from './date.js';
import type { StructuredArticle } from './jsonld.js';
import { fold, linesOf, markOf, type Survey } from './survey.js';

/** Authors joined by ", " and the rule that found them. */
export interface Byline {
  byline: string;
  source: string;
}

const AUTHOR_META =
  'citation_author author article:author dc.creator dcterms.creator dc.creator.author parsely-author sailthru.author byl article_author dcsext.author smartbanner:author rnews:author og:article:author author_name twitter:data1'.split(
    ' ',
  );
const LEAD =
  /^(?:(?:an? )?(?:article|guest post|post|story|text|words|written|posted|published|authored|contributed|submitted|created|reported|analysis|opinion|essay|report) by|by line|by|authors?|from|von|par|por|di|av|door|di:|автор(?:ы)?(?: статьи)?|текст|autor(?:a|es)?|auteur|författare|著者|作者|文|投稿者)\s*[:：]?\s+/i;
/** Where a name ends in a line that goes on with other things. */
const TAIL =
  /\s(?:[|•·—–/]|\/\/|on (?=\p{L}+ \d|\d)|in (?=[A-Z#])|updated|published|posted|last (?:updated|modified)|follow|is an? |is the |\(?@|\d+ min|at \d|for (?=[A-Z])|view (?:all|more)|more (?:posts|articles|by)|shared?\b|comments?\b|email\b)|[|•·—–»]|\s?\(|\s?[<[]|https?:|\s?\d+ comments?|…/iu;
const ROLE =
  /\b(?:engineer(?:ing)?|developer|editor|reporter|correspondent|writer|manager|director|founder|ceo|cto|officer|lead|head of|staff|architect|scientist|analyst|professor|team|contributor|consultant|president|evangelist|advocate|columnist|producer|intern)\b/i;
const NOBODY =
  /^(?:admin(?:istrator)?|staff|editor(?:s|ial)?|root|user|guest|anonymous|unknown|author|webmaster|team|none|null|undefined|wordpress|blogger|test|default|home|about|twitter|facebook|linkedin|github|share|contact|login|sign in|subscribe|n\/a|me|by)$/i;
const NAME_WORD =
  /^(?:\p{Lu}[\p{L}\p{M}'’.-]*|(?:van|von|de|der|den|di|da|la|le|del|della|dos|du|al|el|bin|ibn|ter|ten|zu|y|e|and|of)|\p{Lu}\.?|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー・\s]+|[\p{Script=Arabic}\p{Script=Hebrew}]+)$/u;

/** The authors of an article, or null. `heading` shows its title; `bounds` are those of dates: a line "Ann Lee, March 3rd, 2011" ends at its date. */
export function bylineOf(
  page: Survey,
  article: StructuredArticle | null,
  heading: Element | null,
  bounds: DateBounds,
): Byline | null {
  const clean = (values: readonly string[], sure: boolean) => cleanNames(values, sure, bounds);
  const found =
    first('json-ld:author', clean(article?.authors ?? [], true)) ??
    fromMeta(page, (values) => clean(values, true)) ??
    first('microdata:author', clean(itempropNames(page), true)) ??
    first('rel=author', clean(texts(page.rel.get('author') ?? [], 'a'), true)) ??
    first('microformat', clean(microformat(page), true)) ??
    first('class', marked(page, bounds)) ??
    first('text near the heading', clean(nearHeading(heading, bounds), false)) ??
    fromState(page);
  return found;
}

function first(source: string, names: string[]): Byline | null {
  return names.length > 0 ? { byline: names.slice(0, 12).join(', '), source } : null;
}

function fromMeta(page: Survey, clean: (values: string[]) => string[]): Byline | null {
  for (const name of AUTHOR_META) {
    const values = (page.meta.get(name) ?? []).map((value) =>
      name.startsWith('citation') ? inOrder(value) : value,
    );
    if (name === 'twitter:data1' && !/written by|author/i.test(page.meta.get('twitter:label1')?.[0] ?? ''))
      continue;
    const found = first(`meta:${name}`, clean(values));
    if (found) return found;
  }
  return null;
}

/** Libraries write "Lovelace, Ada"; people read "Ada Lovelace". */
function inOrder(name: string): string {
  const match = /^([^,;]{2,40}),\s*([^,;]{1,40})$/.exec(name);
  return match ? `${match[2]} ${match[1]}` : name;
}

/** The authors of the first thing on the page that has some: answers and comments below have their own. */
function itempropNames(page: Survey): string[] {
  const authors = (page.itemprop.get('author') ?? page.itemprop.get('creator') ?? []).filter(
    (one) => !isForeign(one),
  );
  const owner = (author: Element) => author.parentElement?.closest('[itemscope]') ?? null;
  const own = authors.filter((author) =>
    owner(authors[0]!) ? owner(author) === owner(authors[0]!) : sharesRow(author, authors[0]!),
  );
  return own.slice(0, 12).flatMap((author) => {
    const name = author.querySelector('[itemprop~="name"]') ?? author;
    return (
      fold(name.getAttribute('content')) || fold(name.querySelector('a')?.textContent) || lineOf(name) || []
    );
  });
}

function microformat(page: Survey): string[] {
  const cards = page.marked.filter(
    ({ mark, element }) => /(?:^|\s)(?:p-author|vcard|h-card|fn)(?=$|\s)/.test(mark) && !isForeign(element),
  );
  for (const { element } of cards) {
    const name = element.querySelector('.fn, .p-name') ?? element;
    const text = fold(name.textContent);
    if (text && text.length < 80) return [text];
  }
  return [];
}

const AUTHOR_MARK =
  /(?:^|[\s_-])(?:author-?_?name|authors?|post-?_?author|entry-?author|article-?_?author|byline|by-line|written-by|posted-by|writer|contributor|creator|author-?link|user-?name|ltx_personname|bloginfo__author)(?=$|[\s_-])/;

/** The first element named after authors that holds a name, with those beside it that are named alike. */
function marked(page: Survey, bounds: DateBounds): string[] {
  for (const { element, mark } of page.marked) {
    if (!AUTHOR_MARK.test(mark) || /bio|avatar|image|photo|social|about|description|count|date/.test(mark))
      continue;
    const inner = page.marked.some(
      (one) => one.element !== element && AUTHOR_MARK.test(one.mark) && element.contains(one.element),
    );
    if (inner || isForeign(element)) continue;
    const alike = page.marked.filter((one) => one.mark === mark && sharesRow(one.element, element));
    const names = alike.slice(0, 12).flatMap((one) => namesIn(lineOf(one.element), mark, bounds));
    if (names.length > 0) return [...new Set(names)];
  }
  return [];
}

/** A login is a name too, where the element is one for logins or the line is "by somebody". */
function namesIn(line: string, mark: string, bounds: DateBounds): string[] {
  if (!line || line.length > 140) return [];
  const login = /user-?name/.test(mark) || /^by \S{2,25}(?:\s*$|\s+[»•|·—–])/i.test(line);
  return cleanNames([line], login, bounds);
}

function sharesRow(one: Element, other: Element): boolean {
  return one === other || one.parentElement?.parentElement === other.parentElement?.parentElement;
}

/** "By Ann Lee", or a name beside a date, among the lines round the main heading. */
function nearHeading(heading: Element | null, bounds: DateBounds): string[] {
  const title = fold(heading?.textContent);
  let box = heading?.parentElement ?? null;
  for (let up = 0; box && up < 3; up++, box = box.parentElement) {
    const lines = linesOf(box).slice(0, 60);
    const at = lines.indexOf(title);
    for (const line of [
      ...lines.slice(at + 1, at + 6),
      ...lines.slice(Math.max(0, at - 3), Math.max(0, at)),
    ]) {
      if (line.length > 160) continue;
      const by = BY.exec(line)?.[1];
      if (by) return [by];
      if (!findDate(line, bounds)) continue;
      const beside = line
        .split(/\s*[•|·—–]\s*/)
        .filter((part) => !findDate(part, bounds) && /^\p{Lu}\S+ (?:\S+ )?\p{Lu}\S+$/u.test(part));
      if (beside[0]) return beside;
    }
  }
  return [];
}
const NAME = "\\p{Lu}[\\p{L}'’.-]+(?:\\s+(?:\\p{Lu}[\\p{L}'’.-]*|van|von|de|der)){1,3}";
const BY = new RegExp(
  `(?:^|[\\s|•·—–,])(?:[Pp]osted |[Ww]ritten |[Pp]ublished |[Aa]uthored )?(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Аа]втор:?)[:\\s]+(${NAME}(?:(?:,\\s+|,?\\s+(?:and|&|und|et|y|и)\\s+)${NAME})*)`,
  'u',
);

function fromState(page: Survey): Byline | null {
  for (const code of page.states) {
    const match = /"(?:authorName|author_name)"\s*:\s*"([^"\\]{3,60})"/.exec(code);
    if (match?.[1] && isName(match[1], false)) return { byline: match[1], source: 'page state' };
  }
  return null;
}

function texts(elements: readonly Element[], name: string): string[] {
  return elements
    .filter((one) => one.localName === name && !isForeign(one))
    .slice(0, 12)
    .flatMap((one) => lineOf(one) || []);
}

/** The first line of an element's text: a block or line break ends it. */
function lineOf(element: Element): string {
  const lines = linesOf(element);
  const said = lines.filter((line) => !/^(?:by|von|par|posted by|written by|author:?)$/i.test(line));
  const lead = lines.some((line) => /^(?:by|posted by|written by)$/i.test(line)) ? 'by ' : '';
  return said[0] ? lead + said[0] : '';
}

function isForeign(element: Element): boolean {
  let node: Element | null = element;
  for (let up = 0; node && up < 10; up++, node = node.parentElement) {
    const mark = markOf(node);
    if (
      /(?:^|[\s_-])comment(?:s|list|-?body|-?author)?(?:$|[\s_-])|related|sidebar|recent|popular|read-?next/.test(
        mark,
      )
    )
      return true;
    if (node.localName === 'footer' && !node.closest('article')) return true;
  }
  return false;
}

/** Names out of raw bylines. `sure` places may hold one word in lower case (a login); others need the look of a name. */
export function cleanNames(values: readonly string[], sure: boolean, bounds: DateBounds): string[] {
  const names: string[] = [];
  for (const value of values) {
    let text = fold(value).slice(0, 300);
    if (/^https?:|^\/|^@?\S+@\S+\.\S+$|facebook\.com/i.test(text)) continue;
    text = text
      .replace(/\S+@\S+\.\w+\s*\(([^)]+)\)/, '$1')
      .replace(LEAD, '')
      .replace(LEAD, '');
    const dated = findDate(text, bounds);
    if (dated)
      text = text
        .slice(0, dated.at)
        .replace(/[\s,|(•·—–-]+(?:(?:on|at|am|le|el|den|from|since)[\s:,]*)?$/i, '');
    const tail = TAIL.exec(text);
    if (tail && tail.index > 0) text = text.slice(0, tail.index);
    for (const part of text.split(/\s*(?:[,;、]|\s(?:and|&|und|et|with|и)\s)\s*/iu)) {
      const name = part.replace(LEAD, '').replace(/^[\s,.:;@-]+|[\s,:;-]+$/g, '');
      if (names.length > 0 && ROLE.test(part)) break;
      if (isName(name, sure) && !names.some((known) => known.toLowerCase() === name.toLowerCase()))
        names.push(name);
    }
  }
  return names;
}

function isName(name: string, sure: boolean): boolean {
  if (
    name.length < 2 ||
    name.length > 60 ||
    NOBODY.test(name) ||
    /https?:|\.(?:com|org|net|io)\b.*\/|[{}<>=]/.test(name)
  )
    return false;
  const words = name.split(' ');
  if (words.length > 6) return false;
  if (sure) return /\p{L}/u.test(name) && !/^\d+$/.test(name);
  if (ROLE.test(name) || /\d/.test(name)) return false;
  return words.every((word) => NAME_WORD.test(word)) && /^\P{Ll}/u.test(name);
}
