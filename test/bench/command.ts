// Runs one command of the compiled package to its end, for benchmarks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './server.js';

export interface Ran {
  code: number | null;
  output: string;
  error: string;
}

export async function wellread(dir: string, args: string[]): Promise<Ran> {
  const child = spawn(process.execPath, ['bin/wellread.js', ...args, '--data', dir], { cwd: ROOT });
  const ran: Ran = { code: null, output: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    ran.output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    ran.error += chunk;
  });
  [ran.code] = (await once(child, 'close')) as [number | null];
  return ran;
}

/** Builds the folder's index with the embedder that ships, so that what is measured next does not run beside a build. */
export async function buildFirst(dir: string): Promise<void> {
  const { code, error } = await wellread(dir, ['index', '--embedder', 'builtin', '--offline']);
  if (code !== 0) throw new Error(error);
}
