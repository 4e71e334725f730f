// Crawls a local site beside Crawlee's CheerioCrawler, both taking turns in one run.
// npm run bench -- crawl-throughput CRAWLEE_FOLDER [PAGES=5000] [HOSTS=200]
// CRAWLEE_FOLDER is a folder outside the project with `npm install @crawlee/cheerio` done in it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalSite, serveSite } from './site.js';

const SELF = join(import.meta.dirname, 'crawl-throughput-child.js');

export async function run(args: string[]): Promise<void> {
  const [crawlee] = args;
  const pages = Number(args[1] ?? 5000);
  const hosts = Number(args[2] ?? 200);
  if (!crawlee) throw new Error('usage: crawl-throughput CRAWLEE_FOLDER [PAGES] [HOSTS]');
  const folder = mkdtempSync(join(tmpdir(), 'crawl-throughput-'));
  const site = await serveSite(pages, hosts, 0);
  try {
    const urls = join(folder, 'urls.json');
    writeFileSync(urls, JSON.stringify(Array.from({ length: pages }, (_, n) => site.urlOf(n))));
    const systems = ['wellread', 'cheerio', 'cheerio-extract'];
    const best = new Map<string, number>();
    for (const system of systems) {
      site.asked.clear();
      const seconds = await timed(system, urls, join(folder, system), crawlee, site, pages);
      best.set(system, pages / seconds);
    }
    const names: Record<string, string> = {
      wellread: 'wellread: fetch, archive, extraction, verdict, catalog',
      cheerio: 'CheerioCrawler: fetch, body text, pushData',
      'cheerio-extract': 'CheerioCrawler with the same extraction (in its thread)',
    };
    for (const [system, rate] of best)
      console.log(`${(names[system] ?? system).padEnd(60)} ${rate.toFixed(1)} pages/s`);
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds a system takes in a process of its own, its start included. */
async function timed(
  system: string,
  urls: string,
  data: string,
  crawlee: string,
  site: LocalSite,
  pages: number,
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [SELF, system, urls, data, crawlee], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await new Promise((resolve) => child.on('exit', resolve));
  const seconds = (performance.now() - startedAt) / 1000;
  if (code !== 0) throw new Error(`${system} ended with ${code}`);
  if (site.asked.size < pages) throw new Error(`${system} asked for ${site.asked.size} of ${pages} pages`);
  return seconds;
}
