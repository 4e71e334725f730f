/** One walk over a page that collects the elements in which metadata stands, so that no rule walks it again. */

/** An element whose class or id speaks of a date, an author or a title. `mark` is class and id, lower case. */
export interface Marked {
  element: Element;
  mark: string;
}

/** What a page offers to the rules for title, byline and date, in document order. */
export interface Survey {
  /** `name`, `property`, `itemprop` or `http-equiv` of every `<meta>`, lower case, with its contents. */
  meta: Map<string, string[]>;
  title: string;
  headings: Element[];
  times: Element[];
  /** `<link>` and `<a>` by their `rel`, and everything with an `itemprop`, by its words in lower case. */
  rel: Map<string, Element[]>;
  itemprop: Map<string, Element[]>;
  marked: Marked[];
  jsonLd: string[];
  /** Inline scripts, as data: some hold a page's state (`__NEXT_DATA__` and the like) or a data layer. */
  states: string[];
  htmlLang: string | null;
}

const MARK =
  /date|time|publi|posted|author|byline|by-line|writer|contributor|creator|title|headline|dateline|fn\b|h-card|meta|user-?name|person-?name|updated|modified/;
/** Lists of candidates stop growing here: a page with more is a listing or hostile. */
const MOST = 400;

/** An attribute's value. `getAttribute('class')` would make linkedom build a token list first, at ten times the cost. */
function attributeOf(element: Element, name: string): string {
  return element.getAttributeNode(name)?.value ?? '';
}

/** Class and id of an element in one string, lower case. */
export function markOf(element: Element): string {
  return `${attributeOf(element, 'class')} ${attributeOf(element, 'id')}`.toLowerCase();
}

/** A script element as data: its type and its text. It is never run. */
export interface InlineScript {
  type: string;
  text: string;
}

/**
 * Walks the page once; linear in the number of its elements. `scripts` are those that were taken out of the document
 * before; where it is absent the document's own are read.
 */
export function survey(document: Document, scripts: readonly InlineScript[] = []): Survey {
  const found: Survey = {
    meta: new Map(),
    title: '',
    headings: [],
    times: [],
    rel: new Map(),
    itemprop: new Map(),
    marked: [],
    jsonLd: [],
    states: [],
    htmlLang: document.documentElement?.getAttribute('lang') ?? null,
  };
  for (const script of scripts) keepScript(found, script);
  if (!document.documentElement) return found;
  const walker = document.createTreeWalker(document.documentElement, 1);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) visit(found, node as Element);
  return found;
}

function visit(found: Survey, element: Element): void {
  const name = element.localName;
  if (name === 'meta') {
    visitMeta(found, element);
    return;
  }
  if (name === 'script') {
    keepScript(found, { type: element.getAttribute('type') ?? '', text: element.textContent ?? '' });
    return;
  }
  if (name === 'title') {
    if (!found.title && !element.closest('svg')) found.title = fold(element.textContent);
  } else if ((name === 'h1' || name === 'h2') && found.headings.length < MOST) found.headings.push(element);
  else if (name === 'time' && found.times.length < MOST) found.times.push(element);
  if (!found.htmlLang && name === 'body') found.htmlLang = element.getAttribute('lang');
  const rel = attributeOf(element, 'rel');
  if (rel) keep(found.rel, rel, element);
  const itemprop = attributeOf(element, 'itemprop');
  if (itemprop) keep(found.itemprop, itemprop, element);
  const mark = markOf(element);
  if (mark.length > 1 && found.marked.length < MOST && MARK.test(mark)) found.marked.push({ element, mark });
}

function visitMeta(found: Survey, element: Element): void {
  const content = fold(element.getAttribute('content') ?? '');
  if (!content) return;
  for (const attribute of ['property', 'name', 'itemprop', 'http-equiv']) {
    const key = element.getAttribute(attribute)?.toLowerCase();
    if (!key) continue;
    const values = found.meta.get(key);
    if (!values) found.meta.set(key, [content]);
    else if (values.length < 50 && !values.includes(content)) values.push(content);
  }
}

function keepScript(found: Survey, script: InlineScript): void {
  if (script.type.toLowerCase().includes('ld+json')) {
    if (found.jsonLd.length < 50) found.jsonLd.push(script.text);
  } else if (found.states.length < 100 && script.text.length < 2_000_000) found.states.push(script.text);
}

function keep(index: Map<string, Element[]>, words: string, element: Element): void {
  for (const word of words.toLowerCase().split(/\s+/)) {
    const list = index.get(word);
    if (!list) index.set(word, [element]);
    else if (list.length < MOST) list.push(element);
  }
}

/** Text with white space folded to single spaces. */
export function fold(text: string | null | undefined): string {
  return (text ?? '').replace(/[\s\u00a0\u200b\ufeff]+/g, ' ').trim();
}

const BREAKS = new Set(
  'br p div li ul ol h1 h2 h3 h4 tr td section article header footer figure time address'.split(' '),
);

/** The visible lines of an element, folded: a block, a line break or a `<br>` ends a line. */
export function linesOf(element: Element): string[] {
  const parts: string[] = [];
  const walk = (node: Node, depth: number) => {
    for (const child of Array.from(node.childNodes)) {
      if (child.nodeType === 3) parts.push(child.textContent ?? '');
      else if (child.nodeType === 1 && depth < 40) {
        const breaks = BREAKS.has((child as Element).localName);
        if (breaks) parts.push('\n');
        walk(child, depth + 1);
        if (breaks) parts.push('\n');
      }
    }
  };
  walk(element, 0);
  return parts.join('').split('\n').map(fold).filter(Boolean);
}
