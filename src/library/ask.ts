/** What a question gets back: the body of `POST /api/ask`, made of hits and an answer over them. */
import type { LinkKind } from '../../crawler/link.js';
import type { Answer, AnswerSentence } from '../answer/answer.js';
import type { FilterFields } from './narrow.js';

/** A passage of a source. Offsets of `highlights` are into `text`; `start` and `end` into the stored article (0, 0 for a card). */
export interface SourcePassage {
  text: string;
  heading: string[];
  score: number;
  start: number;
  end: number;
  highlights: [start: number, end: number][];
}

/** An article or link that speaks to the question. Scores compare within one result only: more is better. */
export interface Source {
  rank: number;
  score: number;
  /** What the score is made of. */
  parts: Record<string, number>;
  title: string;
  canonical: string;
  url: string;
  /** Opens the article at the best passage (text fragment); an archived copy where the page is dead. */
  openUrl: string;
  archivedUrl: string | null;
  archivedAt: string | null;
  host: string;
  kind: LinkKind;
  lang: string | null;
  byline: string | null;
  published: string | null;
  lists: { list: string; section: string[] }[];
  /** `text`: passages of the article; `link`: only what the lists say of it. */
  evidence: 'text' | 'link';
  passages: SourcePassage[];
}

export interface Facet {
  value: string;
  count: number;
}

export interface IndexFacts {
  generation: string;
  embedder: string;
  links: number;
  articles: number;
  passages: number;
  builtAt: string;
}

/** What may be asked; what is left out has its default. */
export interface SearchQuery {
  query: string;
  k?: number | undefined;
  filter?: FilterFields | undefined;
  /** false: nobody will look at facets, which cost as much as the search. */
  facets?: boolean | undefined;
}

export interface AskQuery {
  question: string;
  k?: number | undefined;
  filter?: FilterFields | undefined;
  mode?: 'extractive' | 'llm' | undefined;
  facets?: boolean | undefined;
}

/** `GET /api/search`. */
export interface SearchResult {
  query: string;
  /** Articles and links that match at all; `sources` are the best `k` of them. */
  total: number;
  sources: Source[];
  facets?: Record<string, Facet[]>;
  index: IndexFacts;
  timings: { embedMs: number; searchMs: number; totalMs: number };
}

/** `POST /api/ask`. */
export interface AskResult {
  question: string;
  answer: Answer;
  sources: Source[];
  facets?: Record<string, Facet[]>;
  index: IndexFacts;
  timings: { embedMs: number; searchMs: number; answerMs: number; totalMs: number };
}

/** An answer as it comes: the sources as soon as they are ranked, each sentence when it is sure, at last the whole. */
export type AskPart =
  | { event: 'sources'; data: Pick<AskResult, 'question' | 'sources' | 'facets' | 'index'> }
  | { event: 'sentence'; data: AnswerSentence }
  | { event: 'done'; data: AskResult };

/** Sources of an answer unless asked otherwise, and at most; more than that is a list, not an answer. */
export const DEFAULT_SOURCES = 8;
export const MOST_SOURCES = 50;
/** Characters; longer texts are no questions. */
export const LONGEST_QUESTION = 1000;
