// The texts that the teacher is asked about: of passages, of sentences, of words alone.
import { describe, expect, it } from 'vitest';
import type { CorpusPassage } from '../../../../index/embedder/train/corpus.js';
import { makeLessons, makeSentences } from '../../../../index/embedder/train/lesson.js';
import { seeded } from '../../../../index/embedder/train/random.js';
import { makeTopics } from '../../../../index/embedder/train/topic.js';

const passages: CorpusPassage[] = Array.from({ length: 50 }, (_, i) => ({
  source: `source${i % 4}`,
  title: `Page ${i}`,
  headings: [`Section ${i}`],
  text: `Brokers keep number ${i} in a log. Readers ask for number ${i} again. Nobody loses anything.`,
}));
const words = Array.from({ length: 400 }, (_, i) => `word${i}`);

describe('lessons', () => {
  it('are passages with a query and a name, and handfuls of words, in the shares that are asked for', () => {
    const quota = { lessons: 80, passageShare: 0.5, passages: 10 };
    const lessons = makeLessons(passages, words, quota, seeded(1));
    expect(lessons).toHaveLength(80);
    const cut = lessons.filter(({ kind }) => kind === 'passage');
    expect(cut.length).toBeGreaterThan(25);
    const whole = cut.filter(({ texts }) => texts[0]!.includes('Brokers keep'));
    expect(whole.length, 'the others are only asked about in short').toBeLessThanOrEqual(20);
    for (const { kind, texts } of lessons)
      if (kind === 'words') expect(texts[0]!.split(' ').every((word) => words.includes(word))).toBe(true);
    expect(makeLessons(passages, words, quota, seeded(1))).toEqual(lessons);
  });

  it('of a sentence are sentences of the corpus', () => {
    const lessons = makeSentences(passages, 60, seeded(1));
    expect(lessons).toHaveLength(60);
    for (const { texts } of lessons) {
      expect(texts).toHaveLength(1);
      expect(texts[0]).toMatch(/^(Brokers|Readers|Nobody)[^.]*\.$/);
    }
  });

  it('about one thing hold a word and what the teacher puts near it', () => {
    // four clusters: word i lies on axis i % 4
    const dimensions = 16;
    const vectors = new Float32Array(words.length * dimensions);
    words.forEach((_, i) => {
      vectors[i * dimensions + (i % 4)] = 0.99;
      vectors[i * dimensions + 4 + (i % 12)] = 0.14;
    });
    const lessons = makeTopics(words, vectors, dimensions, 300, seeded(2));
    expect(lessons).toHaveLength(300);
    const shares = lessons.map(({ texts }) => {
      const clusters = texts[0]!.split(' ').map((word) => words.indexOf(word) % 4);
      return Math.max(...[0, 1, 2, 3].map((c) => clusters.filter((x) => x === c).length)) / clusters.length;
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.65);
    expect(makeTopics(words, vectors, dimensions, 300, seeded(2))).toEqual(lessons);
  });
});
