/** An answer that a language model writes: streamed, cut into sentences, each verified before anybody sees it. */
import { randomBytes } from 'node:crypto';
import type { Generation } from '../../index/generation.js';
import { sentences } from '../../index/sentence.js';
import type { Hit } from '../search/hit.js';
import type { LanguageModel } from './model.js';
import { givenOf, messagesOf, NO_ANSWER } from './prompt.js';
import { claimOf, verify } from './verify.js';

/** A sentence of the model that the sources with these ranks bear out. */
export interface WrittenSentence {
  text: string;
  sources: number[];
  supported: true;
}

/** What became of a generated answer; its sentences were yielded before. */
export interface Written {
  sentences: WrittenSentence[];
  /** Sentences that their sources do not bear out. */
  dropped: number;
  /** The model found no answer in the sources. */
  declined: boolean;
}

/** A small model repeats itself before it stops; more sentences than asked for are not waited for. */
const MOST_SENTENCES = 8;
/** Reasoning that some models write in front of their answer. */
const THOUGHT = /<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/gi;
/** "... in memory. [1]": the citation belongs to the sentence before. */
const CITED_BEHIND = /([.!?…])(["'”’)]*)\s*((?:\[\d[\d,;\s]*\]\s*)+)/g;

/** Yields the sentences that hold. Throws ModelFailed. */
export async function* write(
  question: string,
  hits: readonly Hit[],
  model: LanguageModel,
  by: { index: Generation; embed: ((text: string) => Float32Array) | null },
  signal?: AbortSignal,
): AsyncGenerator<WrittenSentence, Written> {
  const given = givenOf(hits);
  const result: Written = { sentences: [], dropped: 0, declined: false };
  const mark = randomBytes(9).toString('hex');
  let count = 0;
  for await (const sentence of sentencesOf(model.write(messagesOf(question, given, mark), signal))) {
    if (sentence.includes(NO_ANSWER) && result.sentences.length === 0) {
      result.declined = true;
      break;
    }
    if (++count > MOST_SENTENCES) break;
    const verdict = verify(claimOf(sentence), given, by);
    if (!verdict.supported) result.dropped++;
    else if (result.sentences.every(({ text }) => text !== verdict.text)) {
      const shown = { text: verdict.text, sources: verdict.sources, supported: true as const };
      result.sentences.push(shown);
      yield shown;
    }
  }
  return result;
}

/** Whole sentences of a stream of text, each with its citations in front of its full stop. */
export async function* sentencesOf(stream: AsyncIterable<string>): AsyncGenerator<string> {
  let buffer = '';
  for await (const piece of stream) {
    buffer += piece;
    if (!/[.!?\n>]/.test(buffer)) continue;
    const { whole, rest } = parted(buffer, false);
    buffer = rest;
    yield* whole;
  }
  yield* parted(buffer, true).whole;
}

/** The finished sentences of a buffer and what is left. The last one may still go on, or get its citation. */
function parted(buffer: string, end: boolean): { whole: string[]; rest: string } {
  const thought = buffer.replace(THOUGHT, '');
  const thinking = thought.search(/<think/i);
  const text = (thinking < 0 ? thought : thought.slice(0, thinking)).replace(
    CITED_BEHIND,
    (_, stop: string, close: string, cited: string) => ` ${cited.trim()}${stop}${close} `,
  );
  const spans = sentences(text);
  let keep = end ? spans.length : spans.length - 1;
  if (!end && text.startsWith('[', spans.at(-1)?.start)) keep--;
  const whole = spans
    .slice(0, Math.max(0, keep))
    .map(({ start, end: stop }) => tidy(text.slice(start, stop)));
  const done = keep > 0 ? spans[keep - 1]!.end : 0;
  return { whole, rest: text.slice(done) + (thinking < 0 ? '' : thought.slice(thinking)) };
}

/** Without the signs of a list or heading. */
function tidy(sentence: string): string {
  return sentence
    .replace(/^\s*(?:[-*•]|\d{1,2}[.)]|#{1,6})\s+/, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/\]\s+\[/g, '][')
    .trim();
}
