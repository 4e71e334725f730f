/** What a question wants: its kind, and the words that carry it once "how do companies ..." is taken off. */
import { eachTerm } from '../../index/tokenize.js';

/**
 * `companies`: one row for each who does it. `definition`, `why`, `difference`: sentences of that shape win. `topic`: no
 * question, only words.
 */
export type QuestionKind = 'companies' | 'definition' | 'why' | 'difference' | 'how' | 'topic';

export interface Question {
  text: string;
  kind: QuestionKind;
  /** Stems that carry the question, in order of appearance, each once. */
  terms: string[];
}

const COMPANIES = [
  /\b(?:which|what)\s+(?:\w+\s+)?(?:companies|company|firms|startups|teams|sites|organi[sz]ations|giants)\b/i,
  /\bhow\s+(?:do|does|did|have|are|is)\s+(?:\w+\s+){0,3}(?:companies|firms|startups|giants|sites|others|everyone|people|engineers|organi[sz]ations|players)\b/i,
  /^\W*(?:and\s+)?who(?:\s+else)?\s+(?!(?:is|was|invented|wrote|coined|created)\b)\w+/i,
  /^\W*who\s+is\s+\w+ing\b/i,
  /\b(?:companies|firms|teams)\s+(?:that|which|who|using|running|with)\b/i,
  /\b(?:examples?|case stud(?:y|ies))\s+of\s+(?:companies|firms)\b/i,
  /(?:какие|каких|как|у\s+каких)\s+(?:\S+\s+)?(?:компани|фирм)/iu,
  /(?:^|\s)кто\s+(?:использу|примен|работа|переш|построил|сделал|перев[её]л|отказал)/iu,
];
const DIFFERENCE = [
  /\bdiffer(?:ence|ences|s|ent)?\b|\bversus\b|\bvs\b\.?|\bcompar(?:e|ed|ison|ing)\b|\brather than\b|\bbetter than\b/i,
  /\bwhen\s+(?:to|should\s+\w+)\s+use\b.*\bor\b/i,
  /\bor\b.+\?\s*$/i,
  /разниц|отлич|сравн|\sили\s|против/iu,
];
const WHY = [
  /^\W*why\b|\breasons?\s+(?:for|to|why)\b|\bwhat\s+for\b|\bwhat\s+causes\b/i,
  /почему|зачем|причин/iu,
];
const DEFINITION = [
  /^\W*(?:what(?:'s|\s+is|\s+are|\s+does|\s+do)|define|explain|meaning\s+of|definition\s+of)\b/i,
  /^\W*(?:что\s+такое|что\s+значит|объясни)/iu,
];
const HOW = [/^\W*(?:how|in\s+what\s+way|ways?\s+(?:of|to))\b/i, /^\W*(?:как|каким\s+образом)(?:\s|$)/iu];

/** The first that matches decides: "how do companies ..." is about companies, "why X or Y" about a reason. */
const KINDS: [QuestionKind, RegExp[]][] = [
  ['companies', COMPANIES],
  ['why', WHY],
  ['difference', DIFFERENCE],
  ['definition', DEFINITION],
  ['how', HOW],
];

/** Words that frame a question and say nothing of its subject. */
const FRAME = stemsOf(`
  how what which who whom why when where whether do does did done doing can could should would may might must have has had
  company companies firm firms startup startups giants others everyone people somebody someone anybody organization organizations
  use uses used using usage handle handles handled make makes made get gets getting want wants need needs needed way ways good best
  better practice practices example examples explain define definition mean means meaning difference differences differ different
  between versus vs compare compared comparison work works instead actually really possible please tell show give know
  deal deals tackle approach approaches thing things kind kinds it its i we you they my our your
  как какой какая какие каких что такое почему зачем кто где когда ли компания компании компаний фирма используют использует применяют
  применяет разница отличие отличается отличаются между сравнение лучше можно нужно делают делает работает чем или это для
`);

/** Reads a question of any language; the kinds are known in English and Russian. */
export function readQuestion(text: string): Question {
  const terms = [...stemsOf(text)];
  const carrying = terms.filter((term) => !FRAME.has(term));
  const kind = KINDS.find(([, patterns]) => patterns.some((pattern) => pattern.test(text)))?.[0] ?? 'topic';
  return { text, kind, terms: carrying.length > 0 ? carrying : terms };
}

/** The distinct stems of a text, in order. */
export function stemsOf(text: string): Set<string> {
  const terms = new Set<string>();
  eachTerm(text, (term) => terms.add(term));
  return terms;
}
