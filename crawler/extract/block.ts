/**
 * A piece of a document becomes a flat list of blocks: headings, paragraphs, list items, code, tables, each with its
 * inline Markdown, its plain text and the element it came from, so that rules can judge blocks and still see the page.
 *
 * Block borders are those a browser would draw (block elements, `<br><br>`), not those of the tags: old blog engines
 * write paragraphs as bare text between line breaks, new ones as nests of `div`. Cost: one pass over the nodes.
 */
import { codeText } from './code-lines.js';
import { BLOCK_ELEMENTS } from './elements.js';
import { escapeMarkdown, plainInline } from './inline.js';
import {
  codeSpan,
  footnoteLink,
  footnoteMark,
  formulaText,
  hrefOf,
  isBacklink,
  linkMarkdown,
  surround,
} from './inline-element.js';
import { tableText } from './markdown.js';
import { dataRows } from './table.js';

/** One block, in reading order. */
export interface Block {
  kind: 'heading' | 'paragraph' | 'item' | 'code' | 'table';
  /** Heading level 1-6; 0 elsewhere. */
  level: number;
  /** Spaces before the block in Markdown (it stands inside list items). */
  indent: number;
  /** Depth of block quotes around it. */
  quote: number;
  /** `-` or `1.` where a list item starts; '' elsewhere. */
  marker: string;
  /** Inline Markdown; of code the bare code, of a table the finished rows. */
  markdown: string;
  /** Plain text. */
  text: string;
  /** Language of a code block, '' if unknown. */
  lang: string;
  /** Characters of `text` inside links. */
  linked: number;
  element: Element;
}

interface Context {
  indent: number;
  quote: number;
  marker: string;
  linked: boolean;
}

const SKIPPED = new Set(
  'script style template noscript head img rt rp iframe input textarea select button svg'.split(' '),
);
const TEXT = 3;
const ELEMENT = 1;

/** The blocks below `root`, in reading order. `base` resolves relative links. */
export function blocksOf(root: Element, base: string): Block[] {
  const walker = new BlockWalker(base);
  walker.flow(root, { indent: 0, quote: 0, marker: '', linked: false });
  walker.flush(root, { indent: 0, quote: 0, marker: '', linked: false });
  return walker.blocks;
}

class BlockWalker {
  readonly blocks: Block[] = [];
  private readonly base: string;
  private inline = '';
  private linked = 0;
  private hasBlock = new WeakMap<Element, boolean>();

  constructor(base: string) {
    this.base = base;
  }

  flow(parent: Element, context: Context): void {
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === TEXT) this.text(node.nodeValue ?? '', context.linked);
      else if (node.nodeType === ELEMENT) this.element(node as Element, parent, context);
    }
  }

  /** Ends the paragraph that is being collected. Two line breaks in a row divide it. */
  flush(element: Element, context: Context): void {
    const source = this.inline.replace(/[ \t]*\n[ \t]*/g, '\n').replace(/ {2,}/g, ' ');
    const linked = this.linked;
    this.inline = '';
    this.linked = 0;
    if (!/\S/.test(source)) return;
    const parts = source.split(/\n{2,}/).filter((part) => /\S/.test(part));
    for (const part of parts) {
      const markdown = part.trim();
      const text = plainInline(markdown);
      if (!text) continue;
      const kind = context.marker ? 'item' : 'paragraph';
      const share = parts.length === 1 ? linked : Math.round((linked * part.length) / source.length);
      this.push({ kind, markdown, text, linked: Math.min(share, text.length), element }, context);
    }
  }

  private push(
    block: Partial<Block> & Pick<Block, 'kind' | 'markdown' | 'text' | 'element'>,
    context: Context,
  ): void {
    this.blocks.push({
      level: 0,
      lang: '',
      linked: 0,
      indent: context.indent,
      quote: context.quote,
      marker: context.marker,
      ...block,
    });
    if (context.marker) {
      context.indent += context.marker.length + 1;
      context.marker = '';
    }
  }

  private text(value: string, linked: boolean): void {
    const text = value.replace(/[\u00ad\u200b\u2060\ufeff]/g, '').replace(/\s+/g, ' ');
    this.inline += escapeMarkdown(text);
    if (linked) this.linked += text.trim().length;
  }

  private element(element: Element, parent: Element, context: Context): void {
    const tag = element.localName;
    if (SKIPPED.has(tag)) return;
    if (tag === 'br') {
      this.inline += '\n';
    } else if (!BLOCK_ELEMENTS.has(tag) && !this.containsBlock(element)) {
      this.inline += this.inlineOf(element, context.linked);
    } else {
      this.flush(parent, context);
      this.block(element, tag, context);
      this.flush(element, context);
    }
  }

  private block(element: Element, tag: string, context: Context): void {
    if (/^h[1-6]$/.test(tag)) this.heading(element, Number(tag[1]), context);
    else if (tag === 'pre') this.code(element, context);
    else if (tag === 'ul' || tag === 'ol' || tag === 'menu') this.list(element, tag === 'ol', context);
    else if (tag === 'blockquote') this.inside(element, { ...context, quote: context.quote + 1 }, context);
    else if (tag === 'table') this.table(element, context);
    else if (tag === 'dt' || tag === 'summary') this.term(element, context);
    else if (tag === 'math') this.formula(element, context);
    else if (tag === 'a') this.inside(element, { ...context, linked: true }, context);
    else this.inside(element, context);
  }

  /** Walks the children; `owner` is the context whose marker is used up by the first block inside. */
  private inside(element: Element, context: Context, owner: Context = context): void {
    this.flow(element, context);
    this.flush(element, context);
    if (owner !== context && owner.marker && !context.marker) {
      owner.indent = context.indent;
      owner.marker = '';
    }
  }

  private heading(element: Element, level: number, context: Context): void {
    const markdown = this.inlineOf(element, context.linked).replace(/\s+/g, ' ').trim();
    const text = plainInline(markdown);
    const linked = Math.min(this.linked, text.length);
    this.linked = 0;
    if (text)
      this.push({ kind: 'heading', level, markdown, text, linked, element }, { ...context, marker: '' });
  }

  private term(element: Element, context: Context): void {
    this.flow(element, context);
    const bare = !this.inline.includes('\n') && !this.inline.includes('*') && /\S/.test(this.inline);
    if (bare) this.inline = `**${this.inline.trim()}**`;
    this.flush(element, context);
  }

  private code(element: Element, context: Context): void {
    const lines = codeText(element)
      .replace(/\r\n?/g, '\n')
      .replace(/\u00a0/g, ' ')
      .split('\n')
      .map((line) => line.trimEnd());
    while (lines.length > 0 && lines[0] === '') lines.shift();
    while (lines.length > 0 && lines.at(-1) === '') lines.pop();
    const text = lines.join('\n');
    const lang = /^[\w+#.-]{1,20}$/.exec(element.getAttribute('data-lang') ?? '')?.[0] ?? '';
    if (text) this.push({ kind: 'code', markdown: text, text, lang, element }, { ...context, marker: '' });
  }

  private list(element: Element, ordered: boolean, context: Context): void {
    let number = Number(element.getAttribute('start')) || 1;
    for (let node = element.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === TEXT) this.text(node.nodeValue ?? '', context.linked);
      if (node.nodeType !== ELEMENT) continue;
      const child = node as Element;
      if (child.localName !== 'li') {
        this.element(child, element, context);
        continue;
      }
      this.flush(element, context);
      const marker = ordered ? `${number++}.` : '-';
      this.inside(child, { ...context, marker });
    }
  }

  /** A table of data stays a table; one that lays out a page is read cell by cell. */
  private table(element: Element, context: Context): void {
    const rows = dataRows(element);
    if (!rows) {
      this.inside(element, context);
      return;
    }
    const cells = rows.map((row) => row.map((cell) => this.cell(cell)));
    this.linked = 0;
    // Themes that repeat the head for narrow screens write the same row twice.
    const filled = cells.filter(
      (row, i) => row.some((cell) => cell) && row.join('|') !== cells[i - 1]?.join('|'),
    );
    if (filled.length === 0) return;
    const width = Math.max(...filled.map((row) => row.length));
    const line = (row: string[]) =>
      `| ${Array.from({ length: width }, (_, i) => row[i] ?? '').join(' | ')} |`;
    const lines = [line(filled[0]!), `|${' --- |'.repeat(width)}`, ...filled.slice(1).map(line)];
    const caption = element.querySelector('caption');
    if (caption) this.inside(caption, context);
    const text = tableText(lines);
    if (text)
      this.push({ kind: 'table', markdown: lines.join('\n'), text, element }, { ...context, marker: '' });
  }

  private cell(cell: Element): string {
    return this.inlineOf(cell, false)
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/(?<!\\)\|/g, '\\|');
  }

  private formula(element: Element, context: Context): void {
    this.inline += this.inlineOf(element, context.linked);
  }

  /** Inline Markdown of an element's content with the element's own mark-up around it. */
  private inlineOf(element: Element, linked: boolean): string {
    const tag = element.localName;
    if (SKIPPED.has(tag)) return '';
    if (tag === 'br') return '\n';
    if (tag === 'math') return formulaText(element);
    if (tag === 'code' || tag === 'kbd' || tag === 'samp' || tag === 'tt') {
      if (linked) this.linked += (element.textContent ?? '').trim().length;
      return codeSpan(element);
    }
    if (tag === 'sup') {
      const note = footnoteMark(element);
      if (note) return note;
    }
    if (tag === 'a') {
      const note = footnoteLink(element);
      if (note) return note;
    }
    const href = tag === 'a' ? hrefOf(element, this.base) : null;
    const outer = this.inline;
    this.inline = '';
    this.inlineChildren(element, linked || tag === 'a');
    const inner = this.inline;
    this.inline = outer;
    if (tag === 'q') return `“${inner}”`;
    if (tag === 'strong' || tag === 'b') return surround(inner, '**');
    if (tag === 'em' || tag === 'i') return surround(inner, '*');
    if (tag === 'a') return isBacklink(inner) ? '' : linkMarkdown(inner, href);
    return inner;
  }

  private inlineChildren(element: Element, linked: boolean): void {
    for (let node = element.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === TEXT) this.text(node.nodeValue ?? '', linked);
      else if (node.nodeType === ELEMENT) {
        const child = node as Element;
        const gap = BLOCK_ELEMENTS.has(child.localName) ? ' ' : '';
        this.inline += gap + this.inlineOf(child, linked) + gap;
      }
    }
  }

  private containsBlock(element: Element): boolean {
    let known = this.hasBlock.get(element);
    if (known === undefined) {
      known = false;
      for (let node = element.firstChild; node && !known; node = node.nextSibling) {
        if (node.nodeType !== ELEMENT) continue;
        known = BLOCK_ELEMENTS.has((node as Element).localName) || this.containsBlock(node as Element);
      }
      this.hasBlock.set(element, known);
    }
    return known;
  }
}
