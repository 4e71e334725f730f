// Progress where there is no terminal to draw a bar on: a line now and then, with what is left.
import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { lines } from '../../src/cli/progress.js';

it('says how far the work is and how long it will take, every few seconds', () => {
  const said: string[] = [];
  const color = picocolors.createColors(false);
  const print = (line: string) => void said.push(line);
  let now = 0;
  const terminal = { print, say: print, tty: false, canvas: null, columns: 80, color, sayColor: color };
  const progress = lines(terminal, () => now);
  progress.step({ phase: 'reading', done: 0, total: 10 });
  for (const [at, done] of [
    [1_500, 0],
    [2_000, 5],
    [7_000, 110],
    [8_000, 130],
    [12_500, 990],
  ] as const) {
    now = at;
    progress.step({ phase: 'embedding', done, total: 1_000, note: 'model\u001b[31m x' });
  }
  now = 20_000;
  progress.step({ phase: 'embedding', done: 1_000, total: 1_000 });
  now = 40_000;
  progress.step({ phase: 'linking', done: 0, total: 0 });
  progress.end();
  expect(said.map((line) => line.replace(/ {2}model.*x/, ''))).toEqual([
    'reading 0/10',
    'embedding 0/1000',
    'embedding 110/1000, 45 s left',
    'embedding 990/1000, 1 s left',
    'embedding 1000/1000',
    'linking',
  ]);
  expect(said.join('')).not.toContain('\u001b');
});
