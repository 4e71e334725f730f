// What the judged questions get, in numbers: for the floors and the benchmark alike.
import { answer, type Place } from '../../src/answer/answer.js';
import { COVERED } from './questions.js';
import type { Shelf } from './shelf.js';

export interface Measures {
  /** Questions with an article of ours whose answer has a sentence of it; where the first one is; where it holds the words that are wanted. */
  source: number;
  firstFromSource: number;
  says: number;
  /** Share of an answer's sentences that come from the article. */
  precision: number;
  sentences: number;
  /** Of all sentences and rows: found letter by letter in the stored text at their place; within a passage of the source they cite. */
  verbatim: number;
  cited: number;
  /** Covered questions that were taken for uncovered. */
  falseAlarms: number;
}

export interface Miss {
  question: string;
  answer: string[];
}

interface Part {
  text: string;
  source: number;
  place?: Place;
}

export async function measure(library: Shelf): Promise<{ measures: Measures; misses: Miss[] }> {
  const misses: Miss[] = [];
  const sums = {
    judged: 0,
    source: 0,
    first: 0,
    says: 0,
    precision: 0,
    parts: 0,
    verbatim: 0,
    cited: 0,
    alarms: 0,
  };
  for (const { question, slug, says } of COVERED) {
    const hits = await library.hits(question);
    const {
      covered,
      sentences,
      rows = [],
    } = await answer(question, hits, {
      index: library.index,
      embedder: library.embedder,
    });
    if (!covered) sums.alarms++;
    const parts: Part[] = [
      ...sentences.map(({ sources, ...rest }) => ({ ...rest, source: sources[0]! })),
      ...rows,
    ];
    for (const { text, source, place } of parts) {
      const hit = hits[source - 1]!;
      const stored = library.texts.get(hit.document.canonical);
      const shown = [hit.document.title, ...hit.document.lists.map(({ note }) => note)];
      const passage = hit.passages.find((found) => found.passage.start === place?.passage)?.passage;
      sums.parts++;
      if (place ? stored?.slice(place.start, place.end) === text : shown.includes(text)) sums.verbatim++;
      if (
        place
          ? passage && place.start >= passage.start && place.end <= passage.end && passage.text.includes(text)
          : true
      )
        sums.cited++;
    }
    if (!slug) continue;
    sums.judged++;
    const own = parts.filter(({ source }) => library.slugOf(hits[source - 1]!) === slug);
    if (own.length > 0) sums.source++;
    if (own.length > 0 && own[0] === parts[0]) sums.first++;
    sums.precision += parts.length === 0 ? 0 : own.length / parts.length;
    if (own.some(({ text }) => says!.test(text))) sums.says++;
    else misses.push({ question, answer: parts.map(({ text, source }) => `[${source}] ${text}`) });
  }
  return {
    misses,
    measures: {
      source: sums.source / sums.judged,
      firstFromSource: sums.first / sums.judged,
      says: sums.says / sums.judged,
      precision: sums.precision / sums.judged,
      sentences: sums.parts / COVERED.length,
      verbatim: sums.verbatim / sums.parts,
      cited: sums.cited / sums.parts,
      falseAlarms: sums.alarms / COVERED.length,
    },
  };
}
