/** Which article a page is: its address after redirects and `rel=canonical`, and whether another link has it already. */
import type { Catalog, Outcome } from './catalog/catalog.js';
import type { About } from './doors/door.js';
import type { Extraction } from './extract/extract.js';
import type { Frontier } from './frontier/frontier.js';
import type { Link } from './link.js';
import { sameSite } from './site.js';
import { canonicalUrl } from './url.js';

/**
 * Canonical URL of a page. Its own word on its address counts within its own site only, as elsewhere it could claim
 * anything, and not where it names the home page, as misconfigured sites do on every page.
 */
export function resolvedCanonical(finalUrl: string, declared: string | null): string {
  const own = canonicalUrl(finalUrl);
  if (declared === null || !URL.canParse(declared, finalUrl)) return own;
  const claimed = new URL(declared, finalUrl);
  const home = claimed.pathname === '/' && claimed.search === '';
  const web = claimed.protocol === 'http:' || claimed.protocol === 'https:';
  if (home || !web || !sameSite(claimed.hostname, new URL(finalUrl).hostname)) return own;
  return canonicalUrl(claimed.href);
}

/**
 * Canonical of the other link that has this article, or will have it when its turn comes; null where this link is the one.
 * A listed link that the page says it is goes first; else whoever turned out to be that page before.
 */
export function holderOf(
  link: Link,
  finalUrl: string,
  resolved: string,
  catalog: Catalog,
  frontier: Frontier,
): string | null {
  for (const candidate of new Set([canonicalUrl(finalUrl), resolved])) {
    if (candidate === link.canonical) continue;
    const other = catalog.link(candidate);
    if (!other || other.id === link.id || other.places.length === 0) continue;
    if (other.status === 'failed' || other.status === 'refused' || other.duplicateOf === link.canonical)
      continue;
    return other.duplicateOf ?? other.canonical;
  }
  return frontier.claim(resolved, link);
}

/** The article of an extraction; what the source says of it beside the page goes first. */
export function articleOf(extraction: Extraction, about: About): NonNullable<Outcome['article']> {
  const { modified, lang, text, markdown } = extraction;
  return {
    title: about.title ?? extraction.title,
    byline: about.byline ?? extraction.byline,
    published: about.published ?? extraction.published,
    site: about.site ?? extraction.site,
    description: about.description ?? extraction.description,
    modified,
    lang,
    text,
    markdown,
  };
}
