/** Reading: a stretch of an article's stored text, for those who want more than a passage. */
import type { Article } from '../../crawler/catalog/catalog.js';
import type { Link } from '../../crawler/link.js';

/** There is no stored text under that address. */
export class NoSuchArticle extends Error {
  override readonly name = 'NoSuchArticle';
  readonly address: string;
  /** What became of the link, where it is one of the lists'. */
  readonly link: Link | null;
  constructor(address: string, link: Link | null) {
    super(
      link
        ? `${address} has no stored text: ${link.reason ?? link.status}`
        : `${address} is in none of the lists`,
    );
    this.address = address;
    this.link = link;
  }
}

/** A stretch of `Article.text`: characters `start` to `end` of `total`. */
export interface Stretch {
  title: string;
  url: string;
  byline: string | null;
  published: string | null;
  archivedAt: string | null;
  text: string;
  start: number;
  end: number;
  total: number;
}

/** Characters a stretch has at most, and when no length was asked for. */
export const LONGEST_STRETCH = 50_000;
export const USUAL_STRETCH = 12_000;

/** Cuts a stretch out; never through the middle of a surrogate pair. Beyond the end it is empty. */
export function stretchOf(link: Link, article: Article, start = 0, length = USUAL_STRETCH): Stretch {
  const { text } = article;
  const from = whole(text, Math.min(start, text.length));
  const to = whole(text, Math.min(from + Math.min(length, LONGEST_STRETCH), text.length));
  return {
    title: link.title || article.title,
    url: link.url,
    byline: article.byline,
    published: article.published,
    archivedAt: link.archivedAt,
    text: text.slice(from, to),
    start: from,
    end: to,
    total: text.length,
  };
}

/** The same place, or one further where it would part a pair. */
function whole(text: string, at: number): number {
  const low = text.charCodeAt(at);
  return at > 0 && low >= 0xdc00 && low <= 0xdfff ? at + 1 : at;
}
