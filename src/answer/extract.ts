/** The extractive answer: rows for questions about companies, else a few sentences; titles and notes where nothing is fetched. */
import { loadCompanies } from '../../index/companies.js';
import type { Hit } from '../search/hit.js';
import { type Candidate, candidatesOf, cardCandidate } from './candidate.js';
import { choose } from './choose.js';
import type { Question } from './question.js';
import { type Judge, judge } from './relevance.js';
import { rowsOf } from './rows.js';
import { speaksOf, type Topic } from './topic.js';

/** Where a verbatim sentence stands: `Article.text.slice(start, end)`, within the source's passage that begins at `passage`. */
export interface Place {
  start: number;
  end: number;
  /** `start` of the passage it is cut from. */
  passage: number;
}

/** A sentence in the words of its source. */
export interface Quote {
  text: string;
  /** Rank of the source that holds it. */
  sources: [number];
  place?: Place;
  evidence: 'text' | 'link';
}

/** One company of an answer to "who does this". */
export interface AnswerRow {
  company: string;
  text: string;
  source: number;
  place?: Place;
  evidence: 'text' | 'link';
}

export interface Extracted {
  sentences: Quote[];
  rows?: AnswerRow[];
}

/** Titles shown where nothing is fetched. */
const MOST_TITLES = 4;
/** A title counts when it is about the topic, or ranked this near to the first (share of its score). */
const LEAST_SCORE = 0.45;

/** Answers in the words of the hits. */
export function extract(question: Question, topic: Topic, hits: readonly Hit[], by: Judge): Extracted {
  const all = candidatesOf(hits);
  const asked = hitsOfNamed(question, hits);
  const judged = all.length > 0 ? judge(all, question, { ...by, asked }) : [];
  if (question.kind === 'companies') {
    const rows = rowsOf(judged, hits, topic);
    if (rows.length > 0)
      return { sentences: [], rows: rows.map((row) => ({ company: row.company, ...shown(row) })) };
  }
  const chosen = choose(judged, all);
  if (chosen.length > 0)
    return { sentences: chosen.map((one) => ({ text: one.text, sources: [one.hit.rank], ...placeOf(one) })) };
  const titles = [...hits]
    .sort((a, b) => Number(asked.has(b)) - Number(asked.has(a)))
    .filter((hit) => hit.score >= LEAST_SCORE * hits[0]!.score || speaksOf(topic, hit))
    .flatMap((hit) => cardCandidate(hit) ?? [])
    .slice(0, MOST_TITLES);
  return { sentences: titles.map((one) => ({ text: one.text, sources: [one.hit.rank], ...placeOf(one) })) };
}

/** "How does Netflix ...": the hits of the companies that a question names. */
function hitsOfNamed({ text }: Question, hits: readonly Hit[]): Set<Hit> {
  const companies = loadCompanies();
  const named = new Set(companies.inText(text));
  if (named.size === 0) return new Set();
  return new Set(
    hits.filter(({ document }) => named.has(companies.ofArticle(document.url, document.title) ?? '')),
  );
}

function shown(row: Candidate): Omit<AnswerRow, 'company'> {
  return { text: row.text, source: row.hit.rank, ...placeOf(row) };
}

function placeOf({ start, end, passage: { passage } }: Candidate): {
  place?: Place;
  evidence: 'text' | 'link';
} {
  if (end === 0) return { evidence: 'link' };
  return { place: { start, end, passage: passage.start }, evidence: 'text' };
}
