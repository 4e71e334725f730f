/** Turns whatever a link answered with, markup, PDF, plain text or a feed, into an article: its text and what is known of it. */
import type { Verdict } from '../verdict.js';
import { markdownOf } from './block.js';
import { parsePage, TooComplex } from './dom.js';
import { extractHtml } from './html.js';
import { textOf } from './markdown.js';
import { type Metadata, metadata } from './metadata.js';

/** A part of a page that is no part of the article: the rule that said so, how it began, and how long it was. */
export interface Removal {
  rule: string;
  what: string;
  chars: number;
}

/** What an extractor of one type makes of a document; the plain text is derived from `markdown`. */
export interface Extracted extends Omit<Metadata, 'structured'> {
  markdown: string;
  removed: Removal[];
  captions: string[];
  verdict: Verdict;
}

/** An article. `text` is `textOf(markdown)`: every block's text occurs in it verbatim and in order. */
export interface Extraction extends Extracted {
  text: string;
}

/** Bounds of one extraction: bytes of input, elements of markup. */
export interface Limits {
  bytes: number;
  elements: number;
}

export const LIMITS: Limits = { bytes: 10_000_000, elements: 100_000 };

/** A document as fetched: decompressed bytes, the type and charset its header named, and where it came from. */
export interface Source {
  body: Uint8Array;
  mime: string | null;
  charset?: string | null;
  url: string;
  limits?: Partial<Limits>;
}

const NOTHING = {
  title: '',
  byline: null,
  published: null,
  modified: null,
  lang: null,
  site: null,
  canonicalUrl: null,
  description: null,
  provenance: {},
};

/**
 * Extracts the article. Pure: nothing is fetched and no script of the page runs.
 * A document's fault is a verdict (`too-large`, `too-complex`, `unsupported-type`, `empty` ...), never thrown.
 */
export async function extract(source: Source): Promise<Extraction> {
  const limits = { ...LIMITS, ...source.limits };
  if (source.body.length > limits.bytes) {
    return refuse('too-large', `${source.body.length} bytes, ${limits.bytes} allowed`);
  }
  return extractMarkup(new TextDecoder(source.charset ?? 'utf-8').decode(source.body), source.url, limits);
}

function extractMarkup(html: string, url: string, limits: Limits): Extraction {
  try {
    const page = parsePage(html, limits.elements);
    const { structured, ...known } = metadata(page.document, { url, scripts: page.scripts });
    const article = extractHtml(page, { ...known, url });
    const markdown = markdownOf(article.blocks);
    const text = textOf(markdown);
    void structured;
    const verdict = text ? { ok: true, reason: null, evidence: null } : refusal('empty', 'no text was found');
    return { ...known, text, markdown, removed: article.removed, captions: article.captions, verdict };
  } catch (error) {
    if (error instanceof TooComplex) return refuse('too-complex', error.message);
    throw error;
  }
}

function refusal(reason: string, evidence: string): Verdict {
  return { ok: false, reason, evidence };
}

/** An extraction without text, and why. */
export function refuse(reason: string, evidence: string): Extraction {
  return { ...NOTHING, text: '', markdown: '', removed: [], captions: [], verdict: refusal(reason, evidence) };
}
