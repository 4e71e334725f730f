// The verbs as people and scripts meet them: what they print, in which stream, and with which exit code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { WriterLock } from '../../src/library/lock.js';
import { allSettings } from '../../src/settings.js';
import { ARTICLES, fillShelf, LIST, storeArticle, temporaryFolder } from '../library/shelf.js';
import { run } from './run.js';

const folder = temporaryFolder();
const data = ['--data', folder.dir];
const ESC = '\u001b';

beforeAll(async () => {
  fillShelf(folder.dir);
  expect((await run(['index', ...data])).code).toBe(0);
});
afterAll(() => folder.remove());

describe('help', () => {
  it('names every verb, and for each verb the settings it takes with range, default and environment name', async () => {
    const help = (await run(['--help'])).out.join('\n');
    for (const verb of 'serve ask search import crawl index links status extract eval mcp'.split(' ')) {
      expect(help).toMatch(new RegExp(`^  ${verb}\\b`, 'm'));
      const own = (await run([verb, '--help'])).out.join(' ').replace(/\s+/g, ' ');
      for (const { setting } of allSettings()) {
        if (setting.flag === null) continue;
        const isTaken = setting.verbs.includes(verb as never);
        expect([verb, setting.flag, own.includes(`${setting.flag} `)]).toEqual([verb, setting.flag, isTaken]);
        if (isTaken) expect(own).toContain(setting.env);
      }
      expect(own).toContain(`wellread ${verb}`);
    }
  });

  it('ends with 0, and a version is one line', async () => {
    expect(await run(['--version'])).toMatchObject({
      code: 0,
      out: [expect.stringMatching(/^\d+\.\d+\.\d+$/)],
    });
  });
});

describe('wrong usage', () => {
  it.each([
    [['frobnicate']],
    [['serve', '--port', '99999']],
    [['serve', '--no-such-flag']],
    [['ask']],
    [['ask', 'x', '-k', '0', ...data]],
    [['ask', 'x', '--llm', ...data]],
    [['links', '--status', 'lost', ...data]],
    [['search', 'kind:poem', ...data]],
    [['eval', '.', '--system', 'magic']],
    [['extract', 'a.html', 'b.html', '--url', 'https://a.example/']],
    [['import']],
  ])('%j ends with 2, says why on stderr and prints nothing', async (args) => {
    const { code, out, err } = await run(args);
    expect([code, out]).toEqual([2, []]);
    expect(err.join('\n')).toMatch(/error: .{8}/);
  });
});

describe('failure', () => {
  it('ends with 1, in words, with a hint', async () => {
    const binary = join(folder.dir, 'binary.md');
    writeFileSync(binary, Buffer.from([0, 1, 2, 3, 0, 0, 255]));
    const { code, err } = await run(['import', binary, ...data]);
    expect([code, err[0]]).toEqual([1, expect.stringContaining('binary.md:1: ')]);
    expect(err).toHaveLength(2);
    expect((await run(['import', join(folder.dir, 'none.md'), ...data])).code).toBe(1);
    expect((await run(['eval', folder.dir])).code).toBe(1);
  });

  it('is JSON for those who asked for JSON', async () => {
    const { err } = await run(['search', '"open', '--json', ...data]);
    expect(JSON.parse(err[0]!)).toMatchObject({ error: { code: 'bad-query', position: 0 } });
  });

  it('to get the lock names who has it; reading needs none', async () => {
    const lock = WriterLock.acquire(folder.dir, 'crawl', new Date());
    const { code, err } = await run(['index', ...data]);
    expect([code, err.join(' ')]).toEqual([1, expect.stringContaining(`process ${process.pid} (crawl`)]);
    expect((await run(['search', 'trees', ...data])).code).toBe(0);
    expect((await run(['status', ...data])).code).toBe(0);
    lock.release();
  });
});

describe('links and status', () => {
  it('print one JSON object a link with the documented fields', async () => {
    const { code, out } = await run(['links', '--json', ...data]);
    const links = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect([code, links.length]).toEqual([0, 5]);
    for (const field of 'url canonical title lists kind status reason httpStatus archivedUrl words lang published fetchedAt'.split(
      ' ',
    )) {
      for (const link of links) expect(link).toHaveProperty(field);
    }
    expect(links.find(({ status }) => status === 'failed')).toMatchObject({
      reason: 'http-404',
      lists: [{ list: 'shelf', section: ['Storage'] }],
    });
  });

  it('print a line a link for people, and totals', async () => {
    const failed = await run(['links', '--status', 'failed', ...data]);
    expect(failed.out).toEqual(['failed    http-404 https://gone.example.net/post  Gone for good']);
    const { out } = await run(['status', ...data]);
    expect(out[0]).toBe('shelf      5 links  3 fetched, 1 failed, 1 new');
    expect(out.join('\n')).toContain('not there because: 1 http-404');
    expect(JSON.parse((await run(['status', '--json', ...data])).out[0]!)).toMatchObject({
      index: { articles: 3 },
      stale: false,
    });
  });
});

describe('search and ask', () => {
  it('print the body of the API as JSON', async () => {
    const { out, code } = await run([
      'ask',
      'how',
      'to',
      'drop',
      'duplicate',
      'Kafka events',
      '-k',
      '2',
      '--json',
      ...data,
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out.join(''))).toMatchObject({
      question: 'how to drop duplicate Kafka events',
      sources: [{ rank: 1, url: 'https://parcels.example.com/once' }, { rank: 2 }],
    });
  });

  it('print numbered sources, wrapped to the width, without colours into a pipe', async () => {
    const { out } = await run(['ask', 'what is backpressure', ...data], undefined);
    const text = out.join('\n');
    expect(text).toContain('[1] Backpressure, told by a bakery');
    expect(text).toContain('    https://bakery.example.org/backpressure');
    expect(text).not.toContain(ESC);
    for (const line of out.filter((one) => !one.includes('://'))) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('colour a terminal', async () => {
    const { out } = await run(['search', 'backpressure', ...data], 100);
    expect(out.join('\n')).toContain(`${ESC}[1m`);
  });

  it('say when nothing matches', async () => {
    const { code, out } = await run(['search', 'year:1901', ...data]);
    expect([code, out]).toEqual([0, ['nothing matches year:1901']]);
  });
});

describe('extract', () => {
  it('prints a report for people and an object a line for programs, failed ones included', async () => {
    const page = join(folder.dir, 'page.html');
    const words = 'The queue grew until the workers were doubled, and then it shrank again. '.repeat(12);
    writeFileSync(
      page,
      `<html lang="en"><title>Queues</title><nav>Home</nav><article><h1>Queues</h1><p>${words}</p></article></html>`,
    );
    const { out, code } = await run(['extract', page, join(folder.dir, 'no.html'), '--json']);
    const [first, second] = out.map((line) => JSON.parse(line));
    expect(code).toBe(1);
    expect(first).toMatchObject({ file: page, title: 'Queues', lang: 'en', verdict: { ok: true } });
    expect(first.text).toContain('the workers were doubled');
    expect(second).toMatchObject({
      title: '',
      text: '',
      verdict: { ok: false, reason: 'no-such-file' },
      removed: [],
    });
    expect((await run(['extract', page, '--url', 'https://q.example/post'])).out.join('\n')).toContain(
      'verdict: article',
    );
  });
});

describe('text of strangers', () => {
  it('cannot steer the terminal', async () => {
    const hostile = temporaryFolder();
    const title = `Nice${ESC}]0;owned\u0007 ${ESC}[2J${ESC}[31mtitle\u202e\r\n\u009b1A`;
    const catalog = Catalog.open(hostile.dir);
    const list = parseList(LIST, 'shelf');
    list.entries[0]!.title = title;
    list.title = title;
    list.name = `shelf${ESC}[31m`;
    list.entries[0]!.section = [title];
    catalog.addList(list, 'x');
    const [url, article] = Object.entries(ARTICLES)[0]!;
    storeArticle(catalog, url, {
      ...article,
      title,
      text: `${article.text} ${title} Kafka duplicates ${ESC}[5m.`,
    });
    catalog.close();
    const at = ['--data', hostile.dir];
    for (const args of [
      ['ask', 'duplicate Kafka events'],
      ['search', 'duplicate Kafka events'],
      ['links'],
      ['status'],
    ]) {
      const { code, out, err } = await run([...args, ...at]);
      expect([args, code]).toEqual([args, 0]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect([...out, ...err].join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
    hostile.remove();
  });
});
