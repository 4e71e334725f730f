// Training end to end on a toy language with a made-up teacher: it learns, it repeats itself, it goes on where it was cut.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../../../index/embedder/table.js';
import { Tokenizer } from '../../../../index/embedder/tokenizer.js';
import type { CorpusPassage } from '../../../../index/embedder/train/corpus.js';
import { seeded } from '../../../../index/embedder/train/random.js';
import { RECIPE, type Recipe } from '../../../../index/embedder/train/recipe.js';
import type { Teacher } from '../../../../index/embedder/train/teacher.js';
import { type Material, train } from '../../../../index/embedder/train/train.js';

const DIMENSIONS = 32;
const TOPICS = [
  ['queue', 'broker', 'consumer', 'offset', 'partition'],
  ['cache', 'eviction', 'memory', 'latency', 'hit'],
  ['index', 'query', 'table', 'column', 'join'],
  ['bread', 'flour', 'oven', 'yeast', 'crust'],
];

// The teacher knows topics: a text is the sum of its words' topic directions.
function topicTeacher(): Teacher & { asked: number } {
  const random = seeded(9);
  const directions = TOPICS.map(() => Float32Array.from({ length: DIMENSIONS }, () => random.normal()));
  return {
    name: 'topics',
    dimensions: DIMENSIONS,
    asked: 0,
    async encode(texts) {
      this.asked += texts.length;
      return texts.map((text) => {
        const vector = new Float32Array(DIMENSIONS).fill(0.01);
        for (const word of text.toLowerCase().split(/\W+/)) {
          const topic = TOPICS.findIndex((words) => words.includes(word));
          if (topic >= 0) for (let d = 0; d < DIMENSIONS; d++) vector[d]! += directions[topic]![d]!;
        }
        const length = Math.hypot(...vector);
        return vector.map((value) => value / length);
      });
    },
  };
}

function toyMaterial(): Material {
  const random = seeded(4);
  const passages: CorpusPassage[] = Array.from({ length: 160 }, (_, i) => {
    const topic = TOPICS[i % TOPICS.length]!;
    const words = Array.from({ length: 20 }, () => topic[random.below(topic.length)] ?? '');
    return {
      source: `source${i % 3}`,
      title: `about ${topic[0]} ${i}`,
      headings: [`${topic[1]} ${topic[2]}`],
      text: words.join(' '),
    };
  });
  return {
    passages,
    vocabulary: ['the', 'of', '##s', 'about', ...TOPICS.flat().filter((word) => word !== 'yeast')],
    glossary: '# toy\nочередь\tqueue broker\nи\t\n',
  };
}

const recipe: Recipe = {
  ...RECIPE,
  lessons: 300,
  passages: 100,
  sentences: 60,
  topics: 100,
  heldOut: 20,
  minedWords: 20,
  minedPairs: 5,
  regression: { rate: 0.02, epochs: 3, batch: 32 },
  pairs: { ...RECIPE.pairs, rate: 0.01, epochs: 2, batch: 32, size: 16, weight: 0.3 },
};

async function trainIn(work: string, options: { stopAfter?: string; teacher?: Teacher } = {}) {
  const lines: string[] = [];
  const say = (line: string) => {
    lines.push(line);
    if (options.stopAfter !== undefined && line.startsWith(`${options.stopAfter} of `))
      throw new Error('cut');
  };
  const bytes = await train(options.teacher ?? topicTeacher(), toyMaterial(), recipe, work, say);
  return { bytes, lines };
}

function workDir(): string {
  return mkdtempSync(join(tmpdir(), 'wellread-train-'));
}

describe('training', () => {
  it('learns what the teacher knows', async () => {
    const { bytes, lines } = await trainIn(workDir());
    const cosines = lines.flatMap((line) => /held-out lessons ([\d.]+)/.exec(line)?.[1] ?? []).map(Number);
    expect(cosines).toHaveLength(5);
    expect(cosines.at(-1)).toBeGreaterThan(cosines[0]!);
    expect(cosines.at(-1)).toBeGreaterThan(0.9);
    const losses = lines.flatMap((line) => /contrast ([\d.]+)/.exec(line)?.[1] ?? []).map(Number);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);

    const table = readTable(bytes, 'toy');
    expect(table.idOf('yeast'), 'mined from the corpus').toBeGreaterThanOrEqual(0);
    const vector = (text: string) => {
      const tokens = new Tokenizer(table).tokenize(text);
      return table.sum(
        tokens,
        tokens.map(() => 1),
      );
    };
    const cosine = (a: string, b: string) => {
      const [x, y] = [vector(a), vector(b)];
      return x.reduce((sum, value, d) => sum + value * y[d]!, 0) / Math.hypot(...x) / Math.hypot(...y);
    };
    expect(cosine('consumer', 'offset')).toBeGreaterThan(cosine('consumer', 'oven'));
    expect(cosine('yeast', 'flour')).toBeGreaterThan(cosine('yeast', 'offset'));
    expect(cosine('очередей', 'queue')).toBeGreaterThan(0.9);
    expect(Math.hypot(...vector('и'))).toBe(0);
  });

  it('gives the same bytes for the same inputs, cut short or not, and asks the teacher once', async () => {
    const whole = await trainIn(workDir());
    const work = workDir();
    for (const stopAfter of ['lessons, epoch 1', 'lessons, epoch 2', 'pairs, epoch 1'])
      await expect(trainIn(work, { stopAfter })).rejects.toThrow('cut');
    const teacher = topicTeacher();
    const resumed = await trainIn(work, { teacher });
    expect(resumed.lines.some((line) => line.startsWith('pairs, epoch 1'))).toBe(false);
    expect(resumed.lines.some((line) => line.startsWith('pairs, epoch 2'))).toBe(true);
    expect(Buffer.from(resumed.bytes).equals(Buffer.from(whole.bytes))).toBe(true);
    expect(teacher.asked).toBe(0);
    rmSync(work, { recursive: true });
  });
});
