/**
 * Whether a generated sentence is borne out by the sources it cites.
 *
 * A sentence passes when its cited passages hold at least SUPPORT of its weight (stems by inverse document frequency), every
 * number and identifier of it, and the sentence nearest to it in them means nearly the same (cosine) and says yes or no as it
 * does. A citation to a source that was not given is taken off; a source that shares next to nothing with the sentence is as
 * well. A sentence without a citation left may be borne out by any given source, which is then cited. What fails is not shown.
 *
 * This is the cheap half of what attributed answering calls AIS (Rashkin et al. 2021): it finds invented facts, numbers and names,
 * turned meanings and wrong numbers of sources; it does not find a wrong inference made of the source's own words.
 */
import { similarity } from '../../index/embedder/embedder.js';
import type { Generation } from '../../index/generation.js';
import { sentences } from '../../index/sentence.js';
import { isInjection } from './injection.js';
import type { Given } from './prompt.js';
import { stemsOf } from './question.js';

/** A sentence as the model wrote it, its citations taken out. */
export interface Claim {
  text: string;
  cited: number[];
}

export type Verdict =
  | { supported: true; text: string; sources: number[] }
  | { supported: false; why: Unsupported };

/** `no-source`: nothing of what it cites was given or says it; the others name the check that failed. */
export type Unsupported = 'no-source' | 'words' | 'numbers' | 'meaning' | 'polarity' | 'instruction' | 'link';

/** Share of a sentence's weight that its sources must hold together, and each of them alone. */
const SUPPORT = 0.6;
const LEAST_OWN = 0.25;
/** Cosine of the sentence and the nearest sentence of its sources. */
const MEANING = 0.4;

const NEGATION =
  /\b(?:not|never|no|none|nor|neither|cannot|without|n't)\b|n['’]t\b|(?<!\p{L})(?:не|нет|никогда|без|нельзя|ни)(?!\p{L})/giu;
/** Numbers, versions and amounts: 3.11, 10,000, 99.9%. */
const NUMBER = /\d+(?:[.,]\d+)*/g;
/** Links have no place in an answer; they are how an injected page would take a reader away. */
const LINK = /\bhttps?:\/\/|\bwww\.|\]\(/i;

/** Takes the citations out of a sentence: "... in memory [1][3]." gives "... in memory." and 1, 3. */
export function claimOf(sentence: string): Claim {
  const cited = [...sentence.matchAll(/\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]/g)].flatMap((match) =>
    match[1]!.split(/[,;]/).map(Number),
  );
  const text = sentence
    .replace(/\s*\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\]/g, '')
    .replace(/\s+([.!?])/g, '$1')
    .trim();
  return { text, cited: [...new Set(cited)] };
}

/** Judges one claim. `embed` is for models that embed a sentence in microseconds; without it meaning is not checked. */
export function verify(
  claim: Claim,
  given: readonly Given[],
  by: { index: Generation; embed: ((text: string) => Float32Array) | null },
): Verdict {
  const { text } = claim;
  if (isInjection(text)) return { supported: false, why: 'instruction' };
  if (LINK.test(text)) return { supported: false, why: 'link' };
  const stems = stemsOf(text);
  const weigh = (of: ReadonlySet<string>): number => {
    let sum = 0;
    for (const stem of stems) if (of.has(stem)) sum += by.index.bm25.idf(stem);
    return sum;
  };
  const total = weigh(stems);
  if (total === 0) return { supported: false, why: 'no-source' };
  const shares = given.map((source) => ({ source, share: weigh(stemsOf(bodyOf(source))) / total }));
  const cited = shares.filter(
    ({ source, share }) => claim.cited.includes(source.number) && share >= LEAST_OWN,
  );
  const sources =
    cited.length > 0
      ? cited
      : shares
          .filter(({ share }) => share >= SUPPORT)
          .sort((a, b) => b.share - a.share)
          .slice(0, 1);
  if (sources.length === 0) return { supported: false, why: 'no-source' };
  const bodies = sources.map(({ source }) => bodyOf(source)).join('\n');
  const why = doubt(text, stems, bodies, weigh(stemsOf(bodies)) / total, by.embed);
  if (why) return { supported: false, why };
  return { supported: true, text, sources: sources.map(({ source }) => source.number).sort((a, b) => a - b) };
}

/** The first check that a sentence fails, or null. */
function doubt(
  text: string,
  stems: ReadonlySet<string>,
  bodies: string,
  share: number,
  embed: ((text: string) => Float32Array) | null,
): Unsupported | null {
  if (share < SUPPORT) return 'words';
  const numbers = new Set(bodies.match(NUMBER));
  if ((text.match(NUMBER) ?? []).some((number) => !numbers.has(number))) return 'numbers';
  const near = nearest(text, stems, bodies, embed);
  if (embed && near.meaning < MEANING) return 'meaning';
  if (negative(text) !== negative(near.sentence)) return 'polarity';
  return null;
}

/** The sentence of the sources that is most like the claim: by stems and, where it can be had, by meaning. */
function nearest(
  text: string,
  stems: ReadonlySet<string>,
  bodies: string,
  embed: ((text: string) => Float32Array) | null,
): { sentence: string; meaning: number } {
  const vector = embed?.(text);
  let best = { sentence: '', meaning: 0, likeness: -1 };
  for (const { start, end } of sentences(bodies)) {
    const sentence = bodies.slice(start, end);
    const own = stemsOf(sentence);
    let shared = 0;
    for (const stem of stems) if (own.has(stem)) shared++;
    const meaning = vector && embed ? similarity(vector, embed(sentence)) : 0;
    const likeness = shared / Math.max(1, stems.size) + meaning;
    if (likeness > best.likeness) best = { sentence, meaning, likeness };
  }
  return best;
}

/** Whether a sentence denies: an odd number of negations. */
function negative(text: string): boolean {
  return (text.match(NEGATION)?.length ?? 0) % 2 === 1;
}

function bodyOf({ title, text }: Given): string {
  return `${title}\n${text}`;
}
