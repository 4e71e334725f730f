// The hostile web through the command itself: import, crawl, links. Every link ends as expected, in bounded time and memory.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Catalog } from '../../../crawler/catalog/catalog.js';
import { bodies } from './bodies.js';
import { charsets } from './charsets.js';
import { manners, robotsFiles } from './manners.js';
import { markup, verdicts } from './pages.js';
import { redirects } from './redirects.js';
import { refused, transport } from './transport.js';
import { type HostileWeb, type Seen, startWeb } from './web.js';

const SITES = [
  ...transport,
  ...refused,
  ...bodies,
  ...redirects,
  ...charsets,
  ...robotsFiles,
  ...manners,
  ...verdicts,
  ...markup,
];
const BIN = join(import.meta.dirname, '../../../bin/wellread.js');
const FLOORS = JSON.parse(readFileSync(join(import.meta.dirname, '../../eval/floors.json'), 'utf8')).hostile;

interface Line {
  url: string;
  status: string;
  reason: string | null;
  evidence?: string | null;
}

let web: HostileWeb;
let data: string;
const found = new Map<string, Line>();
let peakMb = 0;

beforeAll(async () => {
  web = await startWeb(SITES);
  data = mkdtempSync(join(tmpdir(), 'hostile-data-'));
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [BIN, ...args, '--data', data], { maxBuffer: 64_000_000 });
  await run('import', web.list);
  peakMb = await crawlAndWatch(data);
  const { stdout } = await run('links', '--json');
  for (const line of stdout.trim().split('\n')) {
    const link = JSON.parse(line) as Line;
    found.set(link.url, link);
  }
}, 300_000);

afterAll(() => web.close());

/** Runs the crawl; its largest resident size in MB, from the kernel's own mark where there is one. */
function crawlAndWatch(dataDir: string): Promise<number> {
  const child = spawn(process.execPath, [BIN, 'crawl', '--allow-private', '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let peak = 0;
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
  });
  child.stderr.on('data', (data) => {
    said += data;
  });
  const watch = setInterval(() => {
    const status = `/proc/${child.pid}/status`;
    if (!existsSync(status)) return;
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1];
    peak = Math.max(peak, Number(kilobytes ?? 0) / 1024);
  }, 100);
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      clearInterval(watch);
      if (code === 0) resolve(peak);
      else reject(new Error(`the crawl ended with ${code}: ${said.slice(-2000)}`));
    });
  });
}

describe('every link ends as expected', () => {
  it('and none is left without an outcome', () => {
    const open = [...found.values()].filter((link) => link.status === 'new');
    expect(open.map((link) => link.url)).toEqual([]);
    expect(found.size).toBe(web.expected.size);
    expect(found.size).toBeGreaterThanOrEqual(FLOORS.links);
  });

  it.each(SITES.flatMap((site) => Object.keys(site.links).map((path) => [site.name, path] as const)))(
    '%s: %s',
    (name, path) => {
      const running = web.running.find((each) => each.site.name === name);
      const url = /^https?:/.test(path) ? path : running?.origin + path;
      const expected = web.expected.get(url);
      const link = found.get(url);
      if (expected?.status === 'any') return expect(link?.status).toMatch(/^(fetched|failed)$/);
      expect(link).toMatchObject({ status: expected?.status, reason: expected?.reason ?? null });
    },
  );

  it('with the text that is the page’s own', () => {
    const catalog = Catalog.open(data, { readonly: true });
    const wrong: string[] = [];
    for (const [url, { text, site, status }] of web.expected) {
      const link = catalog.link(url);
      const article = link && catalog.article(link.id);
      if (status === 'fetched' && text && !article?.text.includes(text))
        wrong.push(`${site}: ${article?.text.slice(0, 120)}`);
    }
    catalog.close();
    expect(wrong).toEqual([]);
  });
});

describe('the servers saw', () => {
  it('what each of them was to see', () => {
    const complaints = web.running.map(({ site, seen }) => [site.name, site.check?.(seen) ?? null]);
    expect(complaints.filter(([, complaint]) => complaint !== null)).toEqual([]);
  });

  it('never two requests at a time', () => {
    const overlapping = web.running.filter(({ seen }) =>
      seen.some((one, i) => i > 0 && one.at < (seen[i - 1] as Seen).until - 5),
    );
    expect(
      overlapping.map(({ site, seen }) => [site.name, seen.map((one) => [one.path, one.at, one.until])]),
    ).toEqual([]);
  });

  it('robots.txt asked for before anything else', () => {
    const rude = web.running.filter(({ seen }) => seen.length > 0 && seen[0]?.path !== '/robots.txt');
    expect(rude.map(({ site }) => site.name)).toEqual([]);
  });
});

describe('the crawl', () => {
  it(`stays below ${FLOORS.memoryMb} MB, servers not included`, () => {
    expect(peakMb).toBeLessThan(FLOORS.memoryMb);
  });
});
