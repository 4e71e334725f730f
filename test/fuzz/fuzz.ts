// Tries every property of the test suite with new random values until the time is up: `npm run fuzz -- [MINUTES]`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) {
  console.error('usage: npm run fuzz -- [MINUTES]');
  process.exit(2);
}

const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter((name) => readFileSync(join(ROOT, name), 'utf8').includes("from 'fast-check'"));
const properties = files.reduce(
  (sum, name) => sum + readFileSync(join(ROOT, name), 'utf8').split('fc.assert(').length - 1,
  0,
);

/** Two files run at a time; rounds of at most ten minutes, so that a failure is seen soon. */
const limit = Math.max(1_000, Math.ceil((Math.min(minutes, 10) * 60_000 * 2) / properties));
const end = performance.now() + minutes * 60_000;
let rounds = 0;
let code: number | null = 0;
while (code === 0 && (rounds === 0 || performance.now() < end)) {
  rounds++;
  console.log(`round ${rounds}: ${properties} properties in ${files.length} files, ${limit} ms each`);
  const vitest = spawn('npx', ['vitest', 'run', '--testTimeout', String(limit * 20 + 60_000), ...files], {
    ...{ cwd: ROOT, stdio: 'inherit' },
    env: { ...process.env, WELLREAD_FUZZ_MS: String(limit) },
  });
  [code] = (await once(vitest, 'exit')) as [number | null];
}
console.log(code === 0 ? 'nothing fell' : 'a property fell: seed and path above repeat it');
process.exitCode = code ?? 1;
