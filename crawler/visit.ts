/** One visit to a link: fetch it, extract the article, judge what came back. Decides nothing about when to try again. */
import { contentHash } from './article.js';
import type { Catalog, Outcome } from './catalog.js';
import { decodeText } from './decode.js';
import { type Exchange, headerOf } from './exchange.js';
import type { Extraction } from './extract/extract.js';
import type { ExtractPool } from './extract/pool.js';
import { type FetchFailure, isFailure } from './failure.js';
import type { Fetched, FetchOptions } from './fetch.js';
import type { Frontier } from './frontier.js';
import type { Link } from './link.js';
import { isLater, retryAfterOf } from './retry.js';
import { sameSite } from './site.js';
import { canonicalUrl } from './url.js';
import { judge, type Verdict } from './verdict.js';

/** An outcome but for what the run itself knows: when, after how many attempts, where in the archive. */
export type Draft = Omit<Outcome, 'fetchedAt' | 'attempts' | 'archive'>;

export interface Visited {
  draft: Draft;
  /** What the archive shall keep, oldest first; the last one is the page. */
  exchanges: Exchange[];
  /** What went wrong on the network or with the host; null where the page itself was judged. */
  failure: FetchFailure | null;
  /** Canonical URL the link turned out to be; null without an article. */
  resolved: string | null;
}

export type Fetch = (url: string, options?: FetchOptions) => Promise<Fetched | FetchFailure>;

export interface VisitContext {
  catalog: Catalog;
  frontier: Frontier;
  pool: ExtractPool;
  fetch: Fetch;
  /** ms since the epoch. */
  clock: () => number;
}

const NOTHING: Draft = {
  status: 'failed',
  reason: null,
  evidence: null,
  httpStatus: null,
  finalUrl: null,
  mime: null,
  archivedUrl: null,
  archivedAt: null,
  duplicateOf: null,
  etag: null,
  lastModified: null,
  article: null,
};

/**
 * Fetches and judges one link.
 * @param onFetched called when the last request is over and the host is free again
 */
export async function visitLink(link: Link, context: VisitContext, onFetched: () => void): Promise<Visited> {
  const validators = validatorsOf(link, context.catalog);
  const answer = await context.fetch(link.url, validators ? { validators } : {}).finally(onFetched);
  if (isFailure(answer)) return failed(answer);
  return judgePage(link, answer, context);
}

/** What the last good fetch said of the version we have, where it said anything. */
function validatorsOf(link: Link, catalog: Catalog): FetchOptions['validators'] | null {
  if (link.status !== 'fetched' && link.status !== 'unchanged') return null;
  const last = catalog
    .fetches(link.id)
    .find((each) => each.status === 'fetched' || each.status === 'unchanged');
  if (!last?.finalUrl || !(last.etag || last.lastModified)) return null;
  return { url: last.finalUrl, etag: last.etag, lastModified: last.lastModified };
}

export function failed(failure: FetchFailure): Visited {
  const draft: Draft = {
    ...NOTHING,
    status: failure.refused ? 'refused' : 'failed',
    reason: failure.failed,
    evidence: failure.evidence,
    httpStatus: failure.httpStatus,
    finalUrl: failure.url ?? null,
  };
  return { draft, exchanges: [], failure, resolved: null };
}

async function judgePage(link: Link, page: Fetched, context: VisitContext): Promise<Visited> {
  const base: Draft = {
    ...NOTHING,
    httpStatus: page.status,
    finalUrl: page.finalUrl,
    mime: page.mime || null,
    etag: headerOf(page.headers, 'etag')?.slice(0, 500) ?? null,
    lastModified: headerOf(page.headers, 'last-modified')?.slice(0, 100) ?? null,
  };
  const exchanges = [...page.hops, page];
  if (page.status === 304) {
    const draft: Draft = { ...base, status: 'unchanged' };
    return { draft, exchanges: [], failure: null, resolved: context.frontier.known(link.id).resolved };
  }
  const extraction = await context.pool.run({
    body: page.body,
    mime: page.mime || null,
    charset: page.charset,
    url: page.finalUrl,
  });
  const verdict =
    'failed' in extraction
      ? refusal(extraction.failed, extraction.detail)
      : verdictOn(link, page, extraction);
  if (!verdict.ok || 'failed' in extraction) {
    const draft: Draft = { ...base, reason: verdict.reason, evidence: verdict.evidence };
    return { draft, exchanges, failure: laterFailure(page, verdict, context.clock()), resolved: null };
  }
  return { ...accept(link, page, extraction, base, context), exchanges, failure: null };
}

/** What the whole answer shows outranks what the text alone shows: an empty text may be a wall. */
function verdictOn(link: Link, page: Fetched, extraction: Extraction): Verdict {
  if (page.status >= 300 && page.status <= 399) {
    return refusal(`http-${page.status}`, 'a redirect that does not say where to');
  }
  const verdict = judge({
    url: link.url,
    finalUrl: page.finalUrl,
    status: page.status,
    headers: page.headers,
    mime: page.mime || null,
    html: /html/.test(page.mime) && page.charset ? decodeText(page.body, page.charset) : null,
    text: extraction.text,
    title: extraction.title,
    listTitle: link.places.find((place) => place.title !== '')?.title,
  });
  return verdict.ok ? extraction.verdict : verdict;
}

function refusal(reason: string, evidence: string): Verdict {
  return { ok: false, reason, evidence };
}

/** A status that means "later" is worth another try, unless the judge saw a wall behind it. */
function laterFailure(page: Fetched, verdict: Verdict, now: number): FetchFailure | null {
  if (!isLater(page.status) || verdict.reason !== `http-${page.status}`) return null;
  const retryAfterMs = retryAfterOf(page.headers, now);
  return {
    failed: verdict.reason,
    evidence: verdict.evidence ?? '',
    httpStatus: page.status,
    transient: true,
    url: page.finalUrl,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}

/** A good page: new, the same as last time, or the same as another link's. */
function accept(
  link: Link,
  page: Fetched,
  extraction: Extraction,
  base: Draft,
  { catalog, frontier }: VisitContext,
): { draft: Draft; resolved: string } {
  const resolved = resolvedCanonical(page.finalUrl, extraction.canonicalUrl);
  const duplicateOf = duplicateOfOther(link, page.finalUrl, resolved, catalog, frontier);
  if (duplicateOf !== null) {
    const evidence = `the same article as ${duplicateOf}`;
    return { draft: { ...base, status: 'duplicate', duplicateOf, evidence }, resolved };
  }
  const known = catalog.article(link.id);
  if (known && link.status !== 'recovered' && known.contentHash === contentHash(extraction.text)) {
    return { draft: { ...base, status: 'unchanged' }, resolved };
  }
  const { title, byline, published, modified, lang, site, description, text, markdown } = extraction;
  const article = { title, byline, published, modified, lang, site, description, text, markdown };
  return { draft: { ...base, status: 'fetched', article }, resolved };
}

/** The page's own word on its address counts within its own site only; elsewhere it could claim anything. */
function resolvedCanonical(finalUrl: string, declared: string | null): string {
  const own = canonicalUrl(finalUrl);
  if (declared === null || !URL.canParse(declared, finalUrl)) return own;
  const claimed = new URL(declared, finalUrl);
  const atRoot = claimed.pathname === '/' && claimed.search === '';
  if (
    !/^https?:$/.test(claimed.protocol) ||
    atRoot ||
    !sameSite(claimed.hostname, new URL(finalUrl).hostname)
  )
    return own;
  return canonicalUrl(claimed.href);
}

/** Canonical of the link that has, or will have, this article; null where this link is the one. */
function duplicateOfOther(
  link: Link,
  finalUrl: string,
  resolved: string,
  catalog: Catalog,
  frontier: Frontier,
): string | null {
  for (const candidate of [canonicalUrl(finalUrl), resolved]) {
    if (candidate === link.canonical) continue;
    const other = catalog.link(candidate);
    const gone =
      !other || other.places.length === 0 || other.status === 'failed' || other.status === 'refused';
    if (other && !gone && other.id !== link.id && other.duplicateOf !== link.canonical)
      return other.duplicateOf ?? other.canonical;
  }
  return frontier.holderOf(resolved, link.id);
}
