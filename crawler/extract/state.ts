/**
 * Finds the article in what a page carries for its own scripts: JSON-LD, the state of Next.js and its like, templates.
 *
 * Some sites send no markup of the text at all, only data from which their script builds it. The scripts are read as
 * data; nothing runs. The longest string, or list of paragraph strings, under a key that names a body is the text.
 */
import type { Script } from './dom.js';

const BODY_KEY =
  /^(?:article_?body|body(?:html|_html|text|markdown)?|content(?:html|_html|rendered|raw|text|markdown)?|html|rendered|text|markdown|copy|story|post_?content|full_?text|description_?html|message|excerpt_html)$/i;
const STATE_ID =
  /^(?:__NEXT_DATA__|__NUXT_DATA__|__APOLLO_STATE__|__INITIAL_STATE__|initial-state|data|state|serverApp-state|ng-state|preloaded-state)$/i;
const ASSIGNMENT =
  /(?:window\.|self\.|var\s+|let\s+|const\s+)?(__\w+__|__\w+|\w*(?:State|STATE|Data|DATA))\s*=\s*(?=[{[])/g;
/** Characters from which a string under such a key may be an article. */
const LEAST = 300;
/** Values visited in one state; a hostile one has millions. */
const MAX_VALUES = 60_000;
/** Characters of a script that are parsed. */
const MAX_SCRIPT = 4_000_000;

/** A text found in a page's data. `html` is markup or plain paragraphs divided by blank lines. */
export interface Stated {
  source: 'template' | 'state';
  html: string;
}

/** The longest article-like text in the page's scripts; null where there is none. */
export function statedArticle(scripts: readonly Script[]): Stated | null {
  let best: Stated | null = null;
  for (const script of scripts) {
    const found = script.text.length <= MAX_SCRIPT ? read(script) : null;
    if (found && (!best || textLength(found.html) > textLength(best.html))) best = found;
  }
  return best && textLength(best.html) >= LEAST ? best : null;
}

function read(script: Script): Stated | null {
  if (/^text\/(?:noscript|template|html|x-template|x-handlebars\S*|ng-template|x-tmpl)$/.test(script.type)) {
    return /<p[\s>]/i.test(script.text) ? { source: 'template', html: script.text } : null;
  }
  if (script.type === 'application/json' || STATE_ID.test(script.id)) return fromJson(script.text);
  if (script.type !== '' && !/javascript|module/.test(script.type)) return null;
  return fromAssignment(script.text);
}

/** `window.__STATE__ = {...};`: the object is cut out at its closing bracket. */
function fromAssignment(text: string): Stated | null {
  let best: Stated | null = null;
  for (const match of [...text.matchAll(ASSIGNMENT)].slice(0, 5)) {
    const start = match.index + match[0].length;
    const end = closingBracket(text, start);
    const found = end > start + LEAST ? fromJson(text.slice(start, end)) : null;
    if (found && (!best || found.html.length > best.html.length)) best = found;
  }
  return best;
}

function closingBracket(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const char = text[i];
    if (char === '"') {
      i++;
      while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
    } else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return i + 1;
  }
  return -1;
}

function fromJson(json: string): Stated | null {
  let value: unknown;
  try {
    value = JSON.parse(json.trim().replace(/;$/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return null; // script, not data: nothing to read
    throw error;
  }
  const html = longestBody(value);
  return html ? { source: 'state', html } : null;
}

/** Walks the value breadth first and keeps the longest text under a body's key. */
function longestBody(root: unknown): string {
  let best = '';
  const queue: [key: string, value: unknown][] = [['', root]];
  for (let i = 0; i < queue.length && i < MAX_VALUES; i++) {
    const [key, value] = queue[i]!;
    if (typeof value === 'string') {
      if (value.length > best.length && BODY_KEY.test(key) && isProse(value)) best = value;
    } else if (Array.isArray(value)) {
      const joined =
        BODY_KEY.test(key) || key === 'paragraphs' || key === 'blocks' ? paragraphsOf(value) : '';
      if (joined.length > best.length) best = joined;
      for (const one of value) queue.push([key, one]);
    } else if (value !== null && typeof value === 'object') {
      for (const [name, one] of Object.entries(value)) queue.push([name, one]);
    }
  }
  return best;
}

/** A list of strings, or of nodes with a `text`, is a list of paragraphs. */
function paragraphsOf(list: unknown[]): string {
  const texts = list.slice(0, 5_000).map((one) => {
    if (typeof one === 'string') return one;
    if (one === null || typeof one !== 'object') return '';
    const node = one as Record<string, unknown>;
    for (const key of ['text', 'html', 'content', 'value'])
      if (typeof node[key] === 'string') return node[key] as string;
    return '';
  });
  const joined = texts.filter((text) => /\S/.test(text)).join('\n\n');
  return isProse(joined) ? joined : '';
}

/** Sentences: many words, few of JSON's or code's signs. */
function isProse(value: string): boolean {
  const text = value.replace(/<[^>]{0,2000}>/g, ' ');
  if (text.length < LEAST) return false;
  const sample = text.slice(0, 3_000);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  const code = sample.match(/[{}=<>|\\]/g)?.length ?? 0;
  return letters > sample.length * 0.6 && code < sample.length * 0.02;
}

function textLength(html: string): number {
  return html.replace(/<[^>]*>/g, '').length;
}
