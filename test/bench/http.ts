// Questions over HTTP: latency at a steady rate, and at saturation the share of what the same server answers with a constant.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { buildFirst } from './command.js';
import { makeFolder, quantile } from './folder.js';
import { ROOT, settled, startServer } from './server.js';

/** Requests at the same time when the server is to have all it can take. */
const CROWD = 32;
const WARM_UP = 300;

/** `npm run bench -- http [PASSAGES] [REQUESTS_A_SECOND] [SECONDS]` */
export async function run([passages = '15000', rate = '50', seconds = '20']: string[]): Promise<void> {
  const folder = makeFolder(Number(passages));
  await buildFirst(folder.dir);
  const server = await startServer(folder.dir, folder.questions[0]!);
  await settled(server);
  const constant = await startConstant();
  const pool = new Pool(server.url, { connections: CROWD });
  try {
    const ask = (at: number) => post(pool, { question: folder.questions[at % folder.questions.length] });
    for (let at = 0; at < WARM_UP; at++) await ask(at);
    const times = await steady(ask, Number(rate), Number(seconds));
    const [p50, p99] = [0.5, 0.99].map((share) => quantile(times, share).toFixed(1));
    console.log(
      `${passages} passages, ${rate} questions/s for ${seconds} s: p50 ${p50} ms, p99 ${p99} ms, 0 failed`,
    );
    const own = await saturated(ask, Number(seconds));
    const plain = new Pool(constant.url, { connections: CROWD });
    const most = await saturated(() => post(plain, { question: 'x' }), Number(seconds));
    await plain.close();
    const share = ((100 * own) / most).toFixed(1);
    console.log(
      `saturated: ${own.toFixed(0)} questions/s, 0 failed; a constant: ${most.toFixed(0)}/s; share ${share} %`,
    );
    console.log(`memory: ${server.memory().toFixed(0)} MB`);
  } finally {
    await pool.close();
    await server.stop();
    constant.process.kill();
    folder.remove();
  }
}

async function post(pool: Pool, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const { statusCode, body: answer } = await pool.request({
    ...{ method: 'POST', path: '/api/ask', headers, body: JSON.stringify(body) },
  });
  const text = await answer.text();
  if (statusCode !== 200) throw new Error(`${statusCode}: ${text.slice(0, 200)}`);
}

/** Milliseconds each answer took from the moment it was due: a server that falls behind is not forgiven. */
async function steady(ask: (at: number) => Promise<void>, rate: number, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const pending: Promise<void>[] = [];
  const start = performance.now();
  for (let at = 0; at < rate * seconds; at++) {
    const due = start + (at * 1000) / rate;
    if (due > performance.now()) await sleep(due - performance.now());
    pending.push(ask(at).then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(pending);
  return times;
}

/** Answers a second with CROWD questions always on their way. */
async function saturated(ask: (at: number) => Promise<void>, seconds: number): Promise<number> {
  const start = performance.now();
  let answered = 0;
  const one = async () => {
    while (performance.now() - start < seconds * 1000) await ask(answered++);
  };
  await Promise.all(Array.from({ length: CROWD }, one));
  return (answered * 1000) / (performance.now() - start);
}

/** The same framework and adaptor, reading the body and answering with one that has the size of an answer. */
async function startConstant(): Promise<{ url: string; process: ChildProcess }> {
  const script = `import { Hono } from 'hono'; import { serve } from '@hono/node-server';
    const body = { text: 'x'.repeat(8000) };
    const app = new Hono().post('/api/ask', async (c) => { await c.req.json(); return c.json(body); });
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const [port] = (await once(child.stdout!, 'data')) as [Buffer];
  return { url: `http://127.0.0.1:${Number(port)}`, process: child };
}
