/**
 * The title of an article without the name of its site. `<title>` nearly always holds both, `<h1>` may be the site's own banner,
 * `og:title` may be shortened: two places that agree decide.
 */
import { hostOf } from '../url.js';
import type { StructuredArticle } from './jsonld.js';
import { fold, type Survey } from './survey.js';

/** A title and the rule that found it. */
export interface Titled {
  title: string;
  source: string;
}

const SEPARATOR = /\s+(?:[|\\/»«›‹·•—–~-]|::|--|<<|>>|\|\|)\s+|\s*[|»«›‹•]\s*|\s+::\s*|:\s(?=[^:]*$)/g;
const META = [
  'citation_title',
  'og:title',
  'twitter:title',
  'dc.title',
  'dcterms.title',
  'parsely-title',
  'sailthru.title',
  'title',
];

/** The article's title; '' where the page has none. `site` is the site's name, where known. */
export function titleOf(
  page: Survey,
  article: StructuredArticle | null,
  url: string,
  site: string | null,
): Titled {
  const names = siteNames(url, site, page);
  const document = page.title;
  const metas = META.flatMap((name) =>
    (page.meta.get(name)?.slice(0, 1) ?? []).map((title) => ({ title, source: `meta:${name}` })),
  );
  if (article?.headline) metas.push({ title: fold(article.headline), source: 'json-ld:headline' });
  const headings = headingTitles(page);
  const agreed = headings.find(
    ({ title }) =>
      isPart(title, document) || metas.some((meta) => same(meta.title, title) || isPart(title, meta.title)),
  );
  const stripped = metas.map(({ title, source }) => ({ title: withoutSite(title, names), source }));
  const best = stripped.find(({ title, source }) => source === 'meta:citation_title' && title) ??
    (agreed && !isSiteName(agreed.title, names) ? longer(agreed, stripped) : undefined) ??
    stripped.find(({ title }) => title && !isSiteName(title, names) && !/(?:…|\.\.\.)$/.test(title)) ??
    (withoutSite(document, names) && !isSiteName(document, names)
      ? { title: withoutSite(document, names), source: 'title' }
      : undefined) ??
    stripped.find(({ title }) => title) ??
    headings[0] ?? { title: document, source: 'title' };
  return { title: fold(best.title).slice(0, 500), source: best.title ? best.source : 'none' };
}

/** Where a heading is only the first half of what every other place gives ("Part 1"), the longer one is the title. */
function longer(heading: Titled, others: readonly Titled[]): Titled {
  if (heading.title.length >= 12 || heading.title.includes(' ')) return heading;
  return (
    others.find(({ title }) => title.length > heading.title.length && isPart(heading.title, title)) ?? heading
  );
}

/** Headings that may be the title, the likeliest first. */
function headingTitles(page: Survey): Titled[] {
  const marked = [
    ...(page.itemprop.get('headline') ?? []),
    ...page.marked
      .filter(({ mark }) =>
        /(?:^|[\s_-])(?:entry|post|article|story)[_-]?(?:title|headline)|p-name|(?:^|\s)(?:title|headline)(?=$|\s)/.test(
          mark,
        ),
      )
      .map(({ element }) => element),
  ].filter((element) => /^h[1-3]$/.test(element.localName) || element.querySelector('h1') === null);
  const first = page.headings.filter((heading) => heading.localName === 'h1');
  const second = page.headings.filter((heading) => heading.localName === 'h2').slice(0, 3);
  return [...first, ...marked.slice(0, 5), ...second]
    .map((element) => ({
      title: fold(headingText(element)),
      source: element.localName === 'h1' ? 'h1' : 'heading',
    }))
    .filter(({ title }) => title.length > 1 && title.length < 300);
}

/** A heading without the permalink sign and edit link that wikis and documentation sites put into it. */
function headingText(element: Element): string {
  return (element.textContent ?? '').replace(/[¶#§]\s*$|^\s*[#§]\s+|\s*\[edit\]\s*$/g, '');
}

/** Every form under which the site may name itself in a title, normalised. */
function siteNames(url: string, site: string | null, page: Survey): Set<string> {
  const host = hostOf(url);
  const labels = host.split('.');
  const names = [
    site,
    page.meta.get('application-name')?.[0],
    page.meta.get('apple-mobile-web-app-title')?.[0],
    host,
  ];
  names.push(labels.length > 1 ? labels[labels.length - 2] : undefined, labels[0]);
  return new Set(names.flatMap((name) => (name && plain(name).length > 1 ? [plain(name)] : [])));
}

/**
 * A title without the parts that name the site. Example: `Backpressure | Acme Blog - Acme` at acme.com gives `Backpressure`.
 * Parts go from the end, then from the beginning, and only while a title remains.
 */
export function withoutSite(title: string, names: ReadonlySet<string>): string {
  const cuts = [...title.matchAll(SEPARATOR)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
  let [from, to] = [0, title.length];
  for (const [start, end] of cuts.reverse()) {
    if (start <= from || !isSiteName(title.slice(end, to), names)) break;
    to = start;
  }
  for (const [start, end] of cuts.reverse()) {
    if (end >= to || !isSiteName(title.slice(from, start), names)) break;
    from = end;
  }
  return title.slice(from, to).trim();
}

/** Whether a part of a title is the site's name, or that with "blog", "engineering" and the like. */
function isSiteName(part: string, names: ReadonlySet<string>): boolean {
  const text = plain(part);
  if (text.length === 0) return true;
  if (names.has(text)) return true;
  const core = plain(
    part.replace(
      /\b(?:the|blog|blogs|engineering|tech|technology|developers?|official|news|magazine|medium|home|page|inc|team|weblog|docs|documentation)\b/gi,
      ' ',
    ),
  );
  if (core.length === 0) return plain(part).length > 3;
  for (const name of names) {
    if (name === core || (name.length > 4 && (text === `the${name}` || name === `the${text}`))) return true;
    if (
      name.length > 5 &&
      core.length > 5 &&
      part.split(/\s+/).length <= 6 &&
      (core.startsWith(name) || name.startsWith(core))
    )
      return true;
  }
  return false;
}

/** Letters and digits only, lower case. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function same(left: string, right: string): boolean {
  return plain(left) === plain(right) && plain(left).length > 0;
}

function isPart(part: string, whole: string): boolean {
  const [small, large] = [plain(part), plain(whole)];
  return (
    small.length > 2 &&
    large.includes(small) &&
    (small.length >= 8 || small.length * 2 >= large.length || large.startsWith(small))
  );
}
