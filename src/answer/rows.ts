/** The answer to "how do companies ...": one row a company, what it does in one sentence of its own. */
import { type Companies, loadCompanies } from '../../index/companies.js';
import type { Hit } from '../search/hit.js';
import { type Candidate, cardCandidate, isDependent, isProse } from './candidate.js';
import type { Judged } from './relevance.js';
import { speaksOf, type Topic } from './topic.js';

export interface Row extends Candidate {
  company: string;
}

/** Rows in an answer. */
const MOST = 8;
/** A row whose sentence is this far below the best one is about something else (share of the best relevance). */
const LEAST_SHARE = 0.5;

/** One row a company, best first: of the best sentence of its best article, or of the title where nothing is fetched. */
export function rowsOf(
  judged: readonly Judged[],
  hits: readonly Hit[],
  topic: Topic,
  companies: Companies = loadCompanies(),
): Row[] {
  const rows = new Map<string, Row>();
  const best = judged.find(isProse)?.relevance ?? 0;
  for (const hit of hits) {
    const company = companies.ofArticle(hit.document.url, hit.document.title);
    if (company === null || rows.has(company)) continue;
    const sentence = bestOf(judged, hit);
    if (sentence && sentence.relevance >= best * LEAST_SHARE) rows.set(company, { ...sentence, company });
    else if (hit.document.evidence === 'link' && speaksOf(topic, hit)) {
      const card = cardCandidate(hit);
      if (card) rows.set(company, { ...card, company });
    }
  }
  for (const row of namedInText(judged, best, companies))
    if (!rows.has(row.company)) rows.set(row.company, row);
  return [...rows.values()].slice(0, MOST);
}

/** The best sentence of a hit that can stand alone, else the best one. */
function bestOf(judged: readonly Judged[], hit: Hit): Judged | null {
  const own = judged.filter((sentence) => sentence.hit === hit && isProse(sentence));
  return own.find(({ text }) => !isDependent(text)) ?? own[0] ?? null;
}

/** Sentences that name their company themselves, of articles that belong to nobody: surveys, talks, comparisons. */
function namedInText(judged: readonly Judged[], best: number, companies: Companies): Row[] {
  return judged
    .filter((sentence) => sentence.relevance >= best * LEAST_SHARE && isProse(sentence))
    .filter(({ hit }) => companies.ofArticle(hit.document.url, hit.document.title) === null)
    .flatMap((sentence) => companies.inText(sentence.text).map((company) => ({ ...sentence, company })));
}
