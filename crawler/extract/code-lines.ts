/**
 * Reads the lines of a code block out of whatever elements a highlighter wrapped them in: indentation kept, line
 * numbers and buttons left out.
 *
 * A line ends at a line break in the text, at `<br>`, or at the end of an element that is a line: a block element, or
 * one that its highlighter calls a line (`<span class="token-line">`). Highlighters differ in whether they also write
 * the break into the text, so a line's end adds one only where neither its content nor what follows has it.
 */
import { markOf } from './marks.js';

const BLOCK = /^(?:div|p|li|tr|ol|ul|table|tbody|thead|pre|section|article|figure)$/;
const LINE =
  /-(?:line|code-line|token-line|view-line|cm-line|ace-line|crayon-line|highlight-line|code-mirror-line|hljs-ln-line|js-file-line|blob-code|linewrapper|code-row|react-code-line)-/;
const NUMBER =
  /-(?:lineno|linenos|linenodiv|linenumber|line-number|line-numbers|line-numbers-rows|linenums-?\d*|gutter|gutters|rouge-gutter|hljs-ln-numbers|hljs-ln-n|ln|lnt|lnum|blob-num|crayon-nums|crayon-num|code-mirror-gutter-wrapper|code-mirror-linenumber|cm-gutters|ace-gutter|margin-view-overlays|conum|line-num|linenum|number|nums|index|react-line-number|code-line-number|line-index|pre-numbering)-/;
const CONTROL =
  /-(?:copy|copied|clipboard|toolbar|copy-btn|copy-button|btn|button|tooltip|code-header|code-label|code-lang|zeroclipboard-container|crayon-toolbar|crayon-info|crayon-plain-wrap|gist-meta|code-mirror-measure|code-mirror-cursors|code-mirror-vscrollbar|sr-only|visually-hidden)-/;

/** The text of a code block; lines end with `\n`. `foldBreaks`: only `<br>` and elements end lines, as outside `pre`. */
export function codeText(root: Element, foldBreaks = false): string {
  const reader = new LineReader(foldBreaks);
  reader.children(root);
  return reader.text.replace(/[\u200b\ufeff]/g, '').replace(/\u00a0/g, ' ');
}

class LineReader {
  text = '';
  private readonly foldBreaks: boolean;

  constructor(foldBreaks: boolean) {
    this.foldBreaks = foldBreaks;
  }

  children(parent: Element): void {
    const skipsSpace = hasBlockChild(parent);
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === 3) {
        const value = node.nodeValue ?? '';
        if (!skipsSpace || /\S/.test(value))
          this.text += this.foldBreaks
            ? value.replace(/[ \t]*[\r\n]+[ \t]*/g, '')
            : value.replace(/\r\n?/g, '\n');
      } else if (node.nodeType === 1) this.element(node as Element);
    }
  }

  private element(element: Element): void {
    const tag = element.localName;
    if (tag === 'br') {
      this.text += '\n';
      return;
    }
    if (isNumber(element) || isControl(element)) return;
    const block = BLOCK.test(tag);
    if (!block && !LINE.test(marksOf(element))) {
      this.children(element);
      return;
    }
    if (block && this.text && !this.text.endsWith('\n')) this.text += '\n';
    const from = this.text.length;
    this.children(element);
    const content = this.text.slice(from);
    if (content.endsWith('\n') || (block && /^(?:ol|ul|table|tbody|thead|pre)$/.test(tag))) return;
    if (!block && breaksNext(element)) return;
    this.text += '\n';
  }
}

/** Whether the line break is written after the element; the last line needs none. */
function breaksNext(element: Element): boolean {
  const next = element.nextSibling;
  if (!next) return true;
  if (next.nodeType === 3) return /^[ \t]*\r?\n/.test(next.nodeValue ?? '');
  return (next as Element).localName === 'br';
}

function hasBlockChild(parent: Element): boolean {
  for (let child = parent.firstElementChild; child; child = child.nextElementSibling)
    if (BLOCK.test(child.localName) || child.localName === 'td') return true;
  return false;
}

/** A line number: an element of that name with nothing but a number in it. */
export function isNumber(element: Element): boolean {
  if (element.hasAttribute('data-line-number') && !/\S/.test(element.textContent ?? '')) return true;
  return NUMBER.test(marksOf(element)) && /^[\s\d.:|()⋮•-]*$/.test(element.textContent ?? '');
}

function isControl(element: Element): boolean {
  return element.localName === 'button' || element.localName === 'textarea' || CONTROL.test(marksOf(element));
}

function marksOf(element: Element): string {
  const name = element.getAttribute('class');
  return name ? markOf(name) : '';
}
