/** What a better extractor and judge change about links whose pages lie in the archive; nothing is fetched. */
import type { Finding } from './archive/archive.js';
import { contentHash } from './catalog/article.js';
import type { ArchivePlace, Catalog, Outcome } from './catalog/catalog.js';
import type { Link } from './link.js';
import type { Verdict } from './verdict.js';

/** A page read again: its article, if it has text, and the verdict on it. */
export interface Reading {
  article: NonNullable<Outcome['article']> | null;
  verdict: Verdict;
  finding: Finding;
  place: ArchivePlace;
  /** What its source said beside the page (a title, an author): the page came through a door and is not for the judge. */
  attested: boolean;
}

/** Reasons that only the judge or the extractor gives: another verdict may take them back. */
const REVISABLE: ReadonlySet<string> = new Set(
  'bot-wall soft-404 parked paywall login consent app-shell empty not-an-article decode too-complex extraction-timeout extraction-error pdf-broken pdf-scanned unsupported-type'.split(
    ' ',
  ),
);
/** Reasons for which a page that passed as an article is taken out again. An empty text is none: the old one is better. */
const OVERTURNS: ReadonlySet<string> = new Set([
  'bot-wall',
  'soft-404',
  'parked',
  'login',
  'consent',
  'not-an-article',
]);

/** Whether a link was refused for something that may be seen otherwise now. */
export function isRevisable(link: Link): boolean {
  return link.status === 'failed' && link.reason !== null && REVISABLE.has(link.reason);
}

/**
 * Records what a page is now. An article that stands is written over without a line of history; one that is none any more, and a
 * page that has become one, get a line like any finding.
 */
export function rejudge(link: Link, reading: Reading, catalog: Catalog): 'kept' | 'article' | 'refused' {
  const { article, verdict, finding, place, attested } = reading;
  const stands = verdict.ok || attested;
  if (isRevisable(link)) {
    if (!stands || !article) return 'kept';
    catalog.record(link.id, { ...accepted(link, article, finding, catalog), archive: place });
    return 'article';
  }
  if (!stands && verdict.reason && OVERTURNS.has(verdict.reason)) {
    const { reason, evidence } = verdict;
    catalog.withdraw(link.id, { ...finding, status: 'failed', reason, evidence, archive: place });
    return 'refused';
  }
  if (!article) return 'kept';
  catalog.rewrite(link.id, article);
  return 'article';
}

function accepted(
  link: Link,
  article: NonNullable<Outcome['article']>,
  finding: Finding,
  catalog: Catalog,
): Omit<Outcome, 'archive'> {
  const same = catalog.sameContent(contentHash(article.text), link.id);
  const duplicateOf = same?.canonical ?? null;
  const status = duplicateOf ? 'duplicate' : finding.archivedUrl ? 'recovered' : 'fetched';
  const evidence = duplicateOf ? `the same article as ${duplicateOf}` : null;
  return { ...finding, status, reason: null, evidence, duplicateOf, article: duplicateOf ? null : article };
}
