/** `wellread eval`: measures the ranking on a judged set, a folder in BEIR layout. */
import type { Evaluation, Scores } from '../search/evaluate.js';
import type { System } from '../search/fuse.js';
import { BadUsage, type Call, type VerbDeclaration } from './command.js';
import { plain, type Terminal } from './terminal.js';

const SYSTEMS: readonly System[] = ['hybrid', 'bm25', 'vector'];

export const evalVerb: VerbDeclaration = {
  name: 'eval',
  summary: 'measure the ranking on a judged set: corpus.jsonl, queries.jsonl, qrels/test.tsv',
  args: '<folder>',
  flags: [['--system <name>', `${SYSTEMS.join(', ')} (default: hybrid)`]],
  example: 'wellread eval ./judged --system bm25 --json',
  run: evaluateFolder,
};

async function evaluateFolder(call: Call): Promise<number> {
  const { args, config, json, terminal } = call;
  const system = systemOf(call.flags.system);
  const [{ readJudgedSet }, { evaluate }, { openChosen }] = await Promise.all([
    import('../search/judged.js'),
    import('../search/evaluate.js'),
    import('../library/indexing.js'),
  ]);
  const set = readJudgedSet(args[0] as string);
  const embedder = await openChosen(config.library);
  try {
    const evaluation = await evaluate(set, embedder, system);
    if (json) terminal.print(JSON.stringify(evaluation));
    else for (const line of table(evaluation, system, terminal)) terminal.print(line);
  } finally {
    await embedder.close?.();
  }
  return 0;
}

function systemOf(raw: unknown): System {
  const system = SYSTEMS.find((one) => one === (raw ?? 'hybrid'));
  if (system === undefined) throw new BadUsage(`--system: "${raw}" is not one of ${SYSTEMS.join(', ')}`);
  return system;
}

function table(evaluation: Evaluation, system: System, { color }: Terminal): string[] {
  const { byType = {}, msPerQuery, embedder } = evaluation;
  const rows: [string, Scores][] = [['all', evaluation], ...Object.entries(byType)];
  const width = Math.max(...rows.map(([name]) => plain(name).length), 4);
  const head = `${''.padEnd(width)}  queries  nDCG@10  MRR@10  Recall@10  Recall@100`;
  const body = rows.map(([name, { queries, ndcg10, mrr10, recall10, recall100 }]) =>
    [
      plain(name).padEnd(width),
      String(queries).padStart(7),
      ndcg10.toFixed(4).padStart(7),
      mrr10.toFixed(4).padStart(6),
      recall10.toFixed(4).padStart(9),
      recall100.toFixed(4).padStart(10),
    ].join('  '),
  );
  const facts = `${system}, model ${embedder}, ${msPerQuery.p50} ms a query (p99 ${msPerQuery.p99})`;
  return [color.dim(head), ...body, color.dim(facts)];
}
