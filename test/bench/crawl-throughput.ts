// Crawls a local site beside Crawlee's CheerioCrawler; the systems take turns, so that whatever else the machine does meets all.
// npm run bench -- crawl-throughput CRAWLEE_FOLDER [PAGES=5000] [HOSTS=200] [ROUNDS=5]
// CRAWLEE_FOLDER is a folder outside the project in which `npm install @crawlee/cheerio` was done.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSite, serveSite } from './site.js';

const CHILD = join(import.meta.dirname, 'crawl-throughput-child.js');
const SYSTEMS: Record<string, string> = {
  wellread: 'wellread: fetch, archive, extraction, verdict, catalog',
  'cheerio-extract': 'CheerioCrawler: fetch, the same extraction, pushData',
  cheerio: 'CheerioCrawler: fetch, text of the body, pushData',
};

interface Cost {
  seconds: number;
  cpuSeconds: number;
}

export async function run(args: string[]): Promise<void> {
  const [crawlee] = args;
  if (!crawlee) throw new Error('usage: crawl-throughput CRAWLEE_FOLDER [PAGES] [HOSTS] [ROUNDS]');
  const [pages, hosts, rounds] = [args[1] ?? 5000, args[2] ?? 200, args[3] ?? 5].map(Number) as [
    number,
    number,
    number,
  ];
  const folder = mkdtempSync(join(tmpdir(), 'crawl-throughput-'));
  const site = await serveSite(pages, hosts, 0);
  const costs = new Map(Object.keys(SYSTEMS).map((system) => [system, { seconds: 0, cpuSeconds: 0 }]));
  try {
    for (let round = 0; round < rounds; round++) {
      const numbers = Array.from({ length: pages }, (_, n) => n).filter(
        (n) => Math.floor((n * rounds) / pages) === round,
      );
      const urls = join(folder, `urls-${round}.json`);
      writeFileSync(urls, JSON.stringify(numbers.map(site.urlOf)));
      for (const [system, cost] of costs) {
        const { seconds, cpuSeconds } = await timed(
          system,
          urls,
          join(folder, `${system}-${round}`),
          crawlee,
          site,
          numbers,
        );
        cost.seconds += seconds;
        cost.cpuSeconds += cpuSeconds;
      }
    }
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
  for (const [system, { seconds, cpuSeconds }] of costs) {
    const rate = `${(pages / seconds).toFixed(1)} pages/s`.padStart(14);
    console.log(
      `${SYSTEMS[system]?.padEnd(56)}${rate}, ${((cpuSeconds * 1000) / pages).toFixed(1)} ms CPU a page`,
    );
  }
}

/** What a system costs in a process of its own, its start included. */
async function timed(
  system: string,
  urls: string,
  data: string,
  crawlee: string,
  site: LocalSite,
  numbers: readonly number[],
): Promise<Cost> {
  site.asked.clear();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CHILD, system, urls, data, crawlee], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (part) => {
    said += part;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const seconds = (performance.now() - startedAt) / 1000;
  if (code !== 0) throw new Error(`${system} ended with ${code}`);
  const missing = numbers.filter((n) => !site.asked.has(n)).length;
  if (missing > 0) throw new Error(`${system} left out ${missing} of ${numbers.length} pages`);
  return {
    seconds,
    cpuSeconds: (JSON.parse(said.trim().split('\n').at(-1) ?? '') as { cpuSeconds: number }).cpuSeconds,
  };
}
