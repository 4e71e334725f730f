/**
 * A web page becomes an article: boilerplate is removed, Readability finds the text, its edges are trimmed; where the
 * outcome is doubtful other candidates stand against it.
 *
 * Mozilla's Readability is the best single finder of articles we measured (F1 .95); it errs by keeping boilerplate, which
 * boilerplate.ts and edges.ts take away, and by choosing a part of a page. For the second the page is asked three more
 * ways: the root that it marks as its article, the page without our removals, and the text that its own data carries.
 */
import { Readability } from '@mozilla/readability';
import { type Block, blocksOf } from './block.js';
import { type Cleaning, removeBoilerplate } from './boilerplate.js';
import { type Candidate, chooseCandidate, proseOf } from './candidate.js';
import { normalizeCode } from './code.js';
import { type Page, parseMarkup, parsePage } from './dom.js';
import { type Known, trimEdges } from './edges.js';
import type { Extracted } from './extracted.js';
import { languageOf } from './language.js';
import { textOf } from './markdown.js';
import { metadata } from './metadata.js';
import { Prose } from './prose.js';
import { markdownOf } from './render.js';
import { articleRoot } from './root.js';
import { statedArticle } from './state.js';

/** Below this much prose, in characters, a page's own data is asked for the text. */
const THIN = 400;

/** Extracts the article of a decoded page. @throws TooComplex over the limit of elements */
export function html(
  source: string,
  context: { url: string; fetchedAt?: Date },
  maxElements: number,
): Extracted {
  const page = parsePage(source, maxElements);
  const { structured, ...said } = metadata(page.document, { ...context, scripts: page.scripts });
  const known: Known = { ...said, url: context.url };
  const { candidate, captions } = findArticle(page, known, structured?.body ?? null);
  const markdown = markdownOf(candidate.blocks);
  const text = textOf(markdown);
  const language = languageOf(text, said.lang);
  return {
    ...said,
    lang: language?.lang ?? said.lang,
    provenance: {
      ...said.provenance,
      ...(language ? { lang: language.source } : {}),
      text: candidate.source,
    },
    markdown,
    removed: candidate.removed,
    captions,
    verdict: text
      ? { ok: true, reason: null, evidence: null }
      : { ok: false, reason: 'empty', evidence: 'the page has no text' },
  };
}

function findArticle(
  page: Page,
  known: Known,
  stated: string | null,
): { candidate: Candidate; captions: string[] } {
  const { cleaning, root } = clean(page.document, known);
  const first = readable(page.document, known, cleaning, 'readability');
  const candidates = [first];
  const found = proseOf(first.blocks);
  if (root && found < root.prose * 0.7) candidates.push(rootCandidate(page, known));
  if (found < 150) candidates.push(uncleaned(page, known));
  if (stated && stated.length > THIN) candidates.push(fromData(stated, known, 'json-ld'));
  else if (found < THIN) {
    const state = statedArticle(page.scripts);
    if (state) candidates.push(fromData(state.html, known, state.source));
  }
  return { candidate: chooseCandidate(candidates), captions: cleaning.captions };
}

/** Normalises code and removes boilerplate, in place; tells how much prose is left, and where the page's own root is. */
function clean(document: Document, known: Known) {
  normalizeCode(document);
  const cleaning = removeBoilerplate(document.body, known.title);
  const prose = new Prose(document.body);
  return { cleaning, root: articleRoot(document.body, prose) };
}

function readable(
  document: Document,
  known: Known,
  cleaning: Cleaning,
  source: Candidate['source'],
): Candidate {
  const found = new Readability<Element>(document, {
    disableJSONLD: true,
    keepClasses: true,
    serializer: (node) => node as Element,
  }).parse();
  return trimmed(found?.content ? blocksOf(found.content, known.url) : [], known, cleaning, source);
}

function rootCandidate(page: Page, known: Known): Candidate {
  const { cleaning, root } = clean(parseMarkup(page.markup), known);
  return trimmed(root ? blocksOf(root.element, known.url) : [], known, cleaning, 'root');
}

function uncleaned(page: Page, known: Known): Candidate {
  const document = parseMarkup(page.markup);
  normalizeCode(document);
  return readable(document, known, { removed: [], captions: [] }, 'uncleaned');
}

/** Text from a page's data: markup, or paragraphs between blank lines. */
function fromData(text: string, known: Known, source: Candidate['source']): Candidate {
  const markup = /<(?:p|br|div|h[1-6]|ul|li)\b/i.test(text)
    ? text
    : text
        .replace(/&(?!#?\w+;)/g, '&amp;')
        .replace(/</g, '&lt;')
        .replace(/\r?\n\s*\r?\n|\n/g, '<p>');
  const { document } = parsePage(markup);
  const cleaning = removeBoilerplate(document.body, '');
  return trimmed(blocksOf(document.body, known.url), known, cleaning, source);
}

function trimmed(
  blocks: readonly Block[],
  known: Known,
  cleaning: Cleaning,
  source: Candidate['source'],
): Candidate {
  const { blocks: kept, removed } = trimEdges(blocks, known);
  return { source, blocks: kept, removed: [...cleaning.removed, ...removed] };
}
