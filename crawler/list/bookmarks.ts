/**
 * A list that came as HTML, a browser's exported bookmarks or a web page, written as the Markdown that parseList reads.
 *
 * Headings, folders and nested lists keep their depth; of a page only its main part counts, without navigation and forms.
 */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

const LEFT_OUT = /^(script|style|nav|header|footer|aside|form|noscript|template|svg|button|select|head)$/;
const BLOCKS = /^(p|div|section|article|main|table|tr|blockquote|figure|hr|br|dl|ul|ol|pre)$/;
/** Elements inside each other; what is deeper is left out, so that no page can exhaust the stack. */
const MAX_DEPTH = 400;

/** The text looks like HTML rather than Markdown with some tags in it. */
export function isHtml(text: string): boolean {
  return /^\s*(?:<!--[\s\S]{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+(?:html|netscape)|html[\s>])/i.test(
    text,
  );
}

/** Pure; never throws. */
export function htmlToMarkdown(html: string): string {
  const writer = new Writer();
  writer.children(mainPart(parse(html)), { lists: 0, depth: 0 });
  const title = /<title[^>]*>([^<]{1,300})<\/title>/i.exec(html)?.[1]?.trim();
  const text = writer.text;
  return title && !/^# /m.test(text) ? `# ${escaped(title)}\n\n${text}` : text;
}

interface Context {
  /** Lists around this. */
  lists: number;
  depth: number;
}

class Writer {
  text = '';

  children(node: DefaultTreeAdapterTypes.ParentNode, context: Context): void {
    if (context.depth > MAX_DEPTH) return;
    for (const child of node.childNodes) this.#node(child, { ...context, depth: context.depth + 1 });
  }

  #node(node: Node, context: Context): void {
    if (node.nodeName === '#text') {
      const words = (node as DefaultTreeAdapterTypes.TextNode).value.replace(/\s+/g, ' ');
      this.text += escaped(this.text === '' || /\s$/.test(this.text) ? words.trimStart() : words);
      return;
    }
    if (!('tagName' in node) || LEFT_OUT.test(node.tagName)) return;
    const { tagName } = node;
    if (tagName === 'a') this.#link(node);
    else if (tagName === 'img') this.text += '![]()';
    else if (/^h[1-6]$/.test(tagName)) this.#heading(node, context);
    else if (tagName === 'li' || tagName === 'dt') this.#item(node, context);
    else if (tagName === 'dd') this.#remark(node, context);
    else if (BLOCKS.test(tagName)) this.#block(node, context);
    else this.children(node, context);
  }

  #link(node: Element): void {
    const href = node.attrs.find(({ name }) => name === 'href')?.value.trim() ?? '';
    const label = new Writer();
    label.children(node, { lists: 0, depth: 0 });
    const words = label.text.replace(/\s+/g, ' ').trim();
    this.text += /^https?:\/\/[^\s<>]+$/i.test(href) ? `[${words}](<${href}>)` : words;
  }

  #heading(node: Element, context: Context): void {
    const words = new Writer();
    words.children(node, context);
    const name = words.text.replace(/\s+/g, ' ').trim();
    // A browser's folder is an item with a heading in it: its links end where its list ends, not at the next heading.
    this.text += context.lists > 0 ? name : `\n\n${'#'.repeat(Number(node.tagName[1]))} ${name}\n\n`;
  }

  #item(node: Element, context: Context): void {
    this.text += `\n${'  '.repeat(Math.max(0, context.lists - 1))}- `;
    this.children(node, context);
  }

  #remark(node: Element, context: Context): void {
    this.text += `\n${'  '.repeat(Math.max(1, context.lists))}`;
    this.children(node, context);
  }

  #block(node: Element, context: Context): void {
    const { tagName } = node;
    const lists = context.lists + (/^(ul|ol|dl)$/.test(tagName) ? 1 : 0);
    const inItem = context.lists > 0;
    this.text += inItem ? ' ' : '\n\n';
    this.children(node, { ...context, lists });
    if (!inItem) this.text += '\n\n';
  }
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, '\\$&');
}

/** `main`, `article` or the whole: the first that holds links enough to be a list. */
function mainPart(root: DefaultTreeAdapterTypes.Document): DefaultTreeAdapterTypes.ParentNode {
  for (const tag of ['main', 'article']) {
    const found = find(root, tag);
    if (found && countLinks(found) >= 3) return found;
  }
  return root;
}

function find(root: DefaultTreeAdapterTypes.ParentNode, tag: string): Element | null {
  const open: Node[] = [...root.childNodes].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    if (!('tagName' in node)) continue;
    if (node.tagName === tag) return node;
    for (let index = node.childNodes.length - 1; index >= 0; index--) open.push(node.childNodes[index]!);
  }
  return null;
}

function countLinks(root: Element): number {
  let links = 0;
  const open: Node[] = [...root.childNodes];
  for (let node = open.pop(); node; node = open.pop()) {
    if (!('tagName' in node)) continue;
    if (node.tagName === 'a') links++;
    for (const child of node.childNodes) open.push(child);
  }
  return links;
}
