// Mixed load while a crawl runs and the index is built and published over and over: failures, mixed generations, latency,
// event-loop delay and memory, over time.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { buildFirst } from './command.js';
import { type Folder, listOf, makeFolder, quantile } from './folder.js';
import { type Server, settled, startServer } from './server.js';
import { type LocalSite, serveSite } from './site.js';

interface Tally {
  times: number[];
  failed: string[];
  mixed: number;
  generations: Set<string>;
  /** Resident memory of the server at its highest, MB. */
  memory: number;
}

/** Shares of the mixed load; the rest are searches. */
const ASK = 0.4;
const LINKS = 0.02;
const STREAM = 0.1;

/** Pages that are crawled meanwhile, the hosts they are on, and the milliseconds each takes to answer. */
const SITE = { pages: 2_000, hosts: 20, latencyMs: 50 };

/** `npm run bench -- load [PUBLISHES] [REQUESTS_A_SECOND] [PASSAGES] [MINUTES]`: quiet first, then crawling and publishing, then quiet until MINUTES are over. With 0 publishes, load alone. */
export async function run([
  publishes = '100',
  rate = '100',
  passages = '3000',
  minutes = '0',
]: string[]): Promise<void> {
  const folder = makeFolder(Number(passages));
  const site = await serveSite(SITE.pages, SITE.hosts, SITE.latencyMs);
  importSite(folder.dir, site);
  // nothing is fetched but what is asked for below: the other list's hosts do not exist
  const flags = ['--allow-private', '--recover', 'none', '--host-delay', '100'];
  await buildFirst(folder.dir);
  const server = await startServer(folder.dir, folder.questions[0]!, flags);
  await settled(server);
  const began = performance.now();
  try {
    await phase('warm-up', server, folder.questions, Number(rate), () => sleep(10_000));
    const quiet = await phase('quiet', server, folder.questions, Number(rate), () => sleep(60_000));
    const memory = server.memory();
    if (Number(publishes) > 0) {
      await start(server, '/api/crawl', { only: 'site' });
      const busy = await phase('publishing', server, folder.questions, Number(rate), () =>
        publish(server, folder, Number(publishes)),
      );
      const ratio = quantile(busy.times, 0.99) / quantile(quiet.times, 0.99);
      console.log(`${site.asked.size} pages were fetched meanwhile`);
      console.log(`p99 while publishing is ${ratio.toFixed(2)} x the quiet one`);
    }
    const peaks: number[] = [];
    while ((performance.now() - began) / 60_000 < Number(minutes)) {
      const { memory: peak } = await phase('quiet', server, folder.questions, Number(rate), () =>
        sleep(30_000),
      );
      peaks.push(peak);
    }
    console.log(`memory: ${memory.toFixed(0)} MB after warm-up, ${server.memory().toFixed(0)} MB at the end`);
    // between two collections memory rises and falls by a third, so that only its peaks can be compared
    const quarter = Math.floor(peaks.length / 4);
    if (quarter > 0) {
      const [early, late] = [peaks.slice(quarter, quarter * 2), peaks.slice(-quarter)].map((some) =>
        Math.max(...some),
      );
      console.log(
        `at its highest: ${early} MB in the second quarter of the quiet minutes, ${late} MB in the last`,
      );
    }
  } finally {
    await server.stop();
    await site.close();
    folder.remove();
  }
}

function importSite(dir: string, site: LocalSite): void {
  const items = Array.from({ length: SITE.pages }, (_, at) => `- [Page ${at}](${site.urlOf(at)})`);
  const catalog = Catalog.open(dir);
  catalog.addList(parseList(`# Site\n\n${items.join('\n')}\n`, 'site'), 'site.md');
  catalog.close();
}

/** Starts a job; its id. */
async function start({ url }: Server, path: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const said = (await response.json()) as { id?: string };
  if (said.id === undefined) throw new Error(`${path}: ${JSON.stringify(said)}`);
  return said.id;
}

async function jobOf({ url }: Server, id: string): Promise<{ state: string; error: unknown }> {
  return (await (await fetch(`${url}/api/jobs/${id}`)).json()) as { state: string; error: unknown };
}

async function publish(server: Server, folder: Folder, times: number): Promise<void> {
  const writer = new Worker(new URL('list-writer.js', import.meta.url), {
    workerData: { dir: folder.dir, name: 'made-up' },
  });
  try {
    for (let round = 1; round <= times; round++) {
      writer.postMessage(listOf(folder.titles, `v${round}`));
      await once(writer, 'message');
      const id = await start(server, '/api/index', {});
      for (let state = 'running'; state === 'running'; await sleep(20)) {
        const job = await jobOf(server, id);
        state = job.state;
        if (state === 'failed') throw new Error(`publishing ${round} failed: ${JSON.stringify(job.error)}`);
      }
    }
  } finally {
    await writer.terminate();
  }
}

/** Sends requests at a steady rate, late ones not forgiven, until `work` is done; prints one line. */
async function phase(
  name: string,
  server: Server,
  questions: string[],
  rate: number,
  work: () => Promise<void>,
): Promise<Tally> {
  const tally: Tally = { times: [], failed: [], mixed: 0, generations: new Set(), memory: 0 };
  const weigh = setInterval(() => {
    tally.memory = Math.max(tally.memory, Math.round(server.memory()));
  }, 500);
  let done = false;
  const working = work();
  const ended = () => {
    done = true;
  };
  working.then(ended, ended);
  const pending = new Set<Promise<void>>();
  const start = performance.now();
  for (let sent = 0; !done; sent++) {
    const due = start + (sent * 1000) / rate;
    if (due > performance.now()) await sleep(due - performance.now());
    const one = request(server, questions[sent % questions.length]!, due, tally).finally(() =>
      pending.delete(one),
    );
    pending.add(one);
  }
  await Promise.all([working, ...pending]).finally(() => clearInterval(weigh));
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(tally.times, share).toFixed(1));
  const facts = `${tally.times.length} requests, ${tally.failed.length} failed, ${tally.mixed} mixed, ${tally.generations.size} generations`;
  const delay = await loopDelay(server);
  console.log(
    `${name}: ${facts}, p50 ${p50} ms, p99 ${p99} ms, event loop p99 ${delay} ms, at most ${tally.memory} MB`,
  );
  for (const reason of new Set(tally.failed)) console.log(`  failed: ${reason}`);
  return tally;
}

/** The server's own measure of how late its event loop is, since it was last asked. */
async function loopDelay({ url }: Server): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_p99_seconds\S* ([\d.e+-]+)/m.exec(text)?.[1];
  return (Number(seconds) * 1000).toFixed(1);
}

async function request({ url }: Server, question: string, due: number, tally: Tally): Promise<void> {
  const kind = Math.random();
  try {
    const ask = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question }),
    };
    const response =
      kind < ASK
        ? await fetch(`${url}/api/ask`, ask)
        : kind < ASK + LINKS
          ? await fetch(`${url}/api/links?limit=50`)
          : kind < ASK + LINKS + STREAM
            ? await fetch(`${url}/api/ask`, {
                ...ask,
                headers: { ...ask.headers, accept: 'text/event-stream' },
              })
            : await fetch(`${url}/api/search?${new URLSearchParams({ q: question })}`);
    const body = await response.text();
    tally.times.push(performance.now() - due);
    if (!response.ok) tally.failed.push(`${response.status} ${body.slice(0, 120)}`);
    else if (body.startsWith('{"question') || body.startsWith('{"query')) judge(body, tally);
  } catch (error) {
    tally.failed.push(String((error as Error).cause ?? error));
  }
}

/** An answer mixes generations when its sources' titles are of more than one version of the list. */
function judge(body: string, tally: Tally): void {
  const { sources, index } = JSON.parse(body) as {
    sources: { title: string; lists: { list: string }[] }[];
    index: { generation: string };
  };
  tally.generations.add(index.generation);
  const versioned = sources.filter(({ lists }) => lists.some(({ list }) => list === 'made-up'));
  if (new Set(versioned.map(({ title }) => title.split(' ').at(-1))).size > 1) tally.mixed++;
}
