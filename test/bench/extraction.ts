// Extraction beside Readability on jsdom: pages a second over the same pages in turns, then memory over thousands of pages.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Readability } from '@mozilla/readability';
import { extract } from '../../crawler/extract/extract.js';

const FIXTURES = new URL('../crawler/extract/fixtures/pages/', import.meta.url).pathname;
/** Pages of one turn: long enough to even out, short enough that both systems meet the same weather. */
const TURN = 10;

interface Tally {
  pages: number;
  ms: number;
  cpuMs: number;
  failed: number;
}

/** `npm run bench -- extraction [FOLDER [ROUNDS [PAGES_FOR_MEMORY]]]`; the folder holds .html or .html.gz files. */
export async function run(args: string[]): Promise<void> {
  const [folder = FIXTURES, rounds = '3', many = '5000'] = args;
  if (!existsSync(folder)) throw new Error(`no such folder: ${folder}`);
  const pages = read(folder);
  const size = pages.reduce((sum, page) => sum + page.length, 0) / pages.length / 1024;
  console.log(`${pages.length} pages of ${size.toFixed(0)} KiB on average from ${folder}`);
  await speed(pages, Number(rounds));
  await memory(pages, Number(many));
}

function read(folder: string): Buffer[] {
  return readdirSync(folder)
    .filter((name) => /\.html(?:\.gz)?$/.test(name))
    .map((name) => readFileSync(join(folder, name)))
    .map((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes));
}

async function speed(pages: Buffer[], rounds: number): Promise<void> {
  const { JSDOM, VirtualConsole } = await import('jsdom');
  const ours: Tally = { pages: 0, ms: 0, cpuMs: 0, failed: 0 };
  const theirs: Tally = { pages: 0, ms: 0, cpuMs: 0, failed: 0 };
  const jsdom = (page: Buffer) => {
    const dom = new JSDOM(page.toString(), {
      url: 'https://example.org/',
      virtualConsole: new VirtualConsole(),
    });
    new Readability(dom.window.document).parse();
    dom.window.close();
  };
  // The first round warms both up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (let at = 0; at < pages.length; at += TURN) {
      const turn = pages.slice(at, at + TURN);
      await timed(round > 0 ? ours : null, turn, extractPage);
      await timed(round > 0 ? theirs : null, turn, jsdom);
    }
  }
  const rate = ({ pages: count, ms }: Tally) => count / (ms / 1000);
  const cpuRate = ({ pages: count, cpuMs }: Tally) => count / (cpuMs / 1000);
  console.log(
    `wellread             ${rate(ours).toFixed(1)} pages/s, ${cpuRate(ours).toFixed(1)} a CPU second`,
  );
  console.log(
    `Readability on jsdom ${rate(theirs).toFixed(1)} pages/s, ${cpuRate(theirs).toFixed(1)} a CPU second`,
  );
  console.log(
    `ratio                ${(rate(ours) / rate(theirs)).toFixed(1)} by the clock, ${(cpuRate(ours) / cpuRate(theirs)).toFixed(1)} by CPU`,
  );
  if (theirs.failed + ours.failed > 0) console.log(`failed: wellread ${ours.failed}, jsdom ${theirs.failed}`);
}

async function extractPage(page: Buffer): Promise<void> {
  await extract({ body: page, mime: 'text/html', url: 'https://example.org/' });
}

async function timed(
  tally: Tally | null,
  turn: Buffer[],
  work: (page: Buffer) => void | Promise<void>,
): Promise<void> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  for (const page of turn) {
    try {
      await work(page);
    } catch (error) {
      // jsdom throws on some real pages; the time it took counts.
      if (tally) tally.failed++;
      else console.log(`a page failed: ${String(error).slice(0, 100)}`);
    }
    // jsdom lets go of its windows in a macrotask.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (!tally) return;
  const { user, system } = process.cpuUsage(cpu);
  tally.pages += turn.length;
  tally.ms += performance.now() - from;
  tally.cpuMs += (user + system) / 1000;
}

async function memory(pages: Buffer[], many: number): Promise<void> {
  const marks: string[] = [];
  for (let n = 1; n <= many; n++) {
    await extractPage(pages[n % pages.length]!);
    await new Promise((resolve) => setImmediate(resolve));
    if (n % 500 === 0) marks.push(`${n}: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
  }
  console.log(`resident memory over ${many} pages: ${marks.join(', ')}`);
}
