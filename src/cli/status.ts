/** `wellread status`: the lists, what became of their links, and the index, in one screen. */
import type { GenerationSummary } from '../../index/publish.js';
import type { LibraryStatus } from '../library/status.js';
import type { Call, VerbDeclaration } from './command.js';
import { withLibrary } from './open.js';
import { plain, type Terminal } from './terminal.js';

export const statusVerb: VerbDeclaration = {
  name: 'status',
  summary: 'totals: lists, links by status and reason, the index',
  example: 'wellread status --json',
  run: status,
};

type Report = LibraryStatus & { generations: GenerationSummary[] };

async function status(call: Call): Promise<number> {
  const { json, terminal } = call;
  const state = await withLibrary(call, async (library) => ({
    ...(await library.statusOnDisk()),
    generations: await library.generations(),
  }));
  if (json) terminal.print(JSON.stringify(state));
  else for (const line of report(state, terminal)) terminal.print(line);
  return 0;
}

function report({ lists, counts, index, stale, gaps, generations }: Report, { color }: Terminal): string[] {
  if (lists.length === 0)
    return ['no reading lists yet: "wellread import FILE" adds one, "wellread serve" the shipped ones'];
  const width = Math.max(...lists.map(({ name }) => plain(name).length));
  const lines = lists.map(({ name, links }) => {
    const { byStatus = {} } = counts.byList[name] ?? {};
    return `${plain(name).padEnd(width)}  ${String(links).padStart(5)} links  ${color.dim(tally(byStatus))}`;
  });
  lines.push('', `${counts.links} links, ${counts.articles} articles: ${tally(counts.byStatus)}`);
  const reasons = tally(counts.byReason);
  if (reasons) lines.push(`not there because: ${reasons}`);
  lines.push(index ? indexLine(index, stale, color) : 'no index yet: "wellread index" builds it');
  for (const { generation, live, scores } of generations) {
    if (scores) lines.push(color.dim(`  ${live ? 'live  ' : 'before'} ${generation}  ${measured(scores)}`));
  }
  if (gaps.length > 0) lines.push('', 'asked, but not covered by the lists:');
  for (const { question, count } of gaps.slice(0, 5))
    lines.push(`  ${plain(question)}${count > 1 ? color.dim(` (${count} times)`) : ''}`);
  return lines;
}

function indexLine(
  index: NonNullable<LibraryStatus['index']>,
  stale: boolean,
  color: Terminal['color'],
): string {
  const age = stale ? color.yellow(', older than the catalog: "wellread index" renews it') : '';
  const built = index.builtAt.slice(0, 16).replace('T', ' ');
  return `index ${index.generation} of ${built}: ${index.passages} passages, model ${index.embedder}${age}`;
}

/** `golden 0.981, recall 0.995`. */
function measured(scores: Readonly<Record<string, number>>): string {
  return Object.entries(scores)
    .map(([name, score]) => `${name} ${score.toFixed(3)}`)
    .join(', ');
}

/** `12 failed, 3 new`, the largest first. */
function tally(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort((a, b) => b[1] - a[1])
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
