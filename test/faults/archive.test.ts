// A damaged archive: a flipped bit costs the record it is in and no other, a torn tail is cut, nothing whole is ever thrown away.
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { Archive, type Replayed } from '../../crawler/archive/archive.js';
import { run } from '../cli/run.js';
import { ARCHIVE_FILE, flip, forgetWhole, spread, TOPICS, wholeFolder } from './shelf.js';

let folder: Awaited<ReturnType<typeof wholeFolder>>;
let file: string;

beforeEach(async () => {
  folder = await wholeFolder();
  file = join(folder.dir, ARCHIVE_FILE);
});
afterEach(() => folder.remove());
afterAll(forgetWhole);

interface Read {
  replayed: Map<string, string>;
  /** As text: comparing bytes one by one takes its time. */
  pages: Map<string, string | null>;
  damaged: number;
}

/** Everything the archive gives, by list or link. */
async function readAll(): Promise<Read> {
  const archive = await Archive.open(folder.dir);
  const read: Read = { replayed: new Map(), pages: new Map(), damaged: 0 };
  const each: Replayed[] = [];
  for await (const one of archive.replay(undefined, () => read.damaged++)) each.push(one);
  for (const one of each) {
    const key = one.kind === 'visit' ? one.link : one.name;
    const page = one.kind === 'visit' && one.place ? await archive.read(one.place) : null;
    read.replayed.set(key, JSON.stringify({ ...one, place: null }));
    const body = page && Buffer.from(page.rawBody).toString('base64');
    read.pages.set(key, page && JSON.stringify({ ...page, rawBody: body }));
  }
  await archive.close();
  return read;
}

it('loses at most one record to a flipped bit, and says so', async () => {
  const whole = readFileSync(file);
  const before = await readAll();
  expect(before.replayed.size).toBe(TOPICS.length + 1);
  for (const at of spread(whole.length, 24)) {
    writeFileSync(file, whole);
    flip(file, at);
    const { replayed, pages, damaged } = await readAll();
    const missing = [...before.replayed.keys()].filter((key) => !replayed.has(key));
    const pageless = [...pages].filter(([key, page]) => page === null && before.pages.get(key) !== null);
    expect(missing.length + pageless.length, `byte ${at}`).toBeLessThanOrEqual(1);
    for (const [key, said] of replayed) expect(said).toBe(before.replayed.get(key));
    for (const [key, page] of pages) if (page) expect(page).toBe(before.pages.get(key));
    const isCut = readFileSync(file).length < whole.length;
    if (missing.length + pageless.length > 0) expect(damaged > 0 || isCut, `byte ${at}`).toBe(true);
    // cut is only what lies behind the last whole record
    if (isCut) expect([...missing, ...pageless.flat()]).toContain(`example.org/${TOPICS.at(-1)}`);
  }
});

it('goes on behind a torn tail', async () => {
  const whole = readFileSync(file);
  for (const length of spread(whole.length, 12)) {
    writeFileSync(file, whole);
    truncateSync(file, length);
    const { replayed } = await readAll();
    const archive = await Archive.open(folder.dir);
    await archive.appendRemoval('things');
    await archive.close();
    const after = await readAll();
    expect(after.damaged).toBe(0);
    expect(after.replayed.get('things')).toContain('list-removed');
    for (const [key, said] of replayed) if (key !== 'things') expect(after.replayed.get(key)).toBe(said);
  }
});

it('restores what is whole and names what is not', async () => {
  const archive = await Archive.open(folder.dir);
  let at = 0;
  for await (const { url, type, offset, length } of archive.records())
    if (url.endsWith('/glacier') && type === 'response') at = offset + (length >> 1);
  await archive.close();
  flip(file, at);
  rmSync(join(folder.dir, 'catalog.sqlite'));
  const refused = await run(['index', '--data', folder.dir, '--embedder', 'builtin', '--offline']);
  const said = refused.err.join(' ');
  expect(said).toMatch(/archive\/000001\.warc\.gz is damaged: \d+ bytes at \d+/);
  // one of six articles is more than the gate lets go without being told to
  expect(said).toContain('things has 5 articles, before 6');
  expect(refused.code).toBe(1);
  expect((await run(['index', '--data', folder.dir, '--embedder', 'builtin', '--force'])).code).toBe(0);
  const { out } = await run(['links', '--data', folder.dir, '--json']);
  const words = out.map((line) => JSON.parse(line) as { url: string; words: number });
  expect(words.filter((link) => link.words > 0)).toHaveLength(TOPICS.length - 1);
});
