// A damaged catalog: never a wrong answer, always a clear word, and made again where the archive holds what it takes.
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { CatalogDamaged } from '../../crawler/catalog/database.js';
import { problemOf } from '../../src/problem.js';
import { run } from '../cli/run.js';
import { fillShelf, openShelf } from '../library/shelf.js';
import { contentsOf, flip, forgetWhole, overwrite, spread, TOPICS, urlOf, wholeFolder } from './shelf.js';

let folder: Awaited<ReturnType<typeof wholeFolder>>;
let file: string;

beforeEach(async () => {
  folder = await wholeFolder();
  file = join(folder.dir, 'catalog.sqlite');
});
afterEach(() => folder.remove());
afterAll(forgetWhole);

const aside = (): string[] => readdirSync(folder.dir).filter((name) => name.includes('.damaged-'));

const DAMAGES: [string, () => void][] = [
  ['its header overwritten', () => overwrite(file, 'SQLite format 3', 'nothing of sort')],
  ['half of it gone', () => truncateSync(file, readFileSync(file).length >> 1)],
  ['a title changed', () => overwrite(file, 'About the glacier', 'About the blazier')],
];

describe.each(DAMAGES)('a catalog with %s', (_, damage) => {
  it('is refused with words, and made again by "index"; the damaged file is kept', async () => {
    const before = contentsOf(folder.dir);
    damage();
    const damaged = readFileSync(file);
    const refused = await run(['links', '--data', folder.dir]);
    expect(refused.code).toBe(1);
    expect(refused.err.join(' ')).toMatch(/catalog\.sqlite is damaged/);
    expect(refused.err.join(' ')).toContain('wellread index');
    expect(aside()).toEqual([]);
    const mended = await run(['index', '--data', folder.dir, '--embedder', 'builtin', '--offline']);
    expect(mended.code, mended.err.join('\n')).toBe(0);
    expect(mended.err.join(' ')).toMatch(/kept as .*catalog\.sqlite\.damaged-/);
    expect(contentsOf(folder.dir)).toBe(before);
    expect(readFileSync(join(folder.dir, aside()[0]!))).toEqual(damaged);
  });
});

it('is never silently wrong, wherever a bit flips', () => {
  const before = contentsOf(folder.dir);
  const whole = readFileSync(file);
  let refused = 0;
  for (const at of spread(whole.length, 120)) {
    writeFileSync(file, whole);
    for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true });
    flip(file, at);
    try {
      const catalog = Catalog.open(folder.dir);
      try {
        catalog.verify();
      } finally {
        catalog.close();
      }
      expect(contentsOf(folder.dir)).toBe(before);
    } catch (error) {
      const name = problemOf(error)?.code ?? String(error);
      expect(['catalog-damaged', 'data-too-new', 'disk-failure'], `byte ${at}`).toContain(name);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(30);
});

it('gives no article whose text is not as it was stored', () => {
  overwrite(file, 'The glacier takes', 'The furnace takes');
  const catalog = Catalog.open(folder.dir);
  const read = (topic: string) => catalog.article(catalog.link(urlOf(topic))!.id);
  expect(read('meadow')?.text).toContain('The meadow takes');
  expect(() => read('glacier')).toThrow(CatalogDamaged);
  expect(() => catalog.verify()).toThrow(/articles/);
  catalog.close();
});

it('is mended by a service that finds the damage while it builds', async () => {
  overwrite(file, 'The glacier takes', 'The furnace takes');
  const { library, said } = openShelf(folder.dir);
  await library.jobs.result(library.startIndex({}).id);
  expect(said).toMatchObject([{ level: 'warn', text: expect.stringContaining('articles does not match') }]);
  expect(library.read(urlOf('glacier'))?.article.text).toContain('The glacier takes');
  expect((await library.search({ query: 'glacier' })).sources[0]?.url).toBe(urlOf('glacier'));
  await library.close();
  expect(aside()).not.toEqual([]);
});

it('stays where it is when there is no archive to make it of', async () => {
  rmSync(join(folder.dir, 'archive'), { recursive: true });
  overwrite(file, 'SQLite format 3', 'nothing of sort');
  const { code, err } = await run(['index', '--data', folder.dir]);
  expect(code).toBe(1);
  expect(err.join(' ')).toContain('Without an archive');
  expect(aside()).toEqual([]);
  expect(existsSync(file)).toBe(true);
});

it('is made again from the beginning when making it again was cut short', async () => {
  const before = contentsOf(folder.dir);
  const catalog = Catalog.open(folder.dir);
  catalog.beginRestore();
  catalog.close();
  fillShelf(folder.dir); // as far as the one before had come: lists are there, their articles are not
  const { library } = openShelf(folder.dir);
  await library.jobs.result(library.startIndex({ force: true }).id);
  await library.close();
  const ids = (contents: string) => contents.replace(/"(id|linkId)":\d+/g, '"$1":0');
  expect(ids(contentsOf(folder.dir))).toBe(ids(before));
});

it('of before there were checksums gets them when it is opened', () => {
  const catalog = Catalog.open(folder.dir);
  const { db } = catalog;
  for (const table of ['lists', 'links', 'places', 'articles', 'fetches']) {
    db.exec(
      `DROP TRIGGER ${table}_added; DROP TRIGGER ${table}_changed; ALTER TABLE ${table} DROP COLUMN seal`,
    );
  }
  db.pragma('user_version = 1');
  catalog.close();
  const upgraded = Catalog.open(folder.dir);
  upgraded.verify();
  expect([...upgraded.articles()]).toHaveLength(TOPICS.length);
  upgraded.close();
});
