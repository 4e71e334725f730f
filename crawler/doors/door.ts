/** A door: a better way into a source than its web page, such as a repository's README or a discussion's API. */
import type { Exchange } from '../fetch/exchange.js';
import type { FetchFailure } from '../fetch/failure.js';
import type { Fetched, FetchOptions } from '../fetch/fetch.js';

/** What a source says of a page beside the page itself; each goes before what extraction makes of the page. */
export interface About {
  title?: string;
  byline?: string;
  /** ISO 8601. */
  published?: string;
  site?: string;
  description?: string;
}

/** What a door leads to. */
export interface Opened {
  /** The page to extract, in any type the extractor reads; `hops` holds the requests that led to it. */
  page: Fetched;
  about: About;
  /** The text is all there is to have (a video's title and description): not to be judged by its length. */
  brief: boolean;
  /** Addresses that belong to the link as well, such as the story of a discussion. */
  related: string[];
}

/** Where the services are; each may be pointed elsewhere by a setting, as tests do. Without trailing slash. */
export interface DoorBases {
  githubRaw: string;
  hackerNews: string;
  hackerNewsItems: string;
  arxiv: string;
  youtube: string;
  vimeo: string;
  medium: string;
  /** `{lang}` stands for the language. */
  wikipedia: string;
}

export const DOOR_BASES: Readonly<DoorBases> = Object.freeze({
  githubRaw: 'https://raw.githubusercontent.com',
  hackerNews: 'https://hn.algolia.com/api/v1',
  hackerNewsItems: 'https://hacker-news.firebaseio.com/v0',
  arxiv: 'https://arxiv.org',
  youtube: 'https://www.youtube.com',
  vimeo: 'https://vimeo.com',
  medium: 'https://medium.com',
  wikipedia: 'https://{lang}.wikipedia.org',
});

export interface DoorContext {
  fetch: (url: string, options?: FetchOptions) => Promise<Fetched | FetchFailure>;
  bases: DoorBases;
}

export interface Door {
  readonly name: string;
  matches(url: URL): boolean;
  /** Every failure is a value; one that is not final (`transient`, or no such page) leaves the link to the ordinary way in. */
  open(url: URL, context: DoorContext): Promise<Opened | FetchFailure>;
}

/** An answer of status 2xx, or the failure it stands for. */
export function answered(answer: Fetched | FetchFailure): Fetched | FetchFailure {
  if ('failed' in answer || (answer.status >= 200 && answer.status <= 299)) return answer;
  const transient = answer.status === 429 || answer.status >= 500;
  const evidence = `${answer.finalUrl} answered ${answer.status}`;
  return {
    failed: `http-${answer.status}`,
    evidence,
    httpStatus: answer.status,
    transient,
    url: answer.finalUrl,
  };
}

/** The body of an answer as JSON of an unknown shape; null for anything else. */
export function jsonOf(answer: Fetched): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(answer.body));
  } catch {
    return null; // told apart from JSON by the caller, who names what is missing
  }
}

/** A failure for an answer that was not what the source's documentation says. */
export function unexpected(answer: Fetched, what: string): FetchFailure {
  return {
    failed: 'unexpected-answer',
    evidence: `${answer.finalUrl}: ${what}`,
    httpStatus: answer.status,
    transient: false,
  };
}

/** An answer as the page of another address, the one a person would open; `hops` are further answers that led to it. */
export function pageOf(
  url: URL,
  answer: Fetched,
  address = url.href,
  hops: readonly Exchange[] = [],
): Fetched {
  return {
    ...answer,
    url: url.href,
    finalUrl: address,
    headers: [...answer.headers, ['X-Fetched-From', answer.finalUrl]],
    hops: [...hops, ...answer.hops],
  };
}

/** A page written by us from what answers said, in Markdown; the answers themselves are its hops. */
export function writtenPage(url: URL, markdown: string, answers: readonly [Fetched, ...Fetched[]]): Fetched {
  const body = Buffer.from(markdown);
  const hops = answers.flatMap((answer): Exchange[] => [...answer.hops, { ...answer, url: answer.finalUrl }]);
  return {
    url: url.href,
    finalUrl: url.href,
    date: answers[0].date,
    requestHeaders: [],
    status: 200,
    statusText: 'OK',
    headers: [
      ['Content-Type', 'text/markdown; charset=utf-8'],
      [
        'X-Written-From',
        answers
          .map((answer) => answer.finalUrl)
          .join(' ')
          .slice(0, 2_000),
      ],
    ],
    rawBody: body,
    address: null,
    redirects: [],
    hops,
    body,
    truncated: false,
    mime: 'text/markdown',
    charset: 'utf-8',
    ms: answers.reduce((sum, answer) => sum + answer.ms, 0),
  };
}

/** Text of a source put into Markdown as it stands. */
export function markdownText(text: string): string {
  return text.replace(/[\\`*_[\]<>#|]/g, '\\$&');
}
