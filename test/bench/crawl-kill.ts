// Kills a crawl (SIGKILL) at random moments, over and over, lets it finish, and looks for what was lost or doubled.
// npm run bench -- crawl-kill [KILLS=50] [PAGES=500]
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WARCParser } from 'warcio';
import { Archive } from '../../crawler/archive/archive.js';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { type LocalSite, serveSite } from './site.js';

const BIN = join(import.meta.dirname, '../../bin/wellread.js');
const HOSTS = 25;

export async function run(args: string[]): Promise<void> {
  const kills = Number(args[0] ?? 50);
  const pages = Number(args[1] ?? 500);
  const folder = mkdtempSync(join(tmpdir(), 'crawl-kill-'));
  const data = join(folder, 'data');
  const site = await serveSite(pages, HOSTS, 5);
  try {
    const list = join(folder, 'pages.md');
    writeFileSync(
      list,
      `# Pages\n\n${Array.from({ length: pages }, (_, n) => `- [Page ${n}](${site.urlOf(n)})`).join('\n')}\n`,
    );
    spawnSync(process.execPath, [BIN, 'import', list, '--data', data], { stdio: 'inherit' });
    let killed = 0;
    for (; killed < kills; killed++) {
      const left = pages - site.asked.size;
      const turns = kills - killed;
      if (!(await crawlAndKill(site, data, Math.max(1, Math.min((2 * left) / turns, left - turns))))) break;
      if (killed % 10 === 9)
        console.log(`${killed + 1} kills, ${site.asked.size} of ${pages} pages asked for`);
    }
    await ended(crawl(data));
    await report(site, data, pages, killed);
  } finally {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function crawl(data: string): ChildProcess {
  const flags = ['--allow-private', '--host-delay', '0', '--data', data];
  return spawn(process.execPath, [BIN, 'crawl', ...flags], { stdio: 'ignore' });
}

/** Kills some time after a random number of pages never asked for before; false where the crawl was over before. */
async function crawlAndKill(site: LocalSite, data: string, most: number): Promise<boolean> {
  const child = crawl(data);
  let left = Math.floor(Math.random() * most);
  site.onPage = (n) => {
    if (site.asked.get(n) === 1 && left-- === 0) setTimeout(() => child.kill('SIGKILL'), Math.random() * 80);
  };
  const code = await ended(child);
  site.onPage = () => {};
  return code === null;
}

/** The exit code, null where a signal ended it. */
function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('exit', (code) => resolve(code)));
}

async function report(site: LocalSite, data: string, pages: number, kills: number): Promise<void> {
  const catalog = Catalog.open(data, { readonly: true });
  const archive = await Archive.open(data);
  let missing = 0;
  let unreadable = 0;
  for (let n = 0; n < pages; n++) {
    const link = catalog.link(site.urlOf(n));
    const article = link && catalog.article(link.id);
    if (link?.status !== 'fetched' || !article?.text.includes(site.markOf(n))) missing++;
    const place = link ? catalog.fetches(link.id).find((each) => each.status === 'fetched')?.archive : null;
    const kept = place ? await archive.read(place) : null;
    if (!kept || !Buffer.from(kept.rawBody).includes(site.markOf(n))) unreadable++;
  }
  const stored = new Map<string, number>();
  for await (const record of archive.replay()) {
    if (record.kind === 'visit') stored.set(record.link, (stored.get(record.link) ?? 0) + 1);
  }
  await archive.close();
  catalog.close();
  const twice = [...stored.values()].filter((times) => times > 1).length;
  const again = [...site.asked.values()].reduce((sum, times) => sum + times - 1, 0);
  const { records, broken } = await foreignRead(join(data, 'archive'));
  console.log(
    `${kills} kills, ${pages} pages: ${missing} missing, ${unreadable} not readable in the archive, ${twice} stored twice, ` +
      `${broken} of ${records} records broken for another reader, ${again} requests asked again`,
  );
  if (missing + unreadable + twice + broken > 0) process.exitCode = 1;
}

/** Reads every file with warcio, which knows nothing of how they were written. */
async function foreignRead(folder: string): Promise<{ records: number; broken: number }> {
  let records = 0;
  let broken = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.warc.gz'))) {
    try {
      for await (const record of new WARCParser(createReadStream(join(folder, file)))) {
        const content = await record.readFully(false);
        const promised = Number(record.warcHeader('Content-Length'));
        records++;
        if (content.length > promised) broken++;
      }
    } catch (error) {
      console.error(`${file}: ${(error as Error).message}`);
      broken++;
    }
  }
  return { records, broken };
}
