/** What a page says about its article: title, authors, dates, language, site, address and summary, each with its source. */
import { getDomain } from 'tldts';
import { bylineOf } from './byline.js';
import type { DateBounds } from './date.js';
import { type StructuredArticle, structuredArticle, structuredSite } from './jsonld.js';
import { languageCode } from './language.js';
import { modifiedOn, publishedOn } from './published.js';
import { fold, type InlineScript, type Survey, survey } from './survey.js';
import { titleOf } from './title.js';

/** Dates are ISO 8601 by day; `lang` is the declared language (ISO 639). What a page does not say is null. */
export interface Metadata {
  title: string;
  byline: string | null;
  published: string | null;
  modified: string | null;
  lang: string | null;
  site: string | null;
  canonicalUrl: string | null;
  description: string | null;
  /** The page's JSON-LD statement about its article: `body` may stand in where the markup holds no text. */
  structured: StructuredArticle | null;
  /** For every field that was found, the rule that found it: `{ published: 'meta:article:published_time' }`. */
  provenance: Record<string, string>;
}

/** Where the document came from, and what was taken out of it before. */
export interface MetadataContext {
  url: string;
  scripts?: readonly InlineScript[];
  headers?: Iterable<readonly [string, string]>;
  /** When the page was fetched; no date after it (and a day's grace for time zones) is believed. */
  fetchedAt?: Date;
}

/** No web page was published before this day. */
const FIRST_PAGE = '1990-12-20';

/** Reads a document's metadata. Does not change the document; one walk over it, then look-ups. */
export function metadata(document: Document, context: MetadataContext): Metadata {
  const page = survey(document, context.scripts);
  const article = structuredArticle(page.jsonLd, context.url);
  const provenance: Record<string, string> = {};
  const noted = <T>(field: string, found: { source: string } | null, value: T): T => {
    if (found) provenance[field] = found.source;
    return value;
  };
  const canonical = canonicalOf(page, article, context.url);
  const url = isWeb(context.url) ? context.url : (canonical?.value ?? context.url);
  const lang = declaredLanguage(page, article, context);
  const site = siteOf(page, article, url);
  const bounds = dateBounds(context.fetchedAt ?? new Date());
  const title = titleOf(page, article, url, site?.value ?? null);
  const { heading } = title;
  const dayFirst = isDayFirst(lang?.value ?? null, page, url);
  const reading = { url, heading, bounds, dayFirst };
  const byline = bylineOf(page, article, heading, bounds);
  const published = publishedOn(page, article, reading);
  const modified = modifiedOn(page, article, published?.date ?? null, reading);
  const description = descriptionOf(page, article);
  return {
    title: noted('title', title.title ? title : null, title.title),
    byline: noted('byline', byline, byline?.byline ?? null),
    published: noted('published', published, published?.date ?? null),
    modified: noted('modified', modified, modified?.date ?? null),
    lang: noted('lang', lang, languageCode(lang?.value)),
    site: noted('site', site, site?.value ?? null),
    canonicalUrl: noted('canonicalUrl', canonical, canonical?.value ?? null),
    description: noted('description', description, description?.value ?? null),
    structured: article,
    provenance,
  };
}

/** The span in which a web page's date is believed, seen from the time of fetching. */
export function dateBounds(fetchedAt: Date): DateBounds {
  return {
    earliest: FIRST_PAGE,
    latest: new Date(fetchedAt.getTime() + 86_400_000).toISOString().slice(0, 10),
  };
}

interface Sourced {
  value: string;
  source: string;
}

function sourced(value: string | null | undefined, source: string): Sourced | null {
  return value ? { value, source } : null;
}

function fromMeta(page: Survey, ...names: string[]): Sourced | null {
  for (const name of names) {
    const value = page.meta.get(name)?.[0];
    if (value) return { value, source: `meta:${name}` };
  }
  return null;
}

function declaredLanguage(
  page: Survey,
  article: StructuredArticle | null,
  context: MetadataContext,
): Sourced | null {
  const header = [...(context.headers ?? [])].find(
    ([name]) => name.toLowerCase() === 'content-language',
  )?.[1];
  const candidates = [
    sourced(article?.lang, 'json-ld:inLanguage'),
    sourced(page.htmlLang, 'html[lang]'),
    fromMeta(
      page,
      'content-language',
      'dc.language',
      'dcterms.language',
      'og:locale',
      'og:language',
      'language',
      'inlanguage',
    ),
    sourced(header?.split(',')[0], 'header:content-language'),
  ];
  return candidates.find((one) => one && languageCode(one.value)) ?? null;
}

function siteOf(page: Survey, article: StructuredArticle | null, url: string): Sourced | null {
  const found =
    fromMeta(page, 'og:site_name') ??
    sourced(article?.publisher, 'json-ld:publisher') ??
    sourced(structuredSite(page.jsonLd), 'json-ld:WebSite') ??
    fromMeta(
      page,
      'application-name',
      'apple-mobile-web-app-title',
      'citation_journal_title',
      'dc.publisher',
    ) ??
    siteInTitle(page.title, url);
  return found && found.value.length <= 100 && !/^https?:/i.test(found.value) ? found : null;
}

/** The part of `<title>` that spells the domain: `Raft explained - The Secret Lives of Data` at thesecretlivesofdata.com. */
function siteInTitle(title: string, url: string): Sourced | null {
  const domain = (getDomain(url) ?? '').split('.')[0]?.replace(/-/g, '');
  if (!domain || domain.length < 3) return null;
  const parts = title.split(/\s+[|•·—–:»-]+\s+/);
  const own =
    parts.length > 1 &&
    parts.find((part) =>
      part
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, '')
        .startsWith(domain),
    );
  return own ? { value: fold(own), source: 'title' } : null;
}

/**
 * The address the page itself calls canonical: only within its registrable domain (anything else is somebody speaking for
 * another's page), never the front page for an article (a common mistake of templates).
 */
function canonicalOf(page: Survey, article: StructuredArticle | null, url: string): Sourced | null {
  const link = page.rel.get('canonical')?.find((element) => element.localName === 'link');
  const candidates = [
    sourced(link?.getAttribute('href'), 'link[rel=canonical]'),
    fromMeta(page, 'og:url'),
    sourced(article?.url, 'json-ld:url'),
  ];
  for (const one of candidates) {
    const address = one && URL.canParse(one.value, url) ? new URL(one.value, url) : null;
    if (!one || !address || !/^https?:$/.test(address.protocol)) continue;
    if (isWeb(url) && !sameSite(address.href, url)) continue;
    if (address.pathname === '/' && !address.search && isWeb(url) && new URL(url).pathname.length > 1)
      continue;
    address.hash = '';
    return { value: address.href, source: one.source };
  }
  return null;
}

/** A page read from a file has no address of its own: what it says of itself is then the best there is. */
function isWeb(url: string): boolean {
  return /^https?:/i.test(url) && URL.canParse(url);
}

function sameSite(left: string, right: string): boolean {
  const domain = (url: string) => getDomain(url, { allowPrivateDomains: true }) ?? new URL(url).hostname;
  return URL.canParse(right) && domain(left) === domain(right);
}

function descriptionOf(page: Survey, article: StructuredArticle | null): Sourced | null {
  const found =
    fromMeta(
      page,
      'og:description',
      'description',
      'twitter:description',
      'dc.description',
      'citation_abstract',
      'sailthru.description',
    ) ?? sourced(article?.description, 'json-ld:description');
  const value = fold(found?.value.replace(/<[^>]{1,200}>/g, ' ')).slice(0, 600);
  return found && value ? { value, source: found.source } : null;
}

/** Whether `4/5/2014` means the fourth of May here: everywhere but in the United States, which most pages of no stated region are. */
function isDayFirst(lang: string | null, page: Survey, url: string): boolean {
  const region = /[-_]([A-Z]{2})$/i.exec(page.meta.get('og:locale')?.[0] ?? lang ?? '')?.[1]?.toUpperCase();
  if (region) return region !== 'US';
  if (lang && languageCode(lang) !== 'en') return true;
  return /\.(?:uk|au|nz|in|ie|za)$/.test(URL.canParse(url) ? new URL(url).hostname : '');
}
