// Speed of a search in process, query embedding included, beside MiniSearch and Orama on the same texts in the same run.

import { readdirSync, readFileSync } from 'node:fs';
import { create, insertMultiple, search as searchOrama } from '@orama/orama';
import MiniSearch from 'minisearch';
import { parseList } from '../../crawler/list/list.js';
import { hostOf } from '../../crawler/url.js';
import { assemble, type Collection, loadKnowledge } from '../../index/assemble.js';
import type { Content } from '../../index/content.js';
import { loadBuiltin } from '../../index/embedder/builtin.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import { Generation } from '../../index/generation.js';
import { EXACT_UP_TO, Hnsw } from '../../index/hnsw.js';
import { best } from '../../index/nearest.js';
import { quantise, Vectors } from '../../index/vectors.js';
import { search } from '../../src/search/search.js';
import { synthetic } from './synthetic.js';

/** Systems take turns in blocks, so that one's garbage does not fall into another's time. */
const BLOCK = 30;
const WARM_UP = 60;

type System = { name: string; ask: (question: string) => Promise<unknown> };

export async function run(args: string[]): Promise<void> {
  const count = Number(args[0] ?? 15_000);
  const embedder = loadBuiltin();
  console.log(
    `embedder ${embedder.name}, ${embedder.dimensions} dimensions; hybrid search, 8 hits, times in ms`,
  );
  const cards = seedCards();
  await compare(`${cards.length} link cards of seeds/`, cards, titlesAsQuestions(cards), embedder);
  const made = synthetic(count, 150, 240);
  const contents = made.passages.map(({ title, text }) => ({ title, heading: [], text }));
  await compare(`${count} synthetic passages of 150 words`, contents, made.questions, embedder);
}

async function compare(
  name: string,
  contents: Content[],
  questions: string[],
  embedder: Embedder,
): Promise<void> {
  const began = performance.now();
  const index = await indexOf(contents, embedder);
  console.log(`\n${name} (index built in ${((performance.now() - began) / 1000).toFixed(1)} s)`);
  const systems: System[] = [
    { name: 'wellread', ask: (question) => search(index, embedder, plain(question), { k: 8 }) },
    {
      name: 'wellread, words only',
      ask: (question) => search(index, embedder, plain(question), { k: 8, system: 'bm25' }),
    },
    miniSearch(contents),
    await orama(contents),
  ];
  const times = await takeTurns(systems, questions);
  const [own] = times;
  for (const [at, system] of systems.entries()) {
    const { p50, p99 } = times[at]!;
    const ratio = at === 0 ? '' : `  ${(p50 / own!.p50).toFixed(1)} x`;
    console.log(
      `  ${system.name.padEnd(22)} p50 ${p50.toFixed(3).padStart(8)}  p99 ${p99.toFixed(3).padStart(8)}${ratio}`,
    );
  }
  if (index.graph)
    console.log(
      `  graph's recall of the 10 nearest: ${(await recall(index, questions, embedder)).toFixed(3)}`,
    );
}

const plain = (text: string) => ({ text, phrases: [], excluded: [], filter: {} });

async function takeTurns(systems: System[], questions: string[]): Promise<{ p50: number; p99: number }[]> {
  for (const system of systems)
    for (const question of questions.slice(0, WARM_UP)) await system.ask(question);
  const times = systems.map((): number[] => []);
  for (let from = 0; from < questions.length; from += BLOCK)
    for (const [at, system] of systems.entries())
      for (const question of questions.slice(from, from + BLOCK)) {
        const began = performance.now();
        await system.ask(question);
        times[at]!.push(performance.now() - began);
      }
  return times.map((all) => {
    const sorted = all.sort((a, b) => a - b);
    return { p50: sorted[Math.floor(sorted.length * 0.5)]!, p99: sorted[Math.floor(sorted.length * 0.99)]! };
  });
}

/** Share of the exact ten nearest passages that the graph finds. */
async function recall(index: Generation, questions: string[], embedder: Embedder): Promise<number> {
  let found = 0;
  const asked = questions.slice(0, 200);
  for (const question of asked) {
    const [vector] = await embedder.embed([question], 'query');
    const exact = new Set(best(index.vectors.scan(vector!), 10, -2));
    found += index.graph!.nearest(vector!, 10).filter((id) => exact.has(id)).length;
  }
  return found / (asked.length * 10);
}

function miniSearch(contents: Content[]): System {
  const mini = new MiniSearch({ fields: ['title', 'text'], searchOptions: { boost: { title: 2 } } });
  mini.addAll(contents.map(({ title, text }, id) => ({ id, title, text })));
  return { name: 'MiniSearch', ask: async (question) => mini.search(question).slice(0, 8) };
}

async function orama(contents: Content[]): Promise<System> {
  const database = create({ schema: { title: 'string', text: 'string' } });
  await insertMultiple(
    database,
    contents.map(({ title, text }) => ({ title, text })),
    500,
  );
  return { name: 'Orama', ask: async (question) => searchOrama(database, { term: question, limit: 8 }) };
}

async function indexOf(contents: Content[], embedder: Embedder): Promise<Generation> {
  const collection: Collection = {
    documents: contents.map(({ title }, ordinal) => ({
      ...{
        ordinal,
        linkId: ordinal,
        canonical: `synthetic/${ordinal}`,
        url: '',
        title,
        host: '',
        kind: 'article',
      },
      ...{
        lang: null,
        published: null,
        archivedUrl: null,
        archivedAt: null,
        byline: null,
        words: 150,
        lists: [],
      },
      ...{ evidence: 'text', contentHash: null, mirrorOf: null },
    })),
    passages: contents.map(({ text }, document) => ({
      document,
      kind: 'text',
      heading: [],
      text,
      start: 0,
      end: 0,
    })),
    contents,
  };
  const encoder = {
    dimensions: embedder.dimensions,
    encode: async (texts: string[]) => (await embedder.embed(texts, 'passage')).map(quantise),
  };
  const parts = await assemble(collection, encoder, loadKnowledge());
  const graph = contents.length > EXACT_UP_TO ? await Hnsw.build(new Vectors(parts.vectors)) : null;
  const manifest = {
    ...{ format: 1, generation: 'bench', embedder, links: 0, articles: 0, passages: contents.length },
    ...{ builtAt: '', catalogChanges: 0, checksums: {}, lists: {}, checksum: '' },
  };
  return new Generation(manifest, { ...parts, graph });
}

/** Titles of the lists with the sections and hosts around them, as the index has them. */
function seedCards(): Content[] {
  const folder = new URL('../../seeds/', import.meta.url);
  const seen = new Map<string, Content>();
  for (const file of readdirSync(folder))
    for (const { url, title, section, note } of parseList(readFileSync(new URL(file, folder), 'utf8'), file)
      .entries)
      seen.set(url, { title, heading: [], text: [note, section.join(' > '), hostOf(url)].join(' · ') });
  return [...seen.values()];
}

function titlesAsQuestions(contents: Content[]): string[] {
  return contents.flatMap(({ title }) => {
    const words = title.split(/\s+/).slice(0, 7);
    return words.length >= 3 ? [words.join(' ')] : [];
  });
}
