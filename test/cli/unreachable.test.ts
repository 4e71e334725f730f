// A first start with the cable pulled out, and no word of it on the command line: answers, waits, and gives no link up.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../library/shelf.js';
import { type Started, start } from './run.js';

const preload = createRequire(import.meta.url).resolve('./no-names.cjs');
const down = { NODE_OPTIONS: `--require ${preload}` };

let folder: ReturnType<typeof temporaryFolder>;
let server: Started | null = null;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await server?.stop('SIGKILL');
  server = null;
  folder.remove();
});

interface Status {
  counts: { byStatus: Record<string, number> };
  crawl: string;
  jobs: { kind: string; progress: { offline?: boolean } | null }[];
}

describe('a machine without network', { timeout: 120_000 }, () => {
  it('marks no link dead, in the background of a service', async () => {
    server = start(['serve', '--port', '0', '--host-delay', '0', '--data', folder.dir], down);
    const address = await server.address();
    const status = async () => (await (await fetch(`${address}/api/status`)).json()) as Status;
    const crawl = async () => (await status()).jobs.find(({ kind }) => kind === 'crawl');
    for (let i = 0; i < 400 && !(await crawl())?.progress?.offline; i++) await sleep(100);
    expect((await crawl())?.progress).toMatchObject({ offline: true, done: 0 });
    expect((await status()).counts.byStatus).toEqual({ new: 1011 });
    const response = await fetch(`${address}/api/search?q=kafka`);
    expect(response.status).toBe(200);
    expect(await server.stop()).toBe(0);
  });
});
