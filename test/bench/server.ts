// A wellread server in a process of its own, started from the compiled package, for benchmarks that ask it over HTTP.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Server {
  url: string;
  process: ChildProcess;
  /** Milliseconds from the start of the process to its first answer. */
  firstAnswer: number;
  /** Resident memory, MB. */
  memory(): number;
  stop(): Promise<void>;
}

/** Seconds after which a server that does not answer is given up. */
const PATIENCE = 60;

export async function startServer(dataDir: string, question: string, flags: string[] = []): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const start = performance.now();
  const args = ['bin/wellread.js', 'serve', '--offline', '--data', dataDir, '--port', String(port)];
  const child = spawn(process.execPath, [...args, '--log-level', 'error', ...flags], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  while (!(await answers(url, question))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (performance.now() - start > PATIENCE * 1000) throw new Error('the server does not answer');
    await sleep(10);
  }
  return {
    ...{ url, process: child, firstAnswer: performance.now() - start },
    memory: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Waits until the map of the live index is drawn, so that what is measured next does not run beside that. */
export async function settled({ url }: Server): Promise<void> {
  for (;;) {
    const page = await (await fetch(`${url}/map`)).text();
    if (!page.includes('class="notice drawing"')) return;
    await sleep(200);
  }
}

async function answers(url: string, question: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/search?${new URLSearchParams({ q: question })}`);
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    if ((error as Error).name === 'TypeError') return false; // nobody listens yet
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  return port;
}
