/** One visit to a link: fetch it, extract the article, judge what came back. Decides nothing about when to try again. */
import { contentHash } from './catalog/article.js';
import type { Catalog, Outcome } from './catalog/catalog.js';
import type { About, DoorBases, Opened } from './doors/door.js';
import { doorFor } from './doors/doors.js';
import type { Extraction } from './extract/extract.js';
import type { ExtractPool } from './extract/pool.js';
import { type Exchange, headerOf } from './fetch/exchange.js';
import { type FetchFailure, isFailure } from './fetch/failure.js';
import type { Fetch, Fetched, FetchOptions } from './fetch/fetch.js';
import type { Frontier } from './frontier/frontier.js';
import { isNetworkFailure } from './frontier/offline.js';
import { isLater, retryAfterOf } from './frontier/retry.js';
import type { Link } from './link.js';
import { withRelated } from './related.js';
import { articleOf, holderOf, resolvedCanonical } from './resolve.js';
import { webUrl } from './url.js';
import type { Verdict } from './verdict.js';

/** An outcome but for what the run itself knows: when, after how many attempts, where in the archive. */
export type Draft = Omit<Outcome, 'fetchedAt' | 'attempts' | 'archive'>;

export interface Visited {
  draft: Draft;
  /** What the archive shall keep, oldest first; the last one is the page. */
  exchanges: Exchange[];
  /** What the source says of the page beside the page itself. */
  about: About;
  /** What went wrong on the network or with the host; null where the page itself was judged. */
  failure: FetchFailure | null;
  /** Canonical URL the link turned out to be; null without an article. */
  resolved: string | null;
}

export type JudgeContext = Pick<VisitContext, 'catalog' | 'frontier' | 'pool' | 'clock'>;

export interface VisitContext {
  catalog: Catalog;
  frontier: Frontier;
  pool: ExtractPool;
  fetch: Fetch;
  /** ms since the epoch. */
  clock: () => number;
  /** Where the services behind doors are. */
  bases: DoorBases;
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
 * Fetches and judges one link, through its source's better door where it has one.
 * @param onFetched called when the last request is over and the host is free again
 */
export async function visitLink(link: Link, context: VisitContext, onFetched: () => void): Promise<Visited> {
  const opened = await openWhole(link, context).finally(onFetched);
  return isFailure(opened) ? failed(opened) : judgePage(link, opened, context);
}

async function openWhole(link: Link, context: VisitContext): Promise<Opened | FetchFailure> {
  const opened = await open(link, context);
  if (isFailure(opened) || opened.related.length === 0) return opened;
  return withRelated(opened, link, context, async (page) => {
    const extraction = await extractPage(page, { url: page.url, listTitle: undefined }, context.pool);
    return 'failed' in extraction || !extraction.verdict.ok ? null : extraction;
  });
}

function extractPage(
  page: Fetched,
  asked: { url: string; listTitle: string | undefined },
  pool: ExtractPool,
) {
  const { status, headers, body, charset, finalUrl } = page;
  return pool.run({
    body,
    mime: page.mime || null,
    charset,
    url: finalUrl,
    answer: { ...asked, status, headers },
  });
}

/** A door that does not open leaves the link to the ordinary way in. */
async function open(link: Link, { catalog, fetch, bases }: VisitContext): Promise<Opened | FetchFailure> {
  const address = webUrl(link.url)?.href ?? link.url;
  const door = doorFor(address);
  if (door) {
    const opened = await door.open(new URL(address), { fetch, bases });
    if (!isFailure(opened) || isNetworkFailure(opened)) return opened;
  }
  const validators = validatorsOf(link, catalog);
  const answer = await fetch(address, validators ? { validators } : {});
  return isFailure(answer) ? answer : { page: answer, about: {}, brief: false, related: [] };
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
  return { draft, exchanges: [], about: {}, failure, resolved: null };
}

/** Extracts and judges what came back. */
export async function judgePage(link: Link, opened: Opened, context: JudgeContext): Promise<Visited> {
  const { page, about } = opened;
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
    const { resolved } = context.frontier.known(link.id);
    return { draft, exchanges: [], about, failure: null, resolved };
  }
  const listTitle = link.places.find((place) => place.title !== '')?.title;
  const extraction = await extractPage(page, { url: link.url, listTitle }, context.pool);
  const verdict =
    'failed' in extraction ? refusal(extraction.failed, extraction.detail) : verdictOn(opened, extraction);
  if (!verdict.ok || 'failed' in extraction) {
    const draft: Draft = { ...base, reason: verdict.reason, evidence: verdict.evidence };
    const failure = laterFailure(page, verdict, context.clock());
    return { draft, exchanges, about, failure, resolved: null };
  }
  return { ...accept(link, opened, extraction, base, context), exchanges, about, failure: null };
}

/** What a door gave is taken at its word; an answer has been judged by the extractor, which saw all of it. */
function verdictOn({ page, brief }: Opened, extraction: Extraction): Verdict {
  if (brief) return extraction.text === '' ? extraction.verdict : { ok: true, reason: null, evidence: null };
  if (page.status >= 300 && page.status <= 399) {
    return refusal(`http-${page.status}`, 'a redirect that does not say where to');
  }
  return extraction.verdict;
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
  { page, about }: Opened,
  extraction: Extraction,
  base: Draft,
  { catalog, frontier }: JudgeContext,
): { draft: Draft; resolved: string } {
  const resolved = resolvedCanonical(page.finalUrl, extraction.canonicalUrl);
  const duplicateOf = holderOf(link, page.finalUrl, resolved, catalog, frontier);
  if (duplicateOf !== null) {
    const evidence = `the same article as ${duplicateOf}`;
    return { draft: { ...base, status: 'duplicate', duplicateOf, evidence }, resolved };
  }
  const known = catalog.article(link.id);
  if (known && link.status !== 'recovered' && known.contentHash === contentHash(extraction.text)) {
    return { draft: { ...base, status: 'unchanged' }, resolved };
  }
  return { draft: { ...base, status: 'fetched', article: articleOf(extraction, about) }, resolved };
}
