/**
 * Lessons about one thing: a word among words that the teacher puts near it.
 *
 * Handfuls drawn at random teach what a word adds to any text; real texts are about something, and there words say less each, since they
 * say the same. No corpus of ours covers what people ask about in general, but the teacher's own token vectors know which words go
 * together.
 */
import { best } from '../../nearest.js';
import { encodeVectors, quantise, Vectors } from '../../vectors.js';
import { drawWord, type Lesson } from './lesson.js';
import type { Random } from './random.js';

/** Words near a seed that a lesson draws from. */
const NEAR = 60;
/** Share of a lesson's words that are near its seed; the others are any. */
const ABOUT = 0.65;
/** Words of a lesson. */
const LEAST = 2;
const MOST = 14;

/** `words` are whole words, the most frequent first, `vectors` the teacher's rows of them. */
export function makeTopics(
  words: readonly string[],
  vectors: Float32Array,
  dimensions: number,
  count: number,
  random: Random,
): Lesson[] {
  const rowOf = (word: number) => vectors.subarray(word * dimensions, (word + 1) * dimensions);
  const codes = words.map((_, word) => quantise(rowOf(word)));
  const space = new Vectors(encodeVectors(codes, dimensions));
  const near = new Map<number, number[]>();
  const lessons: Lesson[] = [];
  while (lessons.length < count) {
    const seed = drawWord(words.length, random);
    if (!near.has(seed)) near.set(seed, [...best(space.scan(rowOf(seed)), NEAR + 1)]);
    const around = near.get(seed)!;
    const size = LEAST + random.below(MOST - LEAST + 1);
    const picked = Array.from({ length: size }, () =>
      random.next() < ABOUT ? around[random.below(around.length)]! : drawWord(words.length, random),
    );
    picked[random.below(size)] = seed;
    lessons.push({ kind: 'topic', texts: [picked.map((word) => words[word]).join(' ')] });
  }
  return lessons;
}
