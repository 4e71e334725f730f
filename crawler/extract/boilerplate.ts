/**
 * Removes what surrounds an article before it is looked for: navigation, share bars, comments, related links, author
 * boxes, captions, consent banners, tables of contents.
 *
 * Each rule names the words by which the field's page builders mark such parts in `class` and `id`, and the share of
 * the page's prose (prose.ts) that it may cost: a word can mean something else on this page, and old blog engines put
 * a whole post into `class="comment"`. A part over its rule's budget stays, and the rules look inside it instead.
 * Every removal is recorded. Cost: one pass over the elements; marks are read once per distinct class attribute.
 */
import { isCaption } from './caption.js';
import type { Removal } from './extracted.js';
import { findHeadline, precedingElements } from './headline.js';
import { markOf, OPENS_AT_A_CLICK, type Rule, rulesFor } from './marks.js';
import { Prose } from './prose.js';
import { teasersIn } from './teaser.js';

/** Prose that must be left on a page after a rule, in weighted characters: below that the rule has hit the article. */
const LEFT = 200;
const NEVER = new Set([
  'html',
  'body',
  'main',
  'head',
  'title',
  'meta',
  'link',
  'br',
  'pre',
  'code',
  'tr',
  'tbody',
  'thead',
  'strong',
  'b',
]);
/** A heading goes with what it heads, not for its own class. */
const HEADING = /^h[1-6]$/;
const PHRASING = new Set(['span', 'a', 'time', 'small', 'sup', 'sub', 'label', 'abbr', 'cite', 'font']);

/** What is taken out of a page, with the captions that go to a field of their own. */
export interface Cleaning {
  removed: Removal[];
  captions: string[];
}

/** Removes what is no article from `body`, in place. `title` finds the headline, above which nothing is the article's. */
export function removeBoilerplate(body: Element, title: string): Cleaning {
  bareHeadings(body);
  const sweep = new Sweep(body);
  sweep.aboveHeadline(body, title);
  sweep.children(body);
  return { removed: sweep.removed, captions: sweep.captions };
}

/** Takes headings out of wrappers that hold nothing else: finders of articles throw such wrappers away. */
function bareHeadings(body: Element): void {
  for (const edit of body.querySelectorAll('.mw-editsection, .editsection')) edit.remove();
  for (const heading of body.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const text = (heading.textContent ?? '').trim();
    if (!text) continue;
    for (
      let parent = heading.parentElement;
      parent && /^(?:div|header|hgroup|span)$/.test(parent.localName);
      parent = heading.parentElement
    ) {
      if (parent.childElementCount > 3 || (parent.textContent ?? '').trim() !== text || !parent.parentElement)
        break;
      parent.replaceWith(heading);
    }
  }
}

class Sweep {
  readonly removed: Removal[] = [];
  readonly captions: string[] = [];
  private readonly prose: Prose;
  private readonly total: number;
  private left: number;
  private readonly marks = new Map<string, Rule[]>();

  constructor(body: Element) {
    this.prose = new Prose(body);
    this.total = this.prose.of(body).prose;
    this.left = this.total;
  }

  aboveHeadline(body: Element, title: string): void {
    const headline = title ? findHeadline(body, title, this.prose) : null;
    if (!headline) return;
    for (const element of precedingElements(headline, body)) this.remove(element, 'above-headline');
    this.remove(headline, 'title');
  }

  children(parent: Element): void {
    const teasers = teasersIn(parent, this.prose);
    const cost = teasers.reduce((sum, teaser) => sum + this.prose.of(teaser).prose, 0);
    if (cost <= this.total * 0.55 && this.left - cost >= LEFT)
      for (const teaser of teasers) this.remove(teaser, 'teasers');
    for (let child = parent.firstElementChild; child; ) {
      const next = child.nextElementSibling;
      this.visit(child);
      child = next;
    }
  }

  private visit(element: Element): void {
    const tag = element.localName;
    if (NEVER.has(tag)) {
      if (tag !== 'pre') this.children(element);
      return;
    }
    const rule = this.structure(element, tag) ?? this.marked(element, tag);
    if (rule) this.remove(element, rule);
    else if (isCaption(element, this.prose)) this.remove(element, 'caption');
    else if (isTooltip(element, tag, this.prose)) this.remove(element, 'tooltip');
    else this.children(element);
  }

  /** Rules that go by elements and roles. */
  private structure(element: Element, tag: string): string | null {
    if (isHidden(element) && !reveal(element)) return this.affords(element, 0.3) ? 'hidden' : null;
    if (tag === 'figure') return holdsText(element) ? null : 'caption';
    if (tag === 'figcaption') return 'caption';
    if (tag === 'nav') return this.affords(element, 0.1) ? 'navigation' : null;
    if (tag === 'aside' || tag === 'footer') return this.affords(element, 0.15) ? tag : null;
    const role = element.getAttribute('role');
    if (
      role &&
      /^(?:navigation|complementary|banner|contentinfo|search|dialog|alertdialog|menu|menubar)$/.test(role)
    ) {
      return this.affords(element, 0.1) ? 'navigation' : null;
    }
    return null;
  }

  /** Rules that go by class and id. */
  private marked(element: Element, tag: string): string | null {
    const key = `${element.getAttribute('class') ?? ''} ${element.id ?? ''}`;
    if (key.length < 3) return null;
    let rules = this.marks.get(key);
    if (!rules) {
      rules = rulesFor(key);
      this.marks.set(key, rules);
    }
    for (const rule of rules) {
      if (HEADING.test(tag) && rule.name !== 'standfirst' && rule.name !== 'hidden') continue;
      const { chars } = this.prose.of(element);
      if (rule.chars !== undefined && chars > rule.chars) continue;
      if (PHRASING.has(tag) && isInSentence(element)) continue;
      if (rule.name === 'comments' && !this.isDiscussion(element)) continue;
      if (this.affords(element, rule.budget)) return rule.name;
    }
    return null;
  }

  /** Where it would cost most of the page, a part named after comments must also look like them: several of one make, or a form. */
  private isDiscussion(element: Element): boolean {
    if (this.prose.of(element).prose < this.total * 0.5) return true;
    const makes = [
      ...element.querySelectorAll(
        'li, article, dd, div[class*="comment"], div[id*="comment"], section[class*="comment"]',
      ),
    ];
    return makes.length >= 2 || element.querySelector('form') !== null;
  }

  private affords(element: Element, budget: number): boolean {
    const { prose } = this.prose.of(element);
    return (
      prose === 0 || (prose <= budget * this.total && this.left - prose >= Math.min(LEFT, this.total * 0.5))
    );
  }

  private remove(element: Element, rule: string): void {
    const text = (element.textContent ?? '').replace(/\s+/g, ' ').trim();
    this.left -= this.prose.of(element).prose;
    if (rule === 'caption') this.caption(element, text);
    if (text) this.removed.push({ rule, what: text.slice(0, 80), chars: text.length });
    element.remove();
  }

  private caption(element: Element, text: string): void {
    const inner = element.localName === 'figure' ? element.querySelector('figcaption')?.textContent : text;
    const caption = inner?.replace(/\s+/g, ' ').trim();
    if (caption && caption.length < 2_000) this.captions.push(caption);
  }
}

function isHidden(element: Element): boolean {
  if (element.hasAttribute('hidden')) return true;
  const style = element.getAttribute('style');
  return style !== null && /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}

/** A panel that opens at a click is text that a reader sees: it is shown from now on. */
function reveal(element: Element): boolean {
  if (!OPENS_AT_A_CLICK.test(markOf(`${element.getAttribute('class') ?? ''} ${element.id ?? ''}`)))
    return false;
  element.removeAttribute('style');
  element.removeAttribute('hidden');
  return true;
}

/** A figure that holds code, a table or a quotation is part of the text. */
function holdsText(figure: Element): boolean {
  return figure.querySelector('pre, code, table, blockquote, ul, ol, p + p') !== null;
}

/** A card that opens over a word of a sentence: a picture and links, and nothing else. */
function isTooltip(element: Element, tag: string, prose: Prose): boolean {
  if (tag !== 'span' && tag !== 'div') return false;
  const { chars, linked } = prose.of(element);
  if (chars === 0 || linked < chars * 0.9 || element.querySelectorAll('a').length < 2) return false;
  return element.querySelector('img') !== null && element.closest('p') !== null;
}

/** A marked span within a sentence is a word of it. */
function isInSentence(element: Element): boolean {
  const parent = element.parentElement;
  if (!parent || !/^(?:p|li|td|h[1-6]|span|em|strong|b|i|blockquote|dd)$/.test(parent.localName))
    return false;
  const own = (element.textContent ?? '').trim().length;
  return (parent.textContent ?? '').trim().length > own + 20;
}
