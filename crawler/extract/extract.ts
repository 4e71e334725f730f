/** Turns whatever a link answered with, markup, PDF, plain text or a feed, into an article: its text and what is known of it. */
import { charsetOf, decodeText } from '../fetch/decode.js';
import { essenceOf, mimeOf } from '../fetch/mime.js';
import { judge, type Verdict } from '../verdict.js';
import { TooComplex } from './dom.js';
import type { Extracted } from './extracted.js';
import { feed, isFeed } from './feed.js';
import { html } from './html.js';
import { textOf } from './markdown.js';
import { pdf } from './pdf.js';
import { plain } from './plain.js';

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
  fetchedAt?: Date;
  /** What came with the document; the verdict rests on it too. A document from a file has none. */
  answer?: Answer;
  limits?: Partial<Limits>;
}

/** The answer that carried a document. `url` is the address that was asked for, before redirects. */
export interface Answer {
  url: string;
  status: number;
  headers: readonly (readonly [string, string])[];
  /** The title under which a list cites the link. */
  listTitle?: string | undefined;
}

/**
 * Extracts the article. Pure: nothing is fetched and no script of the page runs.
 * A document's fault is a verdict (`too-large`, `too-complex`, `unsupported-type`, `empty` ...), never thrown.
 */
export async function extract(source: Source): Promise<Extraction> {
  const limits = { ...LIMITS, ...source.limits };
  const { body } = source;
  if (body.length > limits.bytes) {
    return refuse('too-large', `${body.length} bytes, ${limits.bytes} allowed`);
  }
  const mime = await mimeOf(body, essenceOf(source.mime ?? undefined));
  const text = isText(mime)
    ? decodeText(body, source.charset ?? charsetOf(body, source.mime ?? undefined))
    : null;
  const extracted =
    body.length > 0 ? await extractAs(mime, source, text, limits) : refuse('empty', 'the body has no bytes');
  const extraction = { ...extracted, text: textOf(extracted.markdown) };
  return { ...extraction, verdict: verdictOn(extraction, source, mime, text) };
}

/** The judge sees what came with the text; what the extractor says of a file it could not read stands. */
function verdictOn(
  extraction: Extraction,
  { url, answer }: Source,
  mime: string,
  source: string | null,
): Verdict {
  const { verdict, text, title, canonicalUrl } = extraction;
  const own = url.startsWith('file:') ? (canonicalUrl ?? url) : url;
  const { status = 200, headers = [], listTitle } = answer ?? {};
  const html = /html$|xml$/.test(mime) ? source : null;
  const judged = judge({
    url: answer?.url ?? own,
    finalUrl: own,
    status,
    headers,
    mime,
    html,
    text,
    title,
    listTitle,
  });
  return judged.ok || !(status >= 400 || verdict.ok || verdict.reason === 'empty') ? verdict : judged;
}

function isText(mime: string): boolean {
  return /^text\/|[/+](?:xml|json|xhtml)$|markdown/.test(mime) && mime !== 'image/svg+xml';
}

async function extractAs(
  mime: string,
  source: Source,
  text: string | null,
  limits: Limits,
): Promise<Extracted> {
  const { body, url } = source;
  const context = source.fetchedAt ? { url, fetchedAt: source.fetchedAt } : { url };
  if (mime === 'application/pdf') return pdf(body, source.fetchedAt ? { fetchedAt: source.fetchedAt } : {});
  if (text === null) return refuse('unsupported-type', mime);
  if (isFeed(text)) return feed(text, context);
  if (/html$|xml$/.test(mime)) return guarded(() => html(text, context, limits.elements));
  if (/json$|css$|javascript$/.test(mime)) return refuse('unsupported-type', mime);
  return plain(text, { ...context, mime });
}

function guarded(run: () => Extracted): Extracted {
  try {
    return run();
  } catch (error) {
    if (error instanceof TooComplex) return refuse('too-complex', error.message);
    // Hundreds of thousands of siblings overflow the spread arguments of the DOM we use: the page's fault, too.
    if (error instanceof RangeError && /call stack/.test(error.message)) {
      return refuse('too-complex', 'the call stack overflowed');
    }
    throw error;
  }
}

/** An extraction without text, and why. */
export function refuse(reason: string, evidence: string): Extraction {
  return {
    title: '',
    byline: null,
    published: null,
    modified: null,
    lang: null,
    site: null,
    canonicalUrl: null,
    description: null,
    provenance: {},
    text: '',
    markdown: '',
    removed: [],
    captions: [],
    verdict: { ok: false, reason, evidence },
  };
}
