/**
 * Pages that lead to articles and are none: home pages, tag and category pages, archives, search results, directory listings. The
 * address or the blog engine must say so, and the structure must agree: an article at a site's root passes.
 */
import { LONG, type Look, quote } from './look.js';

const LISTING_PATHS = [
  /^\/(?:index(?:\.\w{2,5})?|home|default\.aspx?)?\/?$/i,
  /^\/(?:.{0,60}\/)?(?:tags?|categor(?:y|ies)|labels?|authors?)(?:\/[^/]{1,80}){0,2}\/?$/i,
  /^\/(?:.{0,60}\/)?(?:blog|blogs|posts|articles|news|stories|archives?|search|all-posts|engineering|publications|resources)\/?$/i,
  /\/page\/\d{1,4}\/?$/i,
  /^\/\d{4}(?:\/\d{1,2}){0,2}\/?$/,
];
/** Addresses under which no site keeps its articles. */
const SORTED_PATH = /\/(?:tags?|categor(?:y|ies)|labels?|authors?)\/[^/]{1,80}(?:\/page\/\d{1,4})?\/?$/i;
const BODY =
  /\s(?:home|blog|archive|category|tag|author|search|search-results|date|paged|home-template|tag-template|author-template|post-type-archive\S*)\s/;
const SINGLE = /\s(?:single|single-post|post-template(?:-default)?|page-template\S*|singular)\s/;
const TEASER =
  /\b(?:read more|continue reading|read (?:the )?(?:full|rest)|keep reading|weiterlesen|lire la suite|leer más|читать (?:далее|дальше|полностью)|続きを読む|more »)/gi;
const OLDER =
  /\b(?:older (?:posts|entries|articles)|next page|load more|view all posts|more posts|previous posts|ältere beiträge|articles? plus anciens|следующая страница)\b/i;

/** The evidence for a listing, or null. */
export function listing(look: Look): string | null {
  const { page } = look;
  if (page.html && /<title>\s*index of \//i.test(page.html.slice(0, 2000)))
    return `title ${quote(look.markup.title)}`;
  const path = look.final?.pathname ?? '';
  const query = look.final?.search ?? '';
  // An address like /?p=123 or /index.php?id=4 names one page among many.
  const byPath =
    LISTING_PATHS.some((pattern) => pattern.test(path)) &&
    !/[?&](?:p|id|post|article|story|page_id|node|t|v)=/i.test(query);
  const byClass = page.html !== null && /<body[^>]{0,400}\bclass/i.test(page.html.slice(0, 200_000));
  if (page.html === null || (!byPath && !byClass)) return null;
  if (!byPath && look.words >= LONG) return null;
  const { markup } = look;
  const engine = BODY.exec(markup.bodyClass)?.[0]?.trim() ?? null;
  if (!byPath && !engine) return null;
  if (SINGLE.test(markup.bodyClass) || isArticle(look)) return null;
  const signs = structureOf(look);
  if (engine) signs.push(`body class ${quote(engine)}`);
  const prose = markup.longParagraphs >= 6 && markup.longParagraphs > markup.linkedHeadings * 2;
  const needed = (SORTED_PATH.test(path) ? 1 : byPath ? 2 : 3) + (prose ? 2 : 0);
  return signs.length >= needed
    ? [byPath ? `path ${quote(path)}` : null, ...signs]
        .filter((sign) => sign !== null)
        .slice(0, 4)
        .join(', ')
    : null;
}

/** Structural signs of a listing. */
function structureOf({ markup, words }: Look): string[] {
  const signs: string[] = [];
  const share = markup.linkChars / Math.max(1, markup.text.replace(/\s/g, '').length);
  if (markup.linkedHeadings >= 3) signs.push(`${markup.linkedHeadings} headings are links`);
  if (markup.articles >= 3) signs.push(`${markup.articles} articles`);
  if (share > 0.5) signs.push(`${Math.round(share * 100)} % of the text in links`);
  if (share > 0.75 && markup.links >= 5 && words < 200) signs.push(`${markup.links} links`);
  const teasers = markup.text.match(TEASER)?.length ?? 0;
  if (teasers >= 3) signs.push(`${teasers} teasers`);
  if (OLDER.test(markup.text)) signs.push('leads to older posts');
  return signs;
}

/** What only single articles declare. */
function isArticle({ markup }: Look): boolean {
  if (/article/i.test(markup.meta.get('og:type') ?? '')) return true;
  return ['article:published_time', 'datepublished', 'citation_title'].some((name) => markup.meta.has(name));
}
