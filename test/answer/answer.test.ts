// Extractive answers over the test shelf: verbatim, exactly placed, cited, honest about what is not covered.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../src/answer/answer.js';
import { probabilityOf, THRESHOLD } from '../../src/answer/coverage.js';
import { auc, examples, mistakes } from './coverage-examples.js';
import { type Measures, measure } from './measure.js';
import { type Shelf, shelf } from './shelf.js';

const floors = JSON.parse(readFileSync(new URL('../eval/floors.json', import.meta.url), 'utf8')) as {
  answers: Record<keyof Measures, number>;
  coverage: { auc: number; falseAlarms: number; missed: number };
};

let library: Shelf;
let titles: Shelf;

beforeAll(async () => {
  library = await shelf({ articles: true });
  titles = await shelf({ articles: false });
}, 120_000);

const ask = async (question: string, on = library, k = 8) => {
  const hits = await on.hits(question, k);
  return { hits, ...(await answer(question, hits, { index: on.index, embedder: on.embedder })) };
};

describe('the judged questions', () => {
  it('are answered as well as ever', async () => {
    const { measures, misses } = await measure(library);
    expect(measures.verbatim).toBe(1);
    expect(measures.cited).toBe(1);
    const context = JSON.stringify({ measures, misses }, null, 1);
    for (const name of ['source', 'firstFromSource', 'says', 'precision'] as const)
      expect(measures[name], `${name}\n${context}`).toBeGreaterThanOrEqual(floors.answers[name]);
    expect(measures.falseAlarms).toBeLessThanOrEqual(floors.answers.falseAlarms);
    expect(measures.sentences).toBeLessThanOrEqual(floors.answers.sentences);
  }, 60_000);

  it.each(['titles', 'articles'] as const)(
    'are told from questions that the lists do not cover, by %s',
    async (kind) => {
      const found = await examples(kind === 'titles' ? titles : library);
      const scores = found.map((example) => ({
        ...example,
        probability: probabilityOf(example.signs),
      }));
      const { falseAlarms, missed } = mistakes(scores, THRESHOLD);
      const wrong = scores.filter(({ probability, covered }) => probability >= THRESHOLD !== covered);
      expect(scores.filter(({ covered }) => !covered).length).toBeGreaterThanOrEqual(60);
      expect(auc(scores), JSON.stringify(wrong)).toBeGreaterThanOrEqual(floors.coverage.auc);
      expect(falseAlarms, JSON.stringify(wrong)).toBeLessThanOrEqual(floors.coverage.falseAlarms);
      expect(missed, JSON.stringify(wrong)).toBeLessThanOrEqual(floors.coverage.missed);
    },
    60_000,
  );
});

describe('an answer', () => {
  it('puts the definition first where a definition is asked for', async () => {
    const { sentences } = await ask('what is a saga');
    expect(sentences[0]!.text).toMatch(/^A saga is a chain of local transactions/);
  });

  it('takes along the sentence that another one needs', async () => {
    const { sentences } = await ask('how is the account separated into writing and reading, CQRS');
    const at = sentences.findIndex(({ text }) => text.startsWith('This separation'));
    if (at >= 0) expect(sentences[at - 1]!.text).toMatch(/projections/);
    for (const { text } of sentences.slice(0, 1)) expect(text).not.toMatch(/^(?:This|It|They)\b/);
  });

  it('has one row a company for "how do companies", each in words of its own', async () => {
    const { rows, sentences, hits } = await ask(
      'how do companies stop failing dependencies with circuit breakers',
    );
    expect(sentences).toEqual([]);
    const names = rows!.map(({ company }) => company);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('Halvard Air');
    const own = rows!.find(({ company }) => company === 'Halvard Air')!;
    expect(own.evidence).toBe('text');
    expect(hits[own.source - 1]!.document.title).toMatch(/Halvard Air/);
  });

  it('shows the company that the question names first', async () => {
    const { sentences, hits } = await ask('how does Netflix do autoscaling', titles);
    expect(hits[sentences[0]!.sources[0]! - 1]!.document.title).toMatch(/Netflix/);
  });

  it('is made of titles and notes, and says so, where nothing is fetched', async () => {
    const { mode, covered, sentences, hits } = await ask('Redis versus Memcached', titles);
    expect({ mode, covered }).toEqual({ mode: 'extractive', covered: true });
    expect(sentences.length).toBeGreaterThan(0);
    for (const { text, evidence, place, sources } of sentences) {
      const { document } = hits[sources[0]! - 1]!;
      expect(evidence).toBe('link');
      expect(place).toBeUndefined();
      expect([document.title, ...document.lists.map(({ note }) => note)]).toContain(text);
    }
  });

  it('has at most five sentences, two of one source, none twice', async () => {
    for (const question of ['load balancing and caching at scale', 'how to survive overload', 'Kafka']) {
      const { sentences } = await ask(question, library, 12);
      expect(sentences.length).toBeLessThanOrEqual(5);
      const sources = sentences.map((sentence) => sentence.sources[0]);
      for (const source of sources)
        expect(sources.filter((one) => one === source).length).toBeLessThanOrEqual(2);
      expect(new Set(sentences.map(({ text }) => text)).size).toBe(sentences.length);
    }
  });

  it('answers a Russian question from a Russian article', async () => {
    const { sentences } = await ask('в чём разница между REST и gRPC');
    expect(sentences.map(({ text }) => text).join(' ')).toMatch(/REST описывает ресурсы/);
  });

  it('says nothing where the lists do not cover the question', async () => {
    const { mode, covered, probability, sentences, rows } = await ask('how long should I boil an egg');
    expect({ mode, covered, sentences, rows }).toEqual({
      mode: 'none',
      covered: false,
      sentences: [],
      rows: undefined,
    });
    expect(probability).toBeLessThan(0.4);
  });

  it('has nothing to say to filters alone, and is not confused by them', async () => {
    const list = await ask('list:field-notes');
    expect(list).toMatchObject({ mode: 'none', covered: true, sentences: [] });
    const { sentences } = await ask('what is a saga list:field-notes');
    expect(sentences[0]!.text).toMatch(/^A saga is/);
  });

  it('survives no hits at all', async () => {
    const whole = await answer('anything', [], { index: library.index, embedder: library.embedder });
    expect(whole).toMatchObject({ mode: 'none', covered: false, sentences: [] });
  });

  it('is made without sentence vectors where the model cannot embed in an instant', async () => {
    const { name, dimensions, embed } = library.embedder;
    const hits = await library.hits('what is a saga');
    const whole = await answer('what is a saga', hits, {
      index: library.index,
      embedder: { name, dimensions, embed },
    });
    expect(whole.sentences[0]!.text).toMatch(/saga/);
  });
});
