/**
 * Bytes of markup become a light document: parse5 reads the page exactly as a browser would, what can hold no
 * article text (scripts, styles, drawings, controls) is left behind, and linkedom receives the small rest.
 *
 * Why both: linkedom is several times faster to walk than jsdom but its own parser mends broken markup differently;
 * parse5 in front gives a browser's tree, and pruning before the second parse wins back the time of the first.
 * Bounded: elements are counted while parsing, so that a bomb of unclosed formatting tags stops at the limit;
 * depth beyond MAX_DEPTH is flattened (Blink does the same at 512), so that nothing behind can run out of stack.
 */
import { DOMParser } from 'linkedom';
import type { DefaultTreeAdapterMap } from 'parse5';
import {
  type DefaultTreeAdapterTypes,
  defaultTreeAdapter,
  parse,
  type TreeAdapter,
  serialize as write,
} from 'parse5';
import { BLOCK_ELEMENTS } from './elements.js';

/** A script element as data: it is never run. */
export interface Script {
  type: string;
  id: string;
  text: string;
}

/** A parsed page: the pruned document (mutable) and the scripts that were left out of it. */
export interface Page {
  document: Document;
  /** The markup `document` was made from; parsing it again gives a second, untouched document. */
  markup: string;
  scripts: Script[];
  /** Elements in the page as parsed, before pruning. */
  elements: number;
}

/** A page beyond a limit of structure; `what` is the limit, `limit` its value. */
export class TooComplex extends Error {
  readonly what: 'elements' | 'depth' | 'entities';
  readonly limit: number;
  constructor(what: TooComplex['what'], limit: number) {
    super(`more than ${limit} ${what}`);
    this.what = what;
    this.limit = limit;
  }
}

/** Nesting kept in the document, in elements. Real pages stay below 60. */
const MAX_DEPTH = 200;
/** Open elements the parser may hold; its scope checks walk this stack, which makes deeper input quadratic. */
const MAX_OPEN = 30_000;
/** Characters of an attribute's value worth keeping: longer ones are data URIs and state. */
const MAX_ATTRIBUTE = 2_000;

const DROPPED = new Set([
  'script',
  'style',
  'svg',
  'canvas',
  'iframe',
  'object',
  'embed',
  'applet',
  'audio',
  'video',
  'map',
  'frameset',
  'select',
  'datalist',
  'input',
  'dialog',
  'progress',
  'meter',
  'source',
  'track',
  'base',
]);
const VOID = new Set([
  'area',
  'br',
  'col',
  'hr',
  'img',
  'link',
  'meta',
  'wbr',
  'param',
  'keygen',
  'basefont',
  'bgsound',
]);
const KEPT_ATTRIBUTES = new Set(
  'id class href lang dir role rel name property content type datetime pubdate hidden itemprop itemtype align start http-equiv aria-hidden aria-modal data-lang data-language data-code-language data-line data-line-number data-code data-src-lang data-testid srcdoc language brush encoding shadowrootmode'.split(
    ' ',
  ),
);
/** A style is kept where it says that an element is not seen, or set apart. */
const TELLING_STYLE = /display|visibility|text-align|font-size|white-space/i;
/** White space around these and around block elements is never seen, so it needs no node. */
const UNSEEN = new Set(['head', 'meta', 'link', 'title']);
/** White space that only formats the source; without a line break it may be a line of code's indentation. */
const LINE_BREAK_ONLY = /^[ \t\f\r]*\n[ \t\f\r\n]*$/;

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/**
 * Parses a page. Text that is no HTML at all gives a document with that text in its body.
 * @throws TooComplex when it has more than `maxElements` elements or absurdly deep nesting
 */
export function parsePage(html: string, maxElements = 100_000): Page {
  const counter = countingAdapter(maxElements);
  const tree = parse(html, { treeAdapter: counter.adapter, scriptingEnabled: false });
  const scripts: Script[] = [];
  const markup = serialize(tree, scripts);
  // Each entity becomes a text node of its own in the second parse.
  if (entities(markup) > maxElements) throw new TooComplex('entities', maxElements);
  return { document: parseMarkup(markup), markup, scripts, elements: counter.count() };
}

function entities(markup: string): number {
  let count = 0;
  for (let at = markup.indexOf('&'); at >= 0; at = markup.indexOf('&', at + 1)) count++;
  return count;
}

/** Parses markup that `parsePage` made (or a trusted fragment of it) again. */
export function parseMarkup(markup: string): Document {
  return new DOMParser().parseFromString(markup, 'text/html') as unknown as Document;
}

function countingAdapter(maxElements: number) {
  let count = 0;
  let open = 0;
  const adapter: TreeAdapter<DefaultTreeAdapterMap> = {
    ...defaultTreeAdapter,
    createElement(tagName, namespace, attributes) {
      if (++count > maxElements) throw new TooComplex('elements', maxElements);
      return defaultTreeAdapter.createElement(tagName, namespace, attributes);
    },
    onItemPush() {
      if (++open > MAX_OPEN) throw new TooComplex('depth', MAX_OPEN);
    },
    onItemPop() {
      open--;
    },
  };
  return { adapter, count: () => count };
}

/** Writes the tree without what is dropped; an explicit stack, because the tree may be thousands deep. */
function serialize(tree: DefaultTreeAdapterTypes.Document, scripts: Script[]): string {
  const out: string[] = ['<!doctype html>'];
  const stack: (Node | string)[] = [...tree.childNodes].reverse();
  let depth = 0;
  let verbatim = 0;
  let atBlock = true;
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (typeof node === 'string') {
      out.push('</', node, '>');
      depth--;
      atBlock = swallowsSpace(node);
      if (node === 'pre') verbatim--;
    } else if (node.nodeName === '#text') {
      const { value } = node as DefaultTreeAdapterTypes.TextNode;
      if (atBlock && verbatim === 0 && LINE_BREAK_ONLY.test(value)) continue;
      out.push(escapeText(value));
      atBlock = false;
    } else if ('tagName' in node) {
      const tag = node.tagName;
      if (tag === 'script') collectScript(node, scripts, out);
      else if (tag === 'noscript') collectNoscript(node, scripts);
      if (isDropped(node)) continue;
      if (depth < MAX_DEPTH || VOID.has(tag)) out.push(openTag(node));
      atBlock = swallowsSpace(tag);
      if (VOID.has(tag)) continue;
      if (depth < MAX_DEPTH) {
        const name = writtenName(tag);
        stack.push(name);
        depth++;
        if (name === 'pre') verbatim++;
      }
      const children = childrenOf(node);
      for (let i = children.length - 1; i >= 0; i--) stack.push(children[i]!);
    }
  }
  return out.join('');
}

function swallowsSpace(tag: string): boolean {
  return UNSEEN.has(tag) || (tag !== 'pre' && BLOCK_ELEMENTS.has(tag));
}

function isDropped(element: Element): boolean {
  const tag = element.tagName;
  if (DROPPED.has(tag)) return true;
  if (tag === 'link')
    return !/\b(?:canonical|alternate|author|license|shortlink|icon)\b/i.test(attribute(element, 'rel'));
  if (tag === 'noscript') return true;
  // Old pages hand their code to a highlighter in a text area; every other one is a form field.
  if (tag === 'textarea')
    return !/code|brush|prettyprint/i.test(`${attribute(element, 'name')} ${attribute(element, 'class')}`);
  // A button is a control, but an accordion's heading wraps its words in one.
  if (tag === 'button') return !isInHeading(element);
  if (tag === 'template') return attribute(element, 'shadowrootmode') === '';
  return false;
}

function isInHeading(element: Element): boolean {
  for (let node = element.parentNode, hops = 0; node && hops < 3; hops++) {
    if (!('tagName' in node)) return false;
    if (/^(?:h[1-6]|summary|dt)$/.test(node.tagName)) return true;
    node = node.parentNode;
  }
  return false;
}

function childrenOf(element: Element): Node[] {
  return element.tagName === 'template'
    ? (element as DefaultTreeAdapterTypes.Template).content.childNodes
    : element.childNodes;
}

function attribute(element: Element, name: string): string {
  return element.attrs.find((a) => a.name === name)?.value ?? '';
}

/** MathJax keeps formulas in scripts: those are text. All others are put aside as data. */
function collectScript(element: Element, scripts: Script[], out: string[]): void {
  const first = element.childNodes[0];
  const text = first && first.nodeName === '#text' ? (first as DefaultTreeAdapterTypes.TextNode).value : '';
  const type = attribute(element, 'type').trim().toLowerCase();
  if (type.startsWith('math/tex')) out.push(`<span>${escapeText(`$${text.trim()}$`)}</span>`);
  else if (text) scripts.push({ type, id: attribute(element, 'id'), text });
}

/** Some pages send their text to readers without scripts alone; mostly it is a counting pixel. */
function collectNoscript(element: Element, scripts: Script[]): void {
  const holdsText = element.childNodes.some((node) => /^(?:p|div|article|section|main)$/.test(node.nodeName));
  if (holdsText) scripts.push({ type: 'text/noscript', id: '', text: write(element) });
}

function openTag(element: Element): string {
  let tag = `<${writtenName(element.tagName)}`;
  for (const { name, value } of element.attrs) {
    if (value.length > MAX_ATTRIBUTE || !isKept(name, value, element.tagName)) continue;
    tag += ` ${name}="${/[&"]/.test(value) ? value.replace(/&/g, '&amp;').replace(/"/g, '&quot;') : value}"`;
  }
  return `${tag}>`;
}

/** What a template holds is part of the page here, a button is left only in a heading, a text area only with code. */
function writtenName(tag: string): string {
  if (tag === 'template') return 'div';
  if (tag === 'button') return 'span';
  return tag === 'textarea' ? 'pre' : tag;
}

function isKept(name: string, value: string, tag: string): boolean {
  if (KEPT_ATTRIBUTES.has(name)) return true;
  if (name === 'style') return TELLING_STYLE.test(value);
  if (name === 'title') return tag === 'abbr' || tag === 'time' || tag === 'span';
  return (name === 'src' || name === 'alt') && tag === 'img';
}

function escapeText(text: string): string {
  return /[&<\0]/.test(text) ? text.replace(/\0/g, '').replace(/&/g, '&amp;').replace(/</g, '&lt;') : text;
}
