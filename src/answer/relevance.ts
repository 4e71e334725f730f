/**
 * How well a sentence answers a question: shared words, shared meaning, the passage it stands in, its neighbours, its shape.
 *
 * `words` is the share of the question's weight (inverse document frequency) that the sentence has, a word of its heading or title
 * counting in part: a passage does not repeat its topic in every sentence. `meaning` is the cosine, `passage` how the passage
 * scored beside the best one, `near` what the better neighbour has in words: reasons follow what they explain. `shape` is what
 * sets answers apart from mentions, counted for the sentence and once more for its heading: a definition of the very term for
 * "what is", a reason for "why", a contrast for "difference", a deed or an instruction for "how". `asked` is for the company that
 * the question names.
 *
 * The shapes follow question answering by surface patterns (Ravichandran and Hovy 2002). The weights were searched at random over the
 * judged questions of test/answer; the mean of the twelve best of 240 was taken and rounded, since the single best did no better on
 * questions that were held out. "Opens with what is asked about" was tried as a sign and fell to a weight of 0.01.
 */
import { similarity } from '../../index/embedder/embedder.js';
import type { Generation } from '../../index/generation.js';
import { eachTerm } from '../../index/tokenize.js';
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
  context: 0.2,
  meaning: 0.25,
  passage: 0.35,
  near: 0.12,
  shape: 0.1,
  dependent: -0.03,
  asked: 0.2,
};
/** Only the sentences that score best without it are embedded (sentences), 10 microseconds each; 30 give the same answers. */
const EMBEDDED = 40;

/** Phrases by which a sentence is recognised as an answer of a kind, English and Russian. */
const SHAPES: Record<QuestionKind, RegExp[]> = {
  // by `defines`, which knows what is to be defined
  definition: [],
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
    /^(?:never|always|do not|don't|avoid|use|keep|make|set|wait|limit|put|give|add|choose|prefer|start|stop|measure|try|run|write|test)\b/i,
    /(?<!\p{L})(?:мы|сначала|затем|каждый|каждая|используем|храним)(?!\p{L})/iu,
  ],
  topic: [/\b(?:is|are)\s+(?:a|an|the)\b|\b(?:means|refers? to)\b/i, /\s[—–-]\s(?:это)/iu],
};

const SOLUTION =
  /\b(?:what (?:we (?:do|did)|helped|helps|works?|worked)|how|solutions?|fix(?:es)?|rules?|approach|mitigations?|remed(?:y|ies)|best practices|lessons|recommendations)\b|решени|как мы|что помогло/iu;
/** Headings under which answers of a kind are found. */
const HEADINGS: Record<QuestionKind, RegExp | null> = {
  definition:
    /\b(?:what\b.*\b(?:is|are|means?)|definition|introduction|overview|basics)\b|что такое|введение|определение/iu,
  why: /\b(?:why|what went wrong|reasons?|causes?|problems?|motivation|background|trade-?offs?)\b|почему|зачем|причин|проблем/iu,
  difference: /\b(?:vs|versus|differences?|compar(?:ison|ed|ing))\b|сравнени|разниц|отличи/iu,
  companies: SOLUTION,
  how: SOLUTION,
  topic: null,
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
      WEIGHTS.shape * shape(candidate, question) +
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

/** How many of the two signs of a kind a sentence has: its phrases, its heading (innermost). */
function shape({ text, passage: { passage } }: Candidate, { kind, terms }: Question): number {
  const heading = passage.heading.at(-1) ?? '';
  const phrased =
    kind === 'definition' ? defines(text, terms) : SHAPES[kind].some((pattern) => pattern.test(text));
  return Number(phrased) + (HEADINGS[kind]?.test(heading) ? 1 : 0);
}

/** Says what something is when its name stands right in front: "A saga is a ...". */
const DEFINING =
  /^\W*(?:(?:is|are|means?|refers?|stores?|happens?|describes?|turns?|gives?|lets?|puts?|keeps?|answers?|holds?|allows?|computes?|assigns?|estimates?|splits?)\b|[—–-]\s|(?:это|является|называется|означает|позволяет|описывает)(?!\p{L}))/iu;
/** Says what something is when its name follows: "... is called a span". */
const NAMING =
  /(?:\b(?:called|known as|named|call (?:it|this|that|them))|называ\p{L}+)\s+["“«']?(?:an?\s+|the\s+)?$/iu;
/** Words that may stand between the name and its verb, or before the name at the start. */
const APART = 3;

/** Whether a sentence says what one of the terms is. */
function defines(text: string, terms: readonly string[]): boolean {
  const wanted = new Set(terms);
  let found = false;
  eachTerm(text, (term, start, end, position) => {
    if (found || !wanted.has(term)) return;
    const behind = text.slice(end).split(/\s+/, APART + 1);
    const early = position <= APART && behind.some((_, at) => DEFINING.test(behind.slice(at).join(' ')));
    found = early || NAMING.test(text.slice(0, start));
  });
  return found;
}
