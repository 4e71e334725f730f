/**
 * The title of an article without the name of its site. `<title>` nearly always holds both, `<h1>` may be the site's own banner,
 * `og:title` may be shortened: two places that agree decide.
 */
import { hostOf } from '../url.js';
import type { StructuredArticle } from './jsonld.js';
import { fold, markOf, type Survey } from './survey.js';

/** A title and the rule that found it. */
export interface Titled {
  title: string;
  source: string;
}

/** The title of a page, and the heading that shows it: author and date stand near it. */
export interface PageTitle extends Titled {
  heading: Element | null;
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
): PageTitle {
  const headings = headingsOf(page, url);
  const banners = headings.filter(({ weight }) => weight < 0).map(({ title }) => title);
  const names = siteNames(url, [site, ...banners], page);
  const document = page.title;
  const metas = META.flatMap((name) =>
    (page.meta.get(name)?.slice(0, 1) ?? []).map((title) => ({ title, source: `meta:${name}` })),
  );
  if (article?.headline) metas.push({ title: fold(article.headline), source: 'json-ld:headline' });
  const agreed = headings.find(
    ({ title, weight }) =>
      weight >= 0 &&
      !isSiteName(title, names) &&
      (isPart(title, document) || metas.some((meta) => same(meta.title, title) || isPart(title, meta.title))),
  );
  const stripped = metas.map(({ title, source }) => ({ title: withoutSite(title, names), source }));
  const bare = withoutSite(document, names);
  const best: Titled = stripped.find(({ title, source }) => source === 'meta:citation_title' && title) ??
    (agreed ? longer(agreed, stripped) : undefined) ??
    stripped.find(({ title }) => title && !isSiteName(title, names) && !/(?:…|\.\.\.)$/.test(title)) ??
    (bare && !isSiteName(document, names) ? { title: bare, source: 'title' } : undefined) ??
    stripped.find(({ title }) => title) ??
    headings[0] ?? { title: document, source: 'title' };
  const title = fold(best.title).slice(0, 500);
  const heading = headings.find((one) => one.title === title)?.element ?? headings[0]?.element ?? null;
  return { title, source: title ? best.source : 'none', heading };
}

/** Where a heading only counts ("Part 1"), the longer title that it is a part of says what. */
function longer(heading: Titled, others: readonly Titled[]): Titled {
  if (!/^(?:part|chapter|section|teil|kapitel|partie|parte|часть|глава)\s+\w{1,4}$/i.test(heading.title))
    return heading;
  return (
    others.find(({ title }) => title.length > heading.title.length && isPart(heading.title, title)) ?? heading
  );
}

interface Heading extends Titled {
  /** How much the page marks it as the title of a post; negative for the banner of the site. */
  weight: number;
  element: Element;
}

const POST_TITLE =
  /(?:^|[\s_-])(?:entry|post|article|story|topic|thread)[_-]?(?:title|headline)|p-name|(?:^|\s)headline(?=$|\s)/;
const BANNER =
  /(?:^|[\s_-])(?:(?:site|blog)[_-]?(?:title|name|description|header)|masthead|logo|brand|banner)(?=$|[\s_-])/;

/** Headings that may be the title, the likeliest first, those of the site's banner last. */
function headingsOf(page: Survey, url: string): Heading[] {
  const marked = page.marked
    .filter(
      ({ mark, element }) =>
        /title|headline|p-name/.test(mark) && !/^(?:a|span|ul|li|td|meta|section)$/.test(element.localName),
    )
    .map(({ element }) => element)
    .filter((element) => /^h[1-4]$/.test(element.localName) || !element.querySelector('h1, h2, p'));
  const first = page.headings.filter((heading) => heading.localName === 'h1');
  const second = page.headings.filter((heading) => heading.localName === 'h2').slice(0, 3);
  const elements = new Set([
    ...(page.itemprop.get('headline') ?? []),
    ...first,
    ...marked.slice(0, 8),
    ...second,
  ]);
  return [...elements]
    .slice(0, 30)
    .map((element) => ({
      title: fold(headingText(element)),
      source: element.localName === 'h1' ? 'h1' : 'heading',
      weight: weightOf(element, url),
      element,
    }))
    .filter(({ title }) => title.length > 1 && title.length < 300)
    .sort((a, b) => b.weight - a.weight);
}

function weightOf(element: Element, url: string): number {
  const mark = markOf(element);
  const post = POST_TITLE.test(mark) || element.getAttribute('itemprop') === 'headline' ? 3 : 0;
  const base = element.localName === 'h1' ? 2 : 0;
  if (post === 0 && isBanner(element, mark, url)) return -1;
  return post + base + (element.closest('article, main') ? 1 : 0);
}

/** The heading that stands on every page of a site: marked so, or a link to its front page. */
function isBanner(element: Element, mark: string, url: string): boolean {
  const link = element.querySelector('a[href]') ?? element.closest('a[href]');
  const target = link?.getAttribute('href') ?? '';
  if (link && URL.canParse(target, url)) {
    const { pathname, search, host } = new URL(target, url);
    const root = /^\/(?:index\.\w+)?$/.test(pathname) && search === '' && host === new URL(url).host;
    if (root && new URL(url).pathname !== '/' && !target.startsWith('#')) return true;
  }
  if (element.closest('article, main')) return false;
  const above = [element.parentElement, element.parentElement?.parentElement];
  return (
    BANNER.test(mark) || above.some((one) => one && BANNER.test(markOf(one)) && one.localName !== 'body')
  );
}

/** A heading without the permalink sign and edit link that wikis and documentation sites put into it. */
function headingText(element: Element): string {
  return (element.textContent ?? '').replace(/[¶#§]\s*$|^\s*[#§]\s+|\s*\[edit\]\s*$/g, '');
}

/** Every form under which the site may name itself in a title, normalised. */
function siteNames(url: string, given: readonly (string | null)[], page: Survey): Set<string> {
  const host = hostOf(url);
  const labels = host.split('.');
  const names = [
    ...given,
    page.meta.get('application-name')?.[0],
    page.meta.get('apple-mobile-web-app-title')?.[0],
    host,
  ];
  names.push(labels.length > 1 ? labels[labels.length - 2] : undefined, labels[0]);
  return new Set(names.flatMap((name) => (name && plain(name).length > 1 ? [plain(name)] : [])));
}

/**
 * A title without the parts that name the site. Example: `Backpressure | Acme Blog - Acme` at acme.com gives `Backpressure`.
 * Parts go from the end, then from the beginning, and only while a title remains. What follows a bar is a site's name even
 * where no other place gives it.
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
  const bar = /^(.{8,}?)\s+(?:\||»)\s+[^|»]{2,40}$/.exec(title.slice(from, to).trim());
  if (bar?.[1] && bar[1].split(/\s+/).length > 2) return bar[1].trim();
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
      Math.min(core.length, name.length) * 2 > Math.max(core.length, name.length) &&
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
