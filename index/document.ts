/** A link as the index knows it: what is shown of a hit, and what filters and facets ask about. */
import type { Link, LinkKind } from '../crawler/link.js';
import { hostOf } from '../crawler/url.js';
import { urlWords } from './card.js';

/** One place the link stands in. */
export interface Listing {
  list: string;
  section: string[];
  note: string;
}

export interface Document {
  /** Place in its generation. */
  ordinal: number;
  /** Row id in the catalog, by which the article's text is found. */
  linkId: number;
  canonical: string;
  url: string;
  /** The list's, else the article's, else the words of the address; never empty. */
  title: string;
  host: string;
  kind: LinkKind;
  lang: string | null;
  /** ISO 8601, like `archivedAt`. */
  published: string | null;
  archivedUrl: string | null;
  archivedAt: string | null;
  byline: string | null;
  words: number;
  lists: Listing[];
  /** `text`: passages of the article are in the index; `link`: only its card is. */
  evidence: 'text' | 'link';
  /** sha256 of the article's text; null where there is none. */
  contentHash: string | null;
  /** Ordinal of the document that holds the same article and stands for both; null where it stands for itself. */
  mirrorOf: number | null;
}

/** The article's part of a document. */
export interface ArticleFacts {
  title: string;
  byline: string | null;
  published: string | null;
  lang: string | null;
  words: number;
  contentHash: string;
}

/** The document of a link, with its article's facts where it was fetched. */
export function documentOf(link: Link, ordinal: number, article: ArticleFacts | null): Document {
  return {
    ordinal,
    linkId: link.id,
    canonical: link.canonical,
    url: link.url,
    title: link.title || article?.title || urlWords(link.url) || link.canonical,
    host: hostOf(link.url),
    kind: link.kind,
    lang: article?.lang ?? link.lang,
    published: article?.published ?? link.published,
    archivedUrl: link.archivedUrl,
    archivedAt: link.archivedAt,
    byline: article?.byline ?? null,
    words: article?.words ?? 0,
    lists: link.places.map(({ list, section, note }) => ({ list, section, note })),
    evidence: article ? 'text' : 'link',
    contentHash: article?.contentHash ?? null,
    mirrorOf: null,
  };
}
