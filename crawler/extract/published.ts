/**
 * When an article was published and last changed: rules from the surest place to the weakest, each with its name, so that
 * a reader of the report sees which one spoke.
 */
import { type DateBounds, dateInUrl, findDate, parseDate } from './date.js';
import type { StructuredArticle } from './jsonld.js';
import { fold, markOf, type Survey } from './survey.js';

/** A day (`YYYY-MM-DD`, or `YYYY-MM`) and the rule that found it. */
export interface Dated {
  date: string;
  source: string;
}

/** How dates of this page are to be read. */
export interface DateReading {
  url: string;
  /** The heading that shows the article's title. */
  heading: Element | null;
  bounds: DateBounds;
  /** `4/5/2014` is the fourth of May. */
  dayFirst: boolean;
}

const PUBLISHED_META =
  'article:published_time og:published_time og:article:published_time article:published datepublished citation_publication_date citation_date citation_online_date parsely-pub-date sailthru.date article.published article_date_original dcterms.issued dc.date.issued dcterms.created dc.date.created dcterms.date dc.date date pubdate publish-date publish_date published published_at publication_date publicationdate pub_date pdate cxenseparse:recs:publishtime bt:pubdate og:pubdate sn-post-date published_time_telegram dcsext.articlefirstpublished originalpublicationdate rnews:datepublished created datecreated displaydate'.split(
    ' ',
  );
const MODIFIED_META =
  'article:modified_time og:modified_time og:updated_time article:modified datemodified dcterms.modified dc.date.modified article.updated article_date_updated updated_time updated-date lastmod last-modified datelastpubbed'.split(
    ' ',
  );
const STATE_DATE =
  /["'](?:datePublished|firstPublishedAt|publishedAt|published_at|publishDate|publicationDate|publish_date|postDate|createdAt)["']\s*:\s*["']?(\d{4}-\d{2}-\d{2}[^"']{0,20}|\d{13}|\d{10})/;
/** Parts of a page whose dates belong to something else. */
const FOREIGN =
  /comment|respon[ds]|repl(?:y|ies)|related|sidebar|widget|recent|popular|trending|read-?next|more-?stories|teaser|footer|copyright|archive|(?:^|[\s_-])nav|calendar|event|latest|promo|(?:^|\s)(?:card|tile)/;
const DATE_MARK =
  /(?:^|[\s_-])(?:(?:post|entry|article|pub|publish|story|news|blog|byline|meta)?[_-]?date|date\w*|publi\w+|posted\w*|dateline|timestamp|time|post-?meta\w*|entry-?meta\w*|byline|meta)(?=$|[\s_-])/;
const CHANGED = /updat|modif|chang|revis|edited|actuali|aktualis|обновл|измен/i;

/** The day of publication, or null. */
export function publishedOn(
  page: Survey,
  article: StructuredArticle | null,
  reading: DateReading,
): Dated | null {
  const declared = declaredDate(page, article, reading);
  const inUrl = dateInUrl(reading.url, reading.bounds);
  // A blog that moved says the day of its move; its addresses still say the day of the post.
  if (inUrl && inUrl.length === 10 && (!declared || daysBetween(inUrl, declared.date) > 31))
    return { date: inUrl, source: 'url' };
  if (declared) return declared;
  const visible = visibleDate(page, reading);
  if (visible && !(inUrl && !visible.date.startsWith(inUrl))) return visible;
  return inUrl ? { date: inUrl, source: 'url' } : visible;
}

/** The day of the last change, or null; never before the day of publication. */
export function modifiedOn(
  page: Survey,
  article: StructuredArticle | null,
  published: string | null,
  reading: DateReading,
): Dated | null {
  const found =
    fromValue(article?.modified, 'json-ld:dateModified', reading) ??
    fromMeta(page, MODIFIED_META, reading) ??
    fromElements(page.itemprop.get('datemodified') ?? [], 'microdata:dateModified', reading) ??
    fromElements(
      page.marked
        .filter(({ element, mark }) => /updat|modif/.test(mark) && isShort(element))
        .map(({ element }) => element),
      'class',
      reading,
    );
  return found && published && found.date < published ? null : found;
}

function declaredDate(page: Survey, article: StructuredArticle | null, reading: DateReading): Dated | null {
  return (
    fromValue(article?.published, 'json-ld:datePublished', reading) ??
    fromMeta(page, PUBLISHED_META, reading) ??
    fromElements(page.itemprop.get('datepublished') ?? [], 'microdata:datePublished', reading) ??
    fromElements(
      page.marked
        .filter(
          ({ element, mark }) =>
            /(?:^|\s)(?:published|dt-published|updated published)(?=$|\s)/.test(mark) && isShort(element),
        )
        .map(({ element }) => element),
      'microformat',
      reading,
    ) ??
    fromElements(
      page.times.filter((time) => time.hasAttribute('pubdate')),
      'time[pubdate]',
      reading,
    ) ??
    fromElements(
      page.times.filter((time) => time.hasAttribute('datetime')),
      'time',
      reading,
    ) ??
    fromState(page, reading)
  );
}

/** Dates that only stand in the visible text: elements named like a date, then the lines round the heading. */
function visibleDate(page: Survey, reading: DateReading): Dated | null {
  return (
    fromElements(page.times, 'time', reading) ??
    fromElements(
      page.marked
        .filter(({ element, mark }) => DATE_MARK.test(mark) && isShort(element))
        .map(({ element }) => element),
      'class',
      reading,
    ) ??
    nearHeading(reading)
  );
}

function fromValue(value: string | null | undefined, source: string, reading: DateReading): Dated | null {
  const date = value ? parseDate(value, reading.bounds, reading.dayFirst) : null;
  return date ? { date, source } : null;
}

function fromMeta(page: Survey, names: readonly string[], reading: DateReading): Dated | null {
  for (const name of names) {
    for (const value of page.meta.get(name) ?? []) {
      const found = fromValue(value, `meta:${name}`, reading);
      if (found) return found;
    }
  }
  return null;
}

function fromElements(elements: readonly Element[], source: string, reading: DateReading): Dated | null {
  for (const element of elements) {
    if (isForeign(element)) continue;
    for (const value of [
      element.getAttribute('datetime'),
      element.getAttribute('content'),
      element.getAttribute('title'),
      withoutChange(element),
    ]) {
      const found = fromValue(value, source, reading);
      if (found) return found;
    }
  }
  return null;
}

/** The text of an element up to where it begins to speak of a change ("Updated: ..."). */
function withoutChange(element: Element): string {
  const text = fold(element.textContent).slice(0, 300);
  const at = text.search(CHANGED);
  if (at < 0) return text;
  return at > 8 ? text.slice(0, at) : '';
}

function isShort(element: Element): boolean {
  return (element.textContent ?? '').length < 400;
}

/** Whether the element stands in comments, teasers of other articles, side bars or the footer. */
function isForeign(element: Element): boolean {
  let node: Element | null = element;
  for (let up = 0; node && up < 12; up++) {
    const name = node.localName;
    if (name === 'body' || name === 'main') return false;
    if (name === 'footer' || name === 'aside' || name === 'nav')
      return !node.closest('article header, header article');
    const mark = markOf(node);
    // Whole posts stand in boxes named "... has-sidebar ...": a word that long text hangs on is no sign.
    if (mark.length > 1 && FOREIGN.test(mark) && (node.textContent ?? '').length < 3000) return true;
    if (/(?:^|[\s_-])comments?(?:$|[\s_-])|comment-?list|related/.test(mark)) return true;
    node = node.parentElement;
  }
  return false;
}

/** A date in the 300 characters after, or the 150 before, the page's main heading. */
function nearHeading(reading: DateReading): Dated | null {
  const { heading } = reading;
  if (!heading) return null;
  const title = fold(heading.textContent);
  let box = heading.parentElement;
  for (let up = 0; box && up < 4; up++, box = box.parentElement) {
    const text = fold((box.textContent ?? '').slice(0, 20_000));
    const at = text.indexOf(title);
    if (at < 0) continue;
    const after = withoutChangeIn(text.slice(at + title.length, at + title.length + 300));
    const found =
      findDate(after, reading.bounds, reading.dayFirst) ??
      findDate(text.slice(Math.max(0, at - 150), at), reading.bounds, reading.dayFirst);
    if (found) return { date: found.date, source: 'text near the heading' };
  }
  return null;
}

function withoutChangeIn(text: string): string {
  const at = text.search(/(?:last )?(?:updated|modified)\b/i);
  return at >= 0 && at < 12 ? text.slice(at + 60) : text;
}

function fromState(page: Survey, reading: DateReading): Dated | null {
  for (const code of page.states) {
    const found = fromValue(STATE_DATE.exec(code)?.[1], 'page state', reading);
    if (found) return found;
  }
  return null;
}

/** Days from the first to the second date; negative if the second is earlier. */
function daysBetween(first: string, second: string): number {
  return (Date.parse(second) - Date.parse(first)) / 86_400_000;
}
