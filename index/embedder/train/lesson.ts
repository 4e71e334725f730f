/**
 * Chooses the texts the teacher is asked about: the lessons that the table learns from.
 *
 * Four kinds:
 * - a passage of the corpus (capped per source, so that no project's style dominates) with its heading and with a
 *   made-up query (a few words out of the passage): what a searcher types beside what they should find;
 * - a single sentence of the corpus;
 * - a handful of words drawn from the teacher's own vocabulary by Zipf rank: general words that no corpus of ours holds.
 *   The teacher needs no real sentences to say what words mean together (data-free distillation);
 * - words that go together, see topic.ts.
 */
import { sentences } from '../../sentence.js';
import type { CorpusPassage } from './corpus.js';
import { type Random, shuffle } from './random.js';

/** Texts that belong together: the first is the longest; the others are shorter ways to ask for it. */
export interface Lesson {
  kind: 'passage' | 'sentence' | 'words' | 'topic';
  texts: string[];
}

// No source gives more than this many passages: large handbooks count no more than three times the average source.
const SOURCE_CAP = 4000;

// Words kept of a passage: most are cut to a sentence or two, since a table has no use for word order and the teacher's
// time goes by tokens; some stay whole, so that long texts are learned as well.
const SHORT_WORDS = 40;
const WHOLE_SHARE = 0.25;

/**
 * Makes `quota.lessons` lessons, `quota.passageShare` of them cut from passages, of which at most `quota.passages` show the
 * passage itself: it costs the teacher ten times a handful of words. `words` is the teacher's vocabulary of
 * whole words, the most frequent first.
 */
export function makeLessons(
  passages: readonly CorpusPassage[],
  words: readonly string[],
  quota: { lessons: number; passageShare: number; passages: number },
  random: Random,
): Lesson[] {
  const chosen = cap(passages, SOURCE_CAP, random);
  const lessons: Lesson[] = [];
  let passage = 0;
  while (lessons.length < quota.lessons) {
    if (random.next() < quota.passageShare && passage < chosen.length) {
      const lesson = fromPassage(chosen[passage]!, random);
      // Past the quota only the short texts are asked about: they cost the teacher a tenth.
      if (passage++ >= quota.passages) lesson.texts.shift();
      lessons.push(lesson);
    } else {
      lessons.push({ kind: 'words', texts: [drawWords(words, random)] });
    }
  }
  return lessons;
}

/** Single sentences of passages, each source no more than its cap allows. */
export function makeSentences(passages: readonly CorpusPassage[], count: number, random: Random): Lesson[] {
  const lessons: Lesson[] = [];
  for (const { text } of cap(passages, 2 * SOURCE_CAP, random)) {
    const spans = sentences(text);
    for (let i = 0; i < 2 && lessons.length < count; i++) {
      const { start, end } = spans[random.below(spans.length)]!;
      lessons.push({ kind: 'sentence', texts: [text.slice(start, end)] });
    }
  }
  return lessons;
}

/** The passages in a random order, at most `most` of each source. */
function cap(passages: readonly CorpusPassage[], most: number, random: Random): CorpusPassage[] {
  const taken = new Map<string, number>();
  return shuffle([...passages], random).filter(({ source }) => {
    const before = taken.get(source) ?? 0;
    taken.set(source, before + 1);
    return before < most;
  });
}

function fromPassage(passage: CorpusPassage, random: Random): Lesson {
  const words = passage.text.split(/\s+/);
  const whole = random.next() < WHOLE_SHARE;
  const start = whole ? 0 : random.below(Math.max(1, words.length - SHORT_WORDS));
  const cut = whole ? words : words.slice(start, start + SHORT_WORDS);
  const heading = passage.headings.at(-1) ?? '';
  const title = passage.title === heading || random.next() < 0.5 ? '' : passage.title;
  const name = `${title} ${heading}`.trim();
  // Half of the whole passages carry their title in front, as documents of a collection do.
  const text = (whole && random.next() < 0.5 ? `${passage.title}. ` : '') + cut.join(' ');
  const texts = [text, madeUpQuery(cut, random)];
  if (name.length > 2) texts.push(name);
  return { kind: 'passage', texts };
}

/** Two to seven words of the text: a run of neighbours, or the longer ones picked here and there. */
export function madeUpQuery(words: readonly string[], random: Random): string {
  const size = 2 + random.below(6);
  if (random.next() < 0.5) {
    const start = random.below(Math.max(1, words.length - size));
    return words.slice(start, start + size).join(' ');
  }
  const long = words.filter((word) => word.length > 4);
  const pool = long.length >= size ? long : words;
  return Array.from({ length: size }, () => pool[random.below(pool.length)] ?? '').join(' ');
}

/** A word's rank, drawn with probability ~ 1/rank beyond the hundred most frequent (function words say little alone). */
export function drawWord(words: number, random: Random): number {
  const frequent = random.next() < 0.15;
  const rank = frequent ? random.below(100) : 100 * (words / 100) ** random.next();
  return Math.min(words - 1, Math.floor(rank));
}

function drawWords(words: readonly string[], random: Random): string {
  // Half are short as names are, half long as descriptions are.
  const size = random.next() < 0.5 ? 1 + random.below(3) : 4 + random.below(6);
  const picked: string[] = [];
  for (let i = 0; i < size; i++) {
    picked.push(words[drawWord(words.length, random)] ?? '');
  }
  return picked.join(' ');
}
