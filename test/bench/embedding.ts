// The built-in embedder beside a transformer, in the product's own search: quality by set and kind of question, and speed.
// `npm run bench -- embedding [SETS] [TRANSFORMER] [VECTORS]`: a folder of judged sets, a model's folder, and a folder that
// keeps the transformer's vectors of the sets (they take minutes; nothing else is kept).
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { embeddedText } from '../../index/content.js';
import { loadBuiltin } from '../../index/embedder/builtin.js';
import type { Embedder, Role } from '../../index/embedder/embedder.js';
import { teach } from '../../index/embedder/train/teacher.js';
import { openTransformer } from '../../index/embedder/transformers.js';
import { type Evaluation, evaluate } from '../../src/search/evaluate.js';
import { type JudgedSet, readJudgedSet } from '../../src/search/judged.js';
import { synthetic } from './synthetic.js';

const ORDER = ['reading-list', 'codebase-chunks', 'cacm', 'cranfield', 'dbpedia'];

export async function run(args: string[]): Promise<void> {
  const [sets = '../shared/eval', model = '', vectors = ''] = args;
  const builtin = loadBuiltin();
  const transformer =
    model === ''
      ? null
      : await openTransformer(resolve(model), { modelsDir: '.', offline: true, dtype: 'fp32', threads: 1 });
  if (transformer === null) console.log('no transformer named: its columns are left out');
  if (existsSync(sets)) await quality(sets, builtin, transformer, vectors);
  await speed(builtin, transformer);
  await transformer?.close?.();
}

interface Row {
  set: string;
  scores: Record<string, Evaluation>;
}

async function quality(
  sets: string,
  builtin: Embedder,
  transformer: Embedder | null,
  vectors: string,
): Promise<void> {
  const names = readdirSync(sets, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const rows: Row[] = [];
  for (const name of names) {
    const set = readJudgedSet(join(sets, name));
    const scores: Row['scores'] = {
      bm25: await evaluate(set, builtin, 'bm25'),
      builtin: await evaluate(set, builtin, 'vector'),
      'builtin hybrid': await evaluate(set, builtin, 'hybrid'),
    };
    if (transformer) {
      const known = vectors === '' ? transformer : await remembered(set, transformer, vectors);
      scores.transformer = await evaluate(set, known, 'vector');
      scores['transformer hybrid'] = await evaluate(set, known, 'hybrid');
    }
    rows.push({ set: name, scores });
    printRow(
      name,
      Object.values(scores).map(({ ndcg10 }) => ndcg10),
      Object.keys(scores),
      rows.length === 1,
    );
    for (const type of Object.keys(scores.bm25?.byType ?? {})) {
      printRow(
        `  ${type}`,
        Object.values(scores).map(({ byType }) => byType?.[type]?.ndcg10 ?? 0),
        [],
        false,
      );
    }
  }
  if (transformer) ratios(rows);
}

function printRow(name: string, values: number[], heads: string[], first: boolean): void {
  if (first) console.log(`${'nDCG@10'.padEnd(18)}${heads.map((head) => head.padStart(20)).join('')}`);
  console.log(`${name.padEnd(18)}${values.map((value) => value.toFixed(3).padStart(20)).join('')}`);
}

function ratios(rows: readonly Row[]): void {
  const of = (row: Row, a: string, b: string) => (row.scores[a]?.ndcg10 ?? 0) / (row.scores[b]?.ndcg10 ?? 1);
  const compared: [string, string][] = [
    ['builtin', 'transformer'],
    ['builtin hybrid', 'transformer'],
    ['builtin hybrid', 'transformer hybrid'],
    ['builtin hybrid', 'bm25'],
  ];
  for (const [a, b] of compared) {
    const all = rows.map((row) => of(row, a, b));
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const each = rows.map((row, i) => `${row.set} ${all[i]?.toFixed(3)}`).join(', ');
    console.log(`${a} / ${b}: ${mean.toFixed(3)} on average (${each})`);
  }
}

// The transformer with its vectors of one set looked up instead of computed again.
async function remembered(set: JudgedSet, embedder: Embedder, directory: string): Promise<Embedder> {
  const documents = set.corpus.map(({ title, text }) => embeddedText({ title, heading: [], text }));
  const known = {
    passage: await lookUp(documents, 'passage'),
    query: await lookUp(
      set.queries.map(({ text }) => text),
      'query',
    ),
  };
  async function lookUp(texts: string[], role: Role) {
    const name = `${embedder.name.replace(/[^\w.-]+/g, '_')}-${role}`;
    const asTeacher = {
      name,
      dimensions: embedder.dimensions,
      encode: (part: readonly string[]) => embedder.embed(part, role),
    };
    const rows = await teach(asTeacher, texts, directory, (done, of) =>
      console.error(`${role}: ${done} of ${of}`),
    );
    const row = (i: number) => rows.subarray(i * embedder.dimensions, (i + 1) * embedder.dimensions);
    return new Map(texts.map((text, i) => [text, row(i)]));
  }
  return {
    ...embedder,
    async embed(texts, role) {
      const missing = texts.filter((text) => !known[role].has(text));
      const fresh = await embedder.embed(missing, role);
      return texts.map((text) => known[role].get(text) ?? fresh[missing.indexOf(text)]!);
    },
  };
}

const PASSAGES = 4_000;
const TRANSFORMER_PASSAGES = 24;
const QUERIES = 2_000;
const LOADS = 20;

async function speed(builtin: ReturnType<typeof loadBuiltin>, transformer: Embedder | null): Promise<void> {
  const { passages, questions } = synthetic(PASSAGES, 100, 200);
  const texts = passages.map(({ title, text }) => `${title}. ${text}`);
  for (const text of texts.slice(0, 500)) builtin.embedSync(text);
  const perSecond =
    texts.length / (await seconds(async () => void texts.map((text) => builtin.embedSync(text))));
  console.log(`builtin: ${perSecond.toFixed(0)} passages of 100 words a second on one thread`);
  const asked = Array.from({ length: QUERIES }, (_, i) => questions[i % questions.length] ?? '');
  const query = (await seconds(async () => void asked.map((text) => builtin.embedSync(text)))) / asked.length;
  console.log(`builtin: ${(query * 1e6).toFixed(1)} microseconds a query`);
  const loads: number[] = [];
  for (let i = 0; i < LOADS; i++) loads.push(await seconds(async () => void loadBuiltin()));
  loads.sort((a, b) => a - b);
  console.log(`builtin: loaded in ${((loads[LOADS / 2] ?? 0) * 1e3).toFixed(1)} ms (median of ${LOADS})`);
  if (!transformer) return;
  const few = texts.slice(0, TRANSFORMER_PASSAGES);
  await transformer.embed(few.slice(0, 8), 'passage');
  const slow = few.length / (await seconds(async () => void (await transformer.embed(few, 'passage'))));
  console.log(
    `transformer: ${slow.toFixed(1)} passages a second on one thread; builtin ${(perSecond / slow).toFixed(0)} x`,
  );
}

// CPU time of this process, so that a busy machine does not count; the transformer's threads are in it too.
async function seconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
