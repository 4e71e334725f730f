/** A link of a reading list: where it stands, what kind of thing it points at, what became of it. */
import { hostOf, webUrl } from './url.js';

/** One place a link stands in: a list, the headings and parent items above it, and what the list says of it. */
export interface Place {
  list: string;
  section: string[];
  title: string;
  note: string;
}

export type LinkKind =
  | 'article'
  | 'paper'
  | 'repository'
  | 'video'
  | 'discussion'
  | 'slides'
  | 'book'
  | 'other';

/** `new` was never fetched; `refused` is somebody's decision (robots, a wall, ours); `failed` is the network's or the page's. */
export type LinkStatus = 'new' | 'fetched' | 'unchanged' | 'recovered' | 'duplicate' | 'refused' | 'failed';

/** The states that the last fetch leaves when it brought or confirmed an article. */
export const READABLE: readonly LinkStatus[] = ['fetched', 'unchanged', 'recovered'];
/** The states in which an article that is held may be searched: what is gone from the network is still ours, what is forbidden is not. */
export const SEARCHABLE: readonly LinkStatus[] = [...READABLE, 'failed'];

export interface Link {
  /** Row id in the catalog; stable for the link's whole life. */
  id: number;
  /** Identity: the canonical URL without scheme and `www.`, such as `github.com/donnemartin/system-design-primer`. */
  canonical: string;
  /** As listed first; what a person opens. */
  url: string;
  /** The longest of the titles that lists give it, else the article's, else ''. */
  title: string;
  /** Where it stands; empty only for a link that no list names any more. */
  places: Place[];
  kind: LinkKind;
  status: LinkStatus;
  /** Stable code such as `robots` or `http-404`. */
  reason: string | null;
  /** One line: what led to the reason. */
  evidence: string | null;
  httpStatus: number | null;
  finalUrl: string | null;
  /** Canonical of the link that holds the same article. */
  duplicateOf: string | null;
  archivedUrl: string | null;
  archivedAt: string | null;
  words: number;
  lang: string | null;
  /** ISO 8601, like every date here. */
  published: string | null;
  fetchedAt: string | null;
}

const VIDEO_HOSTS =
  /^(m\.)?(youtube\.com|youtu\.be|vimeo\.com|player\.vimeo\.com|twitch\.tv|dailymotion\.com)$/;
const DISCUSSION_HOSTS =
  /^(news\.ycombinator\.com|lobste\.rs|(old\.|np\.)?reddit\.com|(.+\.)?stackexchange\.com|stackoverflow\.com|quora\.com|serverfault\.com)$/;
const SLIDE_HOSTS = /^(speakerdeck\.com|(.+\.)?slideshare\.net|slides\.com|slideslive\.com|prezi\.com)$/;
const BOOK_HOSTS =
  /^((smile\.)?amazon\.[a-z.]+|goodreads\.com|leanpub\.com|manning\.com|shop\.oreilly\.com|pragprog\.com|packtpub\.com)$/;
const PAPER_HOSTS =
  /^(arxiv\.org|dl\.acm\.org|vldb\.org|semanticscholar\.org|ieeexplore\.ieee\.org|link\.springer\.com|papers\.ssrn\.com|research\.google(\.com)?|ai\.google)$/;
const CODE_HOSTS = /^(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|sourceforge\.net)$/;
/** First path parts of GitHub that are no account. */
const NOT_AN_ACCOUNT = /^(features|topics|explore|about|pricing|blog|collections|trending|orgs|sponsors)$/;

/** What a link points at, judged by its URL alone; `article` unless the address says otherwise. Never throws. */
export function kindOf(url: string): LinkKind {
  const host = hostOf(url);
  const path = webUrl(url)?.pathname;
  if (path === undefined) return 'other';
  const parts = path.split('/').filter(Boolean);
  if (VIDEO_HOSTS.test(host)) return parts.length === 0 ? 'other' : 'video';
  if (DISCUSSION_HOSTS.test(host)) return parts.length === 0 ? 'other' : 'discussion';
  if (SLIDE_HOSTS.test(host) || /\.(pptx?|key|odp)$/i.test(path)) return 'slides';
  if (BOOK_HOSTS.test(host)) return 'book';
  if (CODE_HOSTS.test(host)) return repositoryKind(parts);
  if (/\.(pdf|ps)$/i.test(path))
    return /slides?|presentation|keynote|talks?\b/i.test(path) ? 'slides' : 'paper';
  if (PAPER_HOSTS.test(host) && parts.length > 0) return 'paper';
  return 'article';
}

function repositoryKind(parts: string[]): LinkKind {
  const [account, repository, view, ...rest] = parts;
  if (!account || NOT_AN_ACCOUNT.test(account)) return 'article';
  if (repository && (view === 'issues' || view === 'discussions' || view === 'pull') && rest.length > 0)
    return 'discussion';
  const file = rest.at(-1) ?? '';
  if (view === 'blob' && /\.pdf$/i.test(file)) return /slides?/i.test(rest.join('/')) ? 'slides' : 'paper';
  if (view === 'blob' || view === 'wiki') return 'article';
  return 'repository';
}
