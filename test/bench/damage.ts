// Flips bits and cuts files of a data folder at random: each time the next command must work, or name what is wrong; never crash or lie.
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Ran, wellread } from './command.js';
import { archivePages, makeFolder } from './folder.js';

/** What a damaged folder may lead to; anything else counts against us. */
type Ending =
  | 'same answers'
  | 'mended, same answers'
  | 'less found, file named'
  | 'refused, file named'
  | Wrong;
type Wrong = 'other answers' | 'crashed';

/** Trials at a time: each waits for processes of its own. */
const AT_ONCE = 2;
/** Trials between two lines. */
const REPORT = 25;

/** Files whose damage a person has to be told of, by what their names hold. */
const NAMED = /\.(sqlite|json|jsonl|bin|hnsw|gz|vec|f32)|CURRENT/;

/** `npm run bench -- damage [TRIALS] [PASSAGES]` */
export async function run([trials = '300', passages = '600']: string[]): Promise<void> {
  const folder = makeFolder(Number(passages));
  const endings = new Map<Ending, number>();
  try {
    await archivePages(folder);
    rmSync(join(folder.dir, 'catalog.sqlite')); // all of the folder is made of the archive
    await wellread(folder.dir, ['index', '--embedder', 'builtin']);
    await wellread(folder.dir, ['index', '--embedder', 'builtin']);
    const questions = folder.questions.slice(0, 3);
    const right = await answers(folder.dir, questions);
    let left = Number(trials);
    let done = 0;
    const turns = async () => {
      while (left-- > 0) {
        const ending = await trial(folder.dir, questions, right);
        endings.set(ending, (endings.get(ending) ?? 0) + 1);
        if (++done % REPORT === 0) report(done, endings);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, turns));
    report(done, endings);
  } finally {
    folder.remove();
  }
}

function report(done: number, endings: ReadonlyMap<Ending, number>): void {
  const counts = [...endings].map(([ending, count]) => `${count} ${ending}`);
  console.log(`${done} trials: ${counts.join(', ')}`);
}

/** Damages a copy of the folder and tells how that ends. */
async function trial(whole: string, questions: string[], right: string): Promise<Ending> {
  const copy = mkdtempSync(join(tmpdir(), 'wellread-damage-'));
  try {
    cpSync(whole, copy, { recursive: true });
    const what = damage(copy);
    const { ending, said } = await judge(copy, questions, right);
    if (ending === 'other answers' || ending === 'crashed')
      console.log(`${what}: ${ending}: ${said.slice(0, 300)}`);
    return ending;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Damages one file, larger ones as likely as small ones; says what was done. */
function damage(dir: string): string {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile() && statSync(path).size > 0);
  const path = files[Math.floor(Math.random() * files.length)]!;
  const { size } = statSync(path);
  if (Math.random() < 0.3) {
    const length = Math.floor(Math.random() * size);
    truncateSync(path, length);
    return `${relative(dir, path)} cut to ${length} of ${size}`;
  }
  const bytes = readFileSync(path);
  const at = Math.floor(Math.random() * size);
  bytes[at]! ^= 1 << Math.floor(Math.random() * 8);
  writeFileSync(path, bytes);
  return `${relative(dir, path)} bit flipped at ${at} of ${size}`;
}

/** Asks, builds the index anew, which reads all the rest of the folder, and asks again. */
async function judge(
  dir: string,
  questions: string[],
  right: string,
): Promise<{ ending: Ending; said: string }> {
  let said = '';
  const build = ['index', '--embedder', 'builtin', '--re-extract', '--offline'];
  for (const command of [null, build, null]) {
    const ran = command === null ? await asked(dir, questions) : await wellread(dir, command);
    said += ran.error;
    if (ran.code !== 0 && ran.code !== 1) return { ending: 'crashed', said };
    if (/\n\s+at .*:\d+:\d+/.test(ran.error)) return { ending: 'crashed', said };
    if (ran.code === 0) {
      if (command !== null || ran.output === right) continue;
      return { ending: NAMED.test(said) ? 'less found, file named' : 'other answers', said };
    }
    if (!NAMED.test(ran.error)) return { ending: 'crashed', said };
    if (command !== null) return { ending: 'refused, file named', said };
  }
  return { ending: NAMED.test(said) ? 'mended, same answers' : 'same answers', said };
}

async function answers(dir: string, questions: string[]): Promise<string> {
  const { code, output, error } = await asked(dir, questions);
  if (code !== 0) throw new Error(error);
  return output;
}

/** The ranked sources and passages of all questions as one string. */
async function asked(dir: string, questions: string[]): Promise<Ran> {
  const all: Ran = { code: 0, output: '', error: '' };
  for (const question of questions) {
    const ran = await wellread(dir, ['search', question, '--json', '--offline']);
    all.error += ran.error;
    if (ran.code !== 0) return { ...all, code: ran.code };
    const { sources } = JSON.parse(ran.output) as {
      sources: { url: string; title: string; passages: { text: string }[] }[];
    };
    all.output += JSON.stringify(
      sources.map(({ url, title, passages }) => [url, title, passages.map(({ text }) => text)]),
    );
  }
  return all;
}
