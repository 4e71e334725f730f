// Runs the command line, in this process with its output kept, or as the process people start.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import picocolors from 'picocolors';
import { main } from '../../src/cli/main.js';

export interface Run {
  code: number;
  /** Lines of stdout. */
  out: string[];
  /** Lines of stderr. */
  err: string[];
}

/** One command in this process, as if its output went to a pipe; with `columns` to a terminal that wide, with colours. */
export async function run(args: readonly string[], columns?: number): Promise<Run> {
  const [out, err]: string[][] = [[], []];
  const color = picocolors.createColors(columns !== undefined);
  const code = await main(args, {
    print: (line) => void out!.push(...line.split('\n')),
    say: (line) => void err!.push(...line.split('\n')),
    ...{ tty: columns !== undefined, canvas: null, columns: columns ?? 80, color, sayColor: color },
  });
  return { code, out: out!, err: err! };
}

/** Starts `wellread` as a process; its output is kept and can be waited for. */
export function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Started {
  const bin = createRequire(import.meta.url).resolve('#package/bin/wellread.js');
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Started(child);
}

export class Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | string>;
  out = '';
  err = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  }

  /** The first match of a pattern in stderr; rejects when the process ends without one. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.err);
      if (match) return match;
      const next = once(this.child.stderr!, 'data').then(() => null);
      const over = await Promise.race([next, this.ended]);
      if (over !== null && !pattern.test(this.err))
        throw new Error(`ended with ${over} and said:\n${this.err}`);
    }
  }

  /** The address a server says it answers at. */
  async address(): Promise<string> {
    return (await this.says(/answers at (http:\S+)/))[1]!;
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | string> {
    this.child.kill(signal);
    return this.ended;
  }
}
