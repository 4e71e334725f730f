/** A parsed page becomes the blocks of its article: rules before, Readability, rules after. */
import { Readability } from '@mozilla/readability';
import { type Block, blocksOf } from './block.js';
import { removeBoilerplate } from './boilerplate.js';
import { type Known, trimEdges } from './edges.js';
import type { Page } from './dom.js';
import type { Removal } from './extract.js';

/** What the article's page gave. `captions` of figures are kept out of the text. */
export interface HtmlArticle {
  blocks: Block[];
  captions: string[];
  removed: Removal[];
}

/** Finds the article in a page. Uses the document up. */
export function extractHtml(page: Page, known: Known): HtmlArticle {
  const cleaning = removeBoilerplate(page.document.body, known.title);
  const found = new Readability<Element>(page.document, {
    disableJSONLD: true,
    keepClasses: true,
    serializer: (node) => node as Element,
  }).parse();
  const blocks = found?.content ? blocksOf(found.content, known.url) : [];
  const trimmed = trimEdges(blocks, known);
  return { blocks: trimmed.blocks, captions: cleaning.captions, removed: [...cleaning.removed, ...trimmed.removed] };
}
