// Extraction in worker threads: limits end a page, never the process, and the pool goes on with the next page.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ExtractPool, PoolClosed } from '../../../crawler/extract/pool.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const paragraph =
  'A queue between two services absorbs a burst that neither of them could take alone, and it lets either be restarted. ';
const article = (title: string) =>
  `<html><head><title>${title}</title></head><body><article><h1>${title}</h1>${`<p>${paragraph.repeat(3)}</p>`.repeat(6)}</article></body></html>`;
const page = (html: string, url = 'https://example.org/post') => ({
  body: bytes(html),
  mime: 'text/html',
  charset: 'utf-8',
  url,
});

const pools: ExtractPool[] = [];
const open = (options: ConstructorParameters<typeof ExtractPool>[0]) => {
  const pool = new ExtractPool(options);
  pools.push(pool);
  return pool;
};
afterAll(() => Promise.all(pools.map((pool) => pool.close())));

/** Workers load the whole extractor, and other test files do so at the same time. */
const PATIENCE_MS = 120_000;
/** How long a process is stopped: longer than its pages may take. */
const STOP_MS = 5000;

describe('ExtractPool', { timeout: PATIENCE_MS }, () => {
  it('extracts pages and keeps each with its caller', async () => {
    const pool = open({ size: 2 });
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        pool.run(page(article(`Queue number ${n}`), `https://example.org/${n}`)),
      ),
    );
    results.forEach((result, n) => {
      expect(result).toMatchObject({ verdict: { ok: true } });
      expect('text' in result && result.text).toContain('absorbs a burst');
      expect('title' in result && result.title).toBe(`Queue number ${n}`);
    });
  });

  it('refuses input beyond its bytes without starting a worker', async () => {
    const pool = open({ size: 1, maxBytes: 1000 });
    expect(await pool.run(page('x'.repeat(1001)))).toEqual({
      failed: 'too-large',
      detail: '1001 bytes, 1000 allowed',
    });
  });

  it('kills a worker that overruns its time and serves the next page with a new one', async () => {
    const pool = open({ size: 1, timeoutMs: 30 });
    const slow = page(`<p>${'<b><i><u>word </p><p>'.repeat(30_000)}`);
    expect(await pool.run(slow)).toMatchObject({ failed: 'extraction-timeout' });
    const patient = open({ size: 1 });
    expect(await patient.run(page(article('After the storm')))).toMatchObject({ title: 'After the storm' });
    expect(await pool.run(slow)).toMatchObject({ failed: 'extraction-timeout' });
  });

  it.skipIf(process.platform === 'win32')(
    'does not count the time in which the process is stopped',
    async () => {
      const child = fork(fileURLToPath(new URL('./one-page.js', import.meta.url)), [`${STOP_MS - 500}`]);
      await once(child, 'message'); // the page is at work
      child.kill('SIGSTOP');
      await sleep(STOP_MS);
      child.kill('SIGCONT');
      const [extraction] = await once(child, 'message');
      expect(extraction).toMatchObject({ title: 'Queues at night' });
      await once(child, 'exit');
    },
  );

  it('turns a page that breaks the memory limit into a reason and goes on', async () => {
    // enough to load the extractor, which takes some 25
    const pool = open({ size: 1, memoryMb: 64, timeoutMs: 60_000 });
    const heavy = page(`<body>${'<div class=a><p>word word word, word</div>'.repeat(220_000)}</body>`);
    expect(await pool.run(heavy)).toMatchObject({
      failed: 'too-complex',
      detail: expect.stringMatching(/memory/),
    });
  });

  it('survives hostile markup', async () => {
    const pool = open({ size: 1 });
    const hostile = [
      '<div>'.repeat(5_000),
      `${'<span>'.repeat(3_000)}x`,
      '\u0000'.repeat(5000),
      `<a href="${'x'.repeat(1_000_000)}">link</a>`,
      `<p ${'a=1 '.repeat(20_000)}>text</p>`,
      '&'.repeat(5_000),
      '<!--'.repeat(20_000),
      '<script>'.repeat(20_000),
    ];
    for (const html of hostile) {
      const result = await pool.run(page(html));
      expect('failed' in result ? result.failed : (result.verdict.reason ?? 'ok')).toMatch(
        /^(?:ok|[a-z]+(?:-[a-z]+)*)$/,
      );
    }
    expect(await pool.run(page(article('Still here')))).toMatchObject({ title: 'Still here' });
  });

  it('rejects what waits when it closes', async () => {
    const pool = open({ size: 1 });
    const first = pool.run(page(article('One')));
    const second = pool.run(page(article('Two')));
    const outcomes = Promise.allSettled([first, second]);
    await pool.close();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(PoolClosed) });
    await expect(pool.run(page(article('Three')))).rejects.toThrow(PoolClosed);
  });
});
