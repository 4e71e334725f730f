/** `wellread crawl`: fetches what is due, politely and resumably, with a line that says how it goes. */
import type { CrawlSummary } from '../../crawler/crawl.js';
import type { CrawlProgress } from '../../crawler/progress.js';
import type { Library } from '../library/library.js';
import { type Call, countFlag, INTERRUPTED, type VerbDeclaration } from './command.js';
import { follow } from './job.js';
import { withLibrary } from './open.js';
import type { Step } from './progress.js';
import type { Terminal } from './terminal.js';

export const crawlVerb: VerbDeclaration = {
  name: 'crawl',
  summary: 'fetch the articles that are due; goes on where the last crawl ended',
  flags: [
    ['--only <what>', 'only this URL, host or list'],
    ['--limit <number>', 'fetch this many links at most'],
  ],
  example: 'wellread crawl --only martinfowler.com',
  run: (call) => withLibrary(call, (library) => crawl(library, call)),
};

async function crawl(library: Library, call: Call): Promise<number> {
  const { flags, json, terminal } = call;
  const limit = flags.limit === undefined ? undefined : countFlag(call, 'limit', 0, 1_000_000);
  const job = library.startCrawl({ only: flags.only as string | undefined, limit });
  const summary = (await follow(library.jobs, job, call, stepOf)) as CrawlSummary;
  if (json) terminal.print(JSON.stringify(summary));
  else for (const line of report(summary, terminal)) terminal.print(line);
  if (summary.interrupted) return INTERRUPTED;
  return summary.offline ? 1 : 0;
}

/** `crawling 120/1011  96 ok, 24 not (12 robots, 8 http-404), 3.1/s, 4 min left`. */
function stepOf(progress: CrawlProgress): Step {
  const { done, total, ok, byReason, rate, etaMs, offline, paused } = progress;
  const notes = [`${ok} ok`];
  if (done > ok) notes.push(`${done - ok} not (${topReasons(byReason, 3)})`);
  if (offline) notes.push('no network: waiting');
  else if (paused) notes.push('paused');
  else if (rate > 0) notes.push(`${rate.toFixed(1)}/s`);
  if (etaMs !== null && !offline) notes.push(`${inWords(etaMs)} left`);
  return { phase: 'crawling', done, total, note: notes.join(', ') };
}

function report(summary: CrawlSummary, { color }: Terminal): string[] {
  const { done, total, ok, byReason, ms, interrupted, offline, postponed, nextDueAt } = summary;
  if (total === 0) {
    const next = nextDueAt ? ` the next one is at ${nextDueAt.slice(0, 16).replace('T', ' ')}` : '';
    return [`nothing is due${next && `;${next}`}`];
  }
  const lines = [
    `${done} of ${total} links done in ${inWords(ms)}: ${ok} with an article, ${done - ok} without`,
  ];
  if (done > ok) lines.push(color.dim(topReasons(byReason, 20)));
  if (postponed > 0) lines.push(`${postponed} postponed: their hosts asked to wait; run it again later`);
  if (offline) lines.push(color.yellow('the network is out of reach; no link was given up for that'));
  if (interrupted) lines.push('stopped; the next crawl goes on from here');
  if (ok > 0) lines.push(color.dim('Next: "wellread index" makes the new articles searchable.'));
  return lines;
}

function topReasons(byReason: Readonly<Record<string, number>>, most: number): string {
  const sorted = Object.entries(byReason).sort((a, b) => b[1] - a[1]);
  const shown = sorted.slice(0, most).map(([reason, count]) => `${count} ${reason}`);
  if (sorted.length > most) shown.push('...');
  return shown.join(', ');
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
