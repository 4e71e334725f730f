// --offline means offline: with every way to the network made deadly, everything works and nothing dies.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../library/shelf.js';
import { type Started, start } from './run.js';

const preload = createRequire(import.meta.url).resolve('./no-network.cjs');
const deadly = { NODE_OPTIONS: `--require ${preload}` };

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

describe('the preload', () => {
  it.each([
    "require('node:net').connect(54321, '127.0.0.1')",
    "require('node:http').get('http://127.0.0.1:54321/')",
    "fetch('http://127.0.0.1:54321/')",
    "require('node:dns').lookup('localhost', () => {})",
    "require('node:dns').promises.resolve4('localhost')",
    "new (require('node:worker_threads').Worker)(\"fetch('http://127.0.0.1:54321/')\", { eval: true })",
  ])('kills %s', async (script) => {
    const child = spawn(process.execPath, ['-e', script], {
      env: { ...process.env, ...deadly },
      stdio: 'ignore',
    });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });
});

describe('offline', { timeout: 120_000 }, () => {
  it('a server starts from nothing, answers, shows its pages and draws its map', async () => {
    server = start(['serve', '--offline', '--port', '0', '--data', folder.dir], deadly);
    const address = await server.address();
    const response = await fetch(`${address}/api/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question: 'how do companies dedupe Kafka' }),
    });
    expect(((await response.json()) as { sources: unknown[] }).sources).toHaveLength(8);
    for (const path of [
      '/',
      '/?q=kafka',
      '/coverage',
      '/map',
      '/docs',
      '/openapi.json',
      '/metrics',
      '/api/status',
      '/api/links',
    ]) {
      expect([path, (await fetch(address + path)).status]).toEqual([path, 200]);
    }
    const crawl = (await (await fetch(`${address}/api/status`)).json()) as { crawl: string };
    expect(crawl.crawl).toBe('off');
    expect(await server.stop()).toBe(0);
    expect(server.err).not.toContain('NETWORK');
  });

  it.each([
    [['ask', 'what is backpressure', '--offline']],
    [['search', 'kafka', '--offline', '--embedder', 'auto']],
    [['index', '--offline']],
    [['links']],
    [['status']],
    [['import', 'seeds/backend-reads.md']],
    [['settings']],
  ])('%j does its work', async (args) => {
    const { ended, err } = start([...args, '--data', folder.dir], deadly);
    expect([await ended, err]).toEqual([0, expect.not.stringContaining('NETWORK')]);
  });

  it('a model that is not here is missed in words, not fetched', async () => {
    const run = start(
      ['index', '--offline', '--embedder', 'Xenova/no-such-model', '--data', folder.dir],
      deadly,
    );
    expect(await run.ended).toBe(1);
    expect(run.err).toContain('Xenova/no-such-model');
  });

  it('an address is not imported', async () => {
    const run = start(['import', 'https://lists.example/x.md', '--offline', '--data', folder.dir], deadly);
    expect(await run.ended).toBe(1);
    expect(run.err).toContain('while offline');
  });
});
