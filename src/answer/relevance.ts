/**
 * How well a sentence answers a question: shared words, shared meaning, the passage it stands in, its neighbours, its shape.
 *
 * `words` is the share of the question's weight (inverse document frequency) that the sentence has, a word of its heading or title
 * counting in part: a passage does not repeat its topic in every sentence. `meaning` is the cosine, `passage` how the passage
 * scored beside the best one, `near` what the better neighbour has in words: reasons follow what they explain. `shape` is what
 * sets answers apart from mentions: a definition for "what is", a reason for "why", a contrast for "difference", a deed
 * ("we ...") for "how do companies"; `subject` a sentence that opens with what is asked about; `asked` one of the company that is asked about.
 *
 * After Carbonell and Goldstein (1998) and the cue phrases of question answering by patterns (Ravichandran and Hovy 2002). The
 * weights were searched at random over the judged questions of test/answer (`npm run bench -- answer`), five folds, and
 * rounded; the floors that they reach are in test/eval/floors.json.
 */
import { similarity } from '../../index/embedder/embedder.js';
import type { Generation } from '../../index/generation.js';
import type { Hit } from '../search/hit.js';
import { type Candidate, isDependent } from './candidate.js';
import { type Question, type QuestionKind, stemsOf } from './question.js';

/** What relevance is judged by. `embed` is for models that embed a sentence in microseconds; without it the passage's meaning stands in. */
export interface Judge {
  index: Generation;
  vector: Float32Array;
  embed: ((text: string) => Float32Array) | null;
  /** Hits of a company that the question names. */
  asked?: ReadonlySet<Hit>;
}

export interface Judged extends Candidate {
  relevance: number;
}

/** What each sign adds; `context` is the worth of a word in title or heading beside one in the sentence. */
export const WEIGHTS = {
  words: 0.45,
  context: 0.35,
  meaning: 0.6,
  passage: 0.3,
  near: 0.25,
  shape: 0.1,
  subject: 0.1,
  dependent: -0.03,
  asked: 0.2,
};
/** Only the sentences that score best without it are embedded (sentences); 30 microseconds each. */
const EMBEDDED = 60;
/** The subject of a sentence stands among its first words (words). */
const OPENING = 4;

const SHAPES: Record<QuestionKind, RegExp[]> = {
  definition: [
    /\b(?:is|are)\s+(?:a|an|the|one|when|where|how)\b|\b(?:means|refers? to|is (?:called|known as|defined as)|called|consists? of|happens? when)\b/i,
    /\s[—–-]\s(?:это)|является|называ|представляет собой|означает/iu,
  ],
  why: [
    /\b(?:because|since|so that|in order to|reason|due to|therefore|leads? to|caus(?:e|es|ed)|avoids?|prevents?|otherwise|without|the problem|the risk|too (?:slow|large|many|expensive))\b/i,
    /потому|так как|поскольку|чтобы|причин|из-за|поэтому|иначе|позволяет/iu,
  ],
  difference: [
    /\b(?:whereas|while|unlike|instead|in contrast|by contrast|compared|rather than|differs?|difference|on the other hand|both|neither|something else|is not)\b/i,
    /в отличие|тогда как|разниц|отлич|напротив|вместо|в то время как|, а /iu,
  ],
  companies: [
    /\b(?:we|our|us)\b|\b(?:team|engineers)\s+\w+(?:ed|s)\b/i,
    /(?<!\p{L})(?:мы|наш|наша|наши|нас)(?!\p{L})/iu,
  ],
  how: [
    /\b(?:we|you)\s+\w+|\bby\s+\w+ing\b|^(?:first|then|finally|instead|each|every)\b|\b(?:takes?|stores?|sends?|keeps?|writes?|reads?|splits?|copy|copies|moves?)\b/i,
    /(?<!\p{L})(?:мы|сначала|затем|каждый|каждая|используем|храним)(?!\p{L})/iu,
  ],
  topic: [/\b(?:is|are)\s+(?:a|an|the)\b|\b(?:means|refers? to)\b/i, /\s[—–-]\s(?:это)/iu],
};

/** The candidates with their relevance, best first. */
export function judge(candidates: readonly Candidate[], question: Question, by: Judge): Judged[] {
  const words = sharesOf(candidates, question, by.index);
  const top = Math.max(...candidates.map(({ passage }) => passage.score), 1e-9);
  const scored = candidates.map((candidate, at) => {
    const passage = Math.max(0, candidate.passage.score / top);
    const near = Math.max(nearShare(candidates, words, at, -1), nearShare(candidates, words, at, 1));
    const base =
      WEIGHTS.words * words[at]! +
      WEIGHTS.passage * passage +
      WEIGHTS.near * near +
      (SHAPES[question.kind].some((pattern) => pattern.test(candidate.text)) ? WEIGHTS.shape : 0) +
      WEIGHTS.subject * subject(candidate, question) +
      (isDependent(candidate.text) ? WEIGHTS.dependent : 0) +
      (by.asked?.has(candidate.hit) ? WEIGHTS.asked : 0);
    return { candidate, base };
  });
  scored.sort((a, b) => b.base - a.base);
  return scored
    .slice(0, EMBEDDED)
    .map(({ candidate, base }) => ({
      ...candidate,
      relevance: base + WEIGHTS.meaning * meaning(candidate, by),
    }))
    .sort((a, b) => b.relevance - a.relevance);
}

function meaning(candidate: Candidate, { index, vector, embed }: Judge): number {
  if (embed) return Math.max(0, similarity(vector, embed(candidate.text)));
  return Math.max(0, index.vectors.similarity(vector, candidate.passage.passage.id));
}

/** Share of the question's weight in each sentence, its context in part. */
function sharesOf(candidates: readonly Candidate[], question: Question, index: Generation): number[] {
  const weights = question.terms.map((term) => [term, index.bm25.idf(term)] as const);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0) || 1;
  const contexts = new Map<number, Set<string>>();
  return candidates.map(({ stems, hit, passage: { passage } }) => {
    let around = contexts.get(passage.id);
    if (!around) {
      around = stemsOf(`${hit.document.title} ${passage.heading.join(' ')}`);
      contexts.set(passage.id, around);
    }
    let shared = 0;
    for (const [term, weight] of weights) {
      if (stems.has(term)) shared += weight;
      else if (around.has(term)) shared += weight * WEIGHTS.context;
    }
    return shared / total;
  });
}

/** The share of the sentence before or behind, within the same passage. */
function nearShare(
  candidates: readonly Candidate[],
  shares: readonly number[],
  at: number,
  step: number,
): number {
  const neighbour = candidates[at + step];
  return neighbour?.passage === candidates[at]!.passage ? shares[at + step]! : 0;
}

/** Share of the question's words among the first words of a sentence: "Event sourcing stores every change ...". */
function subject({ text }: Candidate, { terms }: Question): number {
  const opening = stemsOf(text.split(/\s+/, OPENING).join(' '));
  return terms.filter((term) => opening.has(term)).length / Math.max(1, Math.min(terms.length, OPENING - 1));
}
