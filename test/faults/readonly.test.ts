// A data folder that takes no writing, read by a process without the right to: questions are answered, work is refused with words.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { forgetWhole, wholeFolder } from './shelf.js';

let folder: Awaited<ReturnType<typeof wholeFolder>>;
const isRoot = process.getuid?.() === 0;

function setModes(dir: string, file: number, own: number): void {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? own : file);
  chmodSync(dir, own);
}

beforeAll(async () => {
  folder = await wholeFolder();
  setModes(folder.dir, 0o444, 0o555);
});
afterAll(async () => {
  setModes(folder.dir, 0o644, 0o755);
  folder.remove();
  await forgetWhole();
});

/** The command line as a process without rights here: for root, who has all of them everywhere, as "nobody". */
function unprivileged(...args: string[]) {
  const bin = createRequire(import.meta.url).resolve('#package/bin/wellread.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args, '--data', folder.dir], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    ...(isRoot && { uid: 65_534, gid: 65_534 }),
  });
  return { status, stdout, stderr };
}

it('is searched and read', () => {
  const found = unprivileged('search', 'glacier', '--json', '--offline');
  expect(found).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(found.stdout).sources[0].url).toBe('https://example.org/glacier');
  const state = unprivileged('status', '--json');
  expect(JSON.parse(state.stdout)).toMatchObject({ counts: { links: 6, articles: 6 }, stale: false });
});

it('is not written to, and the words say so', () => {
  for (const args of [['index'], ['import', 'README.md'], ['crawl', '--limit', '1']]) {
    const { status, stderr } = unprivileged(...args);
    expect(status, stderr).toBe(1);
    expect(stderr).toMatch(/does not permit|read-?only|unable to open|permission/i);
    expect(stderr).not.toContain('    at ');
  }
  expect(existsSync(join(folder.dir, 'writer.json'))).toBe(false);
});

it('is refused while transactions wait in its WAL, which only a writer can take in', () => {
  setModes(folder.dir, 0o644, 0o755);
  const file = join(folder.dir, 'catalog.sqlite-wal');
  writeFileSync(file, Buffer.alloc(100, 7));
  setModes(folder.dir, 0o444, 0o555);
  const { status, stderr } = unprivileged('status');
  expect([status, stderr]).toEqual([1, expect.stringContaining('catalog.sqlite')]);
  setModes(folder.dir, 0o644, 0o755);
  rmSync(file);
  Catalog.open(folder.dir).close();
});
