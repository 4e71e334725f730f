/**
 * Brings the code blocks of a page, whatever highlighter drew them, into one form: `<pre data-lang="x">text</pre>`.
 *
 * Runs before boilerplate is removed, since highlighters write code in tables with a column of numbers, in editors'
 * `div`s, or beside toolbars, all of which read as page furniture. The block's wrapper goes as well where it holds
 * nothing but controls. Seen in the wild and tested: see test/crawler/extract/code.test.ts.
 */
import { codeText, isNumber } from './code-lines.js';

const EDITOR =
  '.CodeMirror, .cm-editor, .monaco-editor, .ace_editor, .enlighter, .crayon-syntax, .syntaxhighlighter, .highlight-block, .colorscripter-code';
const EDITOR_LINES =
  '.CodeMirror-code, .cm-content, .view-lines, .ace_text-layer, .enlighter-code, .crayon-code';
const WRAPPER =
  /highlight|\bcode|code\b|codehilite|syntax|prism|shiki|gist|crayon|chroma|sourcecode|listing|rouge|snippet|hljs|prettyprint|language-|enlighter|CodeMirror|terminal|console/i;
/** What stands beside code in its wrapper and is none of the article: names of languages, buttons. */
const CONTROLS =
  /^(?:\s|copy(?: (?:code|snippet|to clipboard))?|copied!?|code|(?:view )?raw|plain ?text|expand|collapse|embed|wrap|run|edit|open in \w+|toggle[\w ]*|hosted with .{1,3} by github|[\d.:|]+|[\w+#.-]{1,20}(?=\s|$))*$/i;
const LANGUAGES = new Set(
  'bash sh shell zsh console powershell bat c cpp c++ csharp cs c# css scss sass less clojure clj coffeescript crystal d dart diff docker dockerfile elixir ex elm erlang erl fortran fsharp go golang graphql groovy haskell hs hcl html http ini java javascript js json jsx julia kotlin kt latex tex lisp lua makefile make markdown md matlab nginx nim objectivec objc ocaml pascal perl pl php plaintext text proto protobuf puppet python py r ruby rb rust rs scala scheme sql pgsql plsql swift terraform tf toml ts tsx typescript vb vim xml yaml yml zig asm wasm solidity'.split(
    ' ',
  ),
);

/** Normalises every code block of the document, in place. */
export function normalizeCode(document: Document): void {
  for (const element of document.querySelectorAll(EDITOR)) if (element.localName !== 'pre') editor(element);
  for (const table of document.querySelectorAll('table'))
    if (isCodeTable(table)) replace(table, tableText(table));
  for (const pre of document.querySelectorAll('pre, xmp, listing'))
    if (!isDone(pre)) replace(pre, codeText(pre));
  for (const block of document.querySelectorAll('code, [style*="white-space"]'))
    if (isBareBlock(block)) replace(block, codeText(block, block.querySelector('br') !== null));
  joinCodeParagraphs(document);
}

function editor(element: Element): void {
  if (!element.parentElement) return;
  const table = element.querySelector('table');
  const lines = element.querySelector(EDITOR_LINES);
  if (lines) replace(element, codeText(lines));
  else if (table && isCodeTable(table)) replace(element, tableText(table));
  else if (element.querySelector('.line') && !element.querySelector('pre'))
    replace(element, codeText(element));
}

/** Two columns, the first of numbers: one row for all lines, or a row for each. */
function isCodeTable(table: Element): boolean {
  if (!table.parentElement || table.closest('pre[data-lang]')) return false;
  const marked =
    WRAPPER.test(`${table.getAttribute('class') ?? ''} ${table.parentElement.getAttribute('class') ?? ''}`) ||
    table.closest('pre, figure.highlight, .gist') !== null;
  const rows = [...table.querySelectorAll('tr')];
  let numbered = 0;
  for (const row of rows) {
    const cells = [...row.children];
    if (cells.length !== 2) return marked && cells.length === 1 && table.querySelector('pre') !== null;
    const first = (cells[0]!.textContent ?? '').trim();
    const isGutter =
      isNumber(cells[0]!) ||
      (/^[\d\s.|]+$/.test(first) && (cells[0]!.querySelector('pre, div, code') !== null || marked));
    const holdsCode =
      marked ||
      cells[1]!.querySelector('pre, code') !== null ||
      /white-space:\s*pre/.test(cells[1]!.innerHTML.slice(0, 600));
    if (isGutter && holdsCode) numbered++;
    else if (first !== '' || !marked) return false;
  }
  return numbered > 0;
}

function tableText(table: Element): string {
  const rows = [...table.querySelectorAll('tr')];
  return rows
    .map((row) => codeText(row.lastElementChild ?? row))
    .map((text) => (rows.length === 1 ? text : text.replace(/^\n+|\n+$/g, '')))
    .join('\n');
}

/** `<code>` with line breaks of its own, or an element drawn as preformatted. */
function isBareBlock(element: Element): boolean {
  if (!element.parentElement || element.closest('pre') !== null) return false;
  const style = element.getAttribute('style') ?? '';
  const text = element.textContent ?? '';
  if (element.localName === 'code') {
    const breaks = element.querySelectorAll('br, div, .line').length;
    return breaks > 0 || (text.trim().includes('\n') && /[;{}()=]\s*\n/.test(text));
  }
  return (
    /white-space:\s*pre\s*(?:;|$)/.test(style) &&
    /^(?:div|td|span)$/.test(element.localName) &&
    text.trim().includes('\n') &&
    element.querySelector('p, h1, h2, h3, img') === null
  );
}

/** Paragraphs in a row that are one `<code>` each are the lines of one block. */
function joinCodeParagraphs(document: Document): void {
  for (const code of document.querySelectorAll('p > code:only-child')) {
    const first = code.parentElement;
    if (!first || !isCodeParagraph(first) || isCodeParagraph(first.previousElementSibling)) continue;
    const lines: Element[] = [first];
    for (let next = first.nextElementSibling; next && isCodeParagraph(next); next = next.nextElementSibling)
      lines.push(next);
    if (lines.length < 2) continue;
    const text = lines.map((line) => codeText(line).replace(/\n+$/, '')).join('\n');
    for (const line of lines.slice(1)) line.remove();
    replace(first, text);
  }
}

function isCodeParagraph(element: Element | null): boolean {
  if (element?.localName !== 'p' || element.children.length !== 1) return false;
  const code = element.firstElementChild!;
  return code.localName === 'code' && (code.textContent ?? '').trim() === (element.textContent ?? '').trim();
}

function isDone(pre: Element): boolean {
  return (
    !pre.parentElement ||
    (pre.hasAttribute('data-lang') && pre.childElementCount === 0 && pre.attributes.length === 1)
  );
}

function replace(element: Element, text: string): void {
  const wrapper = wrapperOf(element);
  const pre = element.ownerDocument.createElement('pre');
  pre.setAttribute('data-lang', languageOf(element, wrapper));
  pre.textContent = text;
  if (/\S/.test(text)) wrapper.replaceWith(pre);
  else if (element.localName !== 'code') wrapper.remove();
}

/** The outermost ancestor that is there for the code alone. */
function wrapperOf(element: Element): Element {
  let wrapper = element;
  for (let hops = 0; hops < 6; hops++) {
    const parent: Element | null = wrapper.parentElement;
    if (
      !parent ||
      !/^(?:div|figure|span|section|code|p|pre|deckgo-highlight-code|code-block)$/.test(parent.localName)
    )
      break;
    const beside = textBeside(wrapper, parent);
    const named =
      WRAPPER.test(`${parent.getAttribute('class') ?? ''} ${parent.id ?? ''}`) ||
      /^(?:figure|code|p|pre)$/.test(parent.localName);
    if (beside.trim() !== '' && !(named && beside.length < 200 && CONTROLS.test(beside.trim()))) break;
    if (!named && parent.children.length > 1) break;
    wrapper = parent;
  }
  return wrapper;
}

function textBeside(child: Element, parent: Element): string {
  let text = '';
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (node === child || (node.nodeType === 1 && isNumber(node as Element))) continue;
    // Another block of code beside this one is content.
    if (node.nodeType === 1 && (node as Element).querySelector('pre')) return 'x'.repeat(300);
    text += ` ${node.textContent ?? ''}`;
  }
  return text;
}

/** From `language-x`, `lang-x`, `brush: x`, `highlight-source-x`, `data-lang`, or a bare name of a language. */
function languageOf(element: Element, wrapper: Element): string {
  const inner = element.querySelector('code, pre');
  let from: Element | null = inner ?? element;
  for (let hops = 0; from && hops < 8; hops++, from = from.parentElement) {
    const said =
      from.getAttribute('data-lang') ||
      from.getAttribute('data-language') ||
      from.getAttribute('data-code-language') ||
      from.getAttribute('lang');
    if (said && LANGUAGES.has(said.toLowerCase())) return said.toLowerCase();
    const names = from.getAttribute('class') ?? '';
    const marked = /(?:^|[\s_-])(?:lang(?:uage)?|highlight-source|brush:\s*|highlight)[-:\s]?\s*([\w+#]+)/i
      .exec(names)?.[1]
      ?.toLowerCase();
    if (marked && LANGUAGES.has(marked)) return marked;
    const bare = names
      .toLowerCase()
      .split(/[\s;:]+/)
      .find((name) => LANGUAGES.has(name) && name !== 'text' && name !== 'd' && name !== 'c' && name !== 'r');
    if (bare) return bare;
    if (from === wrapper) break;
  }
  return '';
}
