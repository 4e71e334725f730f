// Kills `wellread index` at random moments, every other time together with the process that builds for it: after each, the folder
// must hold one whole index that answers, and quickly.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { loadBuiltin } from '../../index/embedder/builtin.js';
import { openIndex } from '../../index/open.js';
import { search } from '../../src/search/search.js';
import { listOf, makeFolder, quantile } from './folder.js';
import { ROOT, startServer } from './server.js';

/** A busy machine builds more slowly than at first: kills spread over this many times the first build reach its end. */
const SPREAD = 1.6;
/** Kills after which a server is started and its first answer timed; the index is opened and asked after every one. */
const SERVE_EVERY = 10;
/** Kills between two lines. */
const REPORT = 50;

/** `npm run bench -- publish-kill [KILLS] [PASSAGES]` */
export async function run([kills = '200', passages = '3000']: string[]): Promise<void> {
  const folder = makeFolder(Number(passages));
  const embedder = loadBuiltin();
  try {
    const whole = (await index(folder.dir, Number.POSITIVE_INFINITY)).ms;
    console.log(`a whole build takes ${whole.toFixed(0)} ms; killing within ${SPREAD} x that`);
    const starts: number[] = [];
    const seen = new Set<string>();
    let killed = 0;
    let round = 0;
    while (killed < Number(kills)) {
      round++;
      const catalog = Catalog.open(folder.dir);
      catalog.addList(parseList(listOf(folder.titles, `v${round}`), 'made-up'), 'made-up.md');
      catalog.close();
      const whom = round % 2 === 0 ? 'all' : 'command';
      const wasKilled = (await index(folder.dir, Math.random() * whole * SPREAD, whom)).killed;
      if (wasKilled) killed++;
      const generation = openIndex(folder.dir); // throws unless it is whole
      const { hits } = await search(
        generation,
        embedder,
        folder.questions[round % folder.questions.length]!,
        { k: 5 },
      );
      const versions = new Set(hits.map(({ document }) => document.title.split(' ').at(-1)));
      if (hits.length === 0 || versions.size !== 1)
        throw new Error(`after kill ${round}: ${hits.length} hits of ${[...versions]}`);
      seen.add(generation.manifest.generation);
      if (wasKilled && killed % REPORT === 0)
        console.log(`${killed} kills, ${seen.size} generations seen live`);
      if (wasKilled && killed % SERVE_EVERY === 0) {
        const server = await startServer(folder.dir, folder.questions[0]!);
        starts.push(server.firstAnswer);
        await server.stop();
      }
    }
    console.log(
      `${kills} kills, ${round - killed} builds that were done before: a whole index every time, ${seen.size} generations seen live`,
    );
    console.log(
      `start to first answer, ${starts.length} times: median ${quantile(starts, 0.5).toFixed(0)} ms, slowest ${Math.max(...starts).toFixed(0)} ms`,
    );
  } finally {
    folder.remove();
  }
}

/**
 * Builds, killed after `limit` milliseconds unless that has ended by then: the command alone, so that its builder has to notice, or
 * all of it at once, as a power cut does.
 */
async function index(
  dir: string,
  limit: number,
  whom: 'command' | 'all' = 'command',
): Promise<{ ms: number; killed: boolean }> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['bin/wellread.js', 'index', '--data', dir, '--embedder', 'builtin'],
    { cwd: ROOT, stdio: 'ignore', detached: true },
  );
  const ended = once(child, 'exit');
  if (Number.isFinite(limit)) {
    await Promise.race([sleep(limit), ended]);
    if (child.exitCode === null) process.kill(whom === 'all' ? -child.pid! : child.pid!, 'SIGKILL');
  }
  await ended;
  return { ms: performance.now() - start, killed: child.signalCode === 'SIGKILL' };
}
