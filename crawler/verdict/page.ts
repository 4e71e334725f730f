/** What the judge sees of a page, and the few facts about its markup that the judge's rules share. */
import { Parser } from 'htmlparser2';

/** A response together with what extraction made of it. Everything the judge's rules may look at. */
export interface JudgedPage {
  /** The address that was asked for, and the one that answered after redirects. */
  url: string;
  finalUrl: string;
  status: number;
  /** Response headers in the order received; an empty list where a page came from a file. */
  headers: Iterable<readonly [string, string]>;
  mime: string | null;
  /** The decoded markup; null for anything but HTML. */
  html: string | null;
  /** The extracted article, as plain text, and its title. */
  text: string;
  title: string;
  /** The title under which a reading list cites the page, where it gives one. */
  listTitle?: string | undefined;
}

/** Counts and strings gathered by one streaming pass over the markup (linear in its length, no tree). */
export interface Markup {
  /** Visible text with white space folded; scripts, styles, templates and noscript are left out. */
  text: string;
  title: string;
  headings: string[];
  noscript: string;
  /** Visible characters inside and outside links, and how many links carry text. */
  linkChars: number;
  links: number;
  /** Headings (h1-h4) that are links themselves, as teasers of other articles are. */
  linkedHeadings: number;
  articles: number;
  /** Paragraphs with at least 80 visible characters outside links. */
  longParagraphs: number;
  passwordFields: number;
  scripts: string[];
  /** ids of elements, lower case: application roots and challenge forms are known by them. */
  ids: Set<string>;
  classes: Set<string>;
  bodyClass: string;
  meta: Map<string, string>;
  frames: string[];
  formActions: string[];
}

/** Markup beyond this many characters is not looked at: every page the judge can tell apart shows itself long before. */
const MAX_MARKUP = 2_000_000;
const SILENT = new Set(['script', 'style', 'template', 'svg', 'noscript', 'title', 'select', 'textarea']);
const BLOCK =
  /^(?:p|div|section|article|li|ul|ol|h[1-6]|br|td|tr|table|blockquote|pre|header|footer|main|nav|form)$/;

/** Reads a page's markup once. Cost: about 1 ms for 50 KB. */
export function readMarkup(html: string): Markup {
  const reader = new MarkupReader();
  const parser = new Parser(reader, { decodeEntities: true });
  parser.write(html.slice(0, MAX_MARKUP));
  parser.end();
  return reader.finish();
}

const HEADING = /^h[1-4]$/;
const HEADING_LIMIT = 50;

/** The parser's handler: keeps how deep it stands in each kind of element, never the elements. */
class MarkupReader {
  private readonly found: Markup = {
    text: '',
    title: '',
    headings: [],
    noscript: '',
    linkChars: 0,
    links: 0,
    linkedHeadings: 0,
    articles: 0,
    longParagraphs: 0,
    passwordFields: 0,
    scripts: [],
    ids: new Set(),
    classes: new Set(),
    bodyClass: '',
    meta: new Map(),
    frames: [],
    formActions: [],
  };
  private readonly parts: string[] = [];
  private readonly depth = new Map<string, number>();
  private silent = 0;
  private inHeading = 0;
  private heading = '';
  private headingHasLink = false;
  private paragraph = 0;
  private linkText = 0;

  onopentag(name: string, attributes: Record<string, string>): void {
    this.depth.set(name, this.deep(name) + 1);
    if (SILENT.has(name)) this.silent++;
    if (BLOCK.test(name)) this.parts.push('\n');
    if (attributes.id) this.found.ids.add(attributes.id.toLowerCase());
    const classes = attributes.class?.toLowerCase() ?? '';
    if (classes) for (const one of classes.split(/\s+/)) this.found.classes.add(one);
    if (name === 'body') this.found.bodyClass = ` ${classes} `;
    else if (name === 'p') this.paragraph = 0;
    else if (name === 'article') this.found.articles++;
    else if (name === 'a') {
      this.linkText = 0;
      if (this.inHeading > 0) this.headingHasLink = true;
    } else if (HEADING.test(name)) {
      this.inHeading++;
      this.heading = '';
      this.headingHasLink = this.deep('a') > 0;
    } else note(this.found, name, attributes);
  }

  ontext(value: string): void {
    if (this.deep('title') > 0 && this.found.title.length < 500 && this.deep('svg') === 0)
      this.found.title += value;
    if (this.deep('noscript') > 0) this.found.noscript += value.slice(0, 2000);
    if (this.silent > 0) return;
    this.parts.push(value);
    const visible = value.trim().length;
    if (this.deep('a') > 0) {
      this.found.linkChars += visible;
      this.linkText += visible;
    } else if (this.deep('p') > 0) this.paragraph += visible;
    if (this.inHeading > 0 && this.heading.length < 500) this.heading += value;
  }

  onclosetag(name: string): void {
    this.depth.set(name, Math.max(0, this.deep(name) - 1));
    if (SILENT.has(name)) this.silent = Math.max(0, this.silent - 1);
    if (BLOCK.test(name)) this.parts.push('\n');
    if (name === 'a' && this.linkText > 0) this.found.links++;
    if (name === 'p' && this.paragraph >= 80) this.found.longParagraphs++;
    if (HEADING.test(name)) {
      this.inHeading = Math.max(0, this.inHeading - 1);
      if (this.headingHasLink) this.found.linkedHeadings++;
      const clean = this.heading.replace(/\s+/g, ' ').trim();
      if (clean && this.found.headings.length < HEADING_LIMIT) this.found.headings.push(clean);
    }
  }

  finish(): Markup {
    this.found.text = this.parts.join('').replace(/\s+/g, ' ').trim();
    this.found.title = this.found.title.replace(/\s+/g, ' ').trim();
    return this.found;
  }

  private deep(name: string): number {
    return this.depth.get(name) ?? 0;
  }
}

function note(found: Markup, name: string, attributes: Record<string, string>): void {
  if (name === 'script' && attributes.src) found.scripts.push(attributes.src);
  else if (name === 'input' && attributes.type?.toLowerCase() === 'password') found.passwordFields++;
  else if (name === 'form' && attributes.action) found.formActions.push(attributes.action);
  else if ((name === 'iframe' || name === 'frame') && attributes.src) found.frames.push(attributes.src);
  else if (name === 'meta') {
    const key = attributes.property ?? attributes.name ?? attributes['http-equiv'] ?? attributes.itemprop;
    if (key && attributes.content !== undefined) found.meta.set(key.toLowerCase(), attributes.content);
  }
}

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

/** Words of a text; in scripts without spaces two characters count as one word. Stops counting at `limit`. */
export function countWords(text: string, limit = 100_000): number {
  const sample = text.slice(0, limit * 12);
  const dense = sample.match(CJK)?.length ?? 0;
  const spaced = sample.replace(CJK, ' ').match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
  return Math.min(limit, spaced + Math.ceil(dense / 2));
}
