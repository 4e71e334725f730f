// A full disk and a folder that takes no writing: what was there stays whole, the words say why, and with space it goes on.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Archive } from '../../crawler/archive/archive.js';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { CatalogUnwritable } from '../../crawler/catalog/database.js';
import { parseList } from '../../crawler/list/list.js';
import { buildIndex } from '../../index/build.js';
import { openIndex } from '../../index/open.js';
import { listGenerations } from '../../index/publish.js';
import { GAPS, GapLog } from '../../src/answer/gaps.js';
import { problemOf } from '../../src/problem.js';
import { run } from '../cli/run.js';
import { hashEmbedder } from '../index/hash-embedder.js';
import { forgetWhole, wholeFolder } from './shelf.js';

/** Bytes that the disk still takes; what goes beyond fails as on a full one, after part of it was written. */
const disk = vi.hoisted(() => ({
  free: Number.POSITIVE_INFINITY,
  take(bytes: number): number {
    const taken = Math.min(bytes, disk.free);
    disk.free -= taken;
    return taken;
  },
  full: () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
}));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    writeFileSync(file: string, data: Uint8Array, options?: object) {
      const taken = disk.take(data.length);
      fs.writeFileSync(file, data.slice(0, taken), options);
      if (taken < data.length) throw disk.full();
    },
    writeSync(handle: number, bytes: Buffer, offset: number, length: number, position: number) {
      const taken = disk.take(length);
      if (taken === 0 && length > 0) throw disk.full();
      return fs.writeSync(handle, bytes, offset, taken, position);
    },
  };
});

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    async open(...args: Parameters<typeof fs.open>) {
      const handle = await fs.open(...args);
      const write = handle.write.bind(handle) as (...given: unknown[]) => Promise<unknown>;
      handle.write = (async (bytes: Buffer, offset: number, length: number, position: number) => {
        const taken = disk.take(length);
        const done = await write(bytes, offset, taken, position);
        if (taken < length) throw disk.full();
        return done;
      }) as never;
      return handle;
    },
  };
});

const root = mkdtempSync(join(tmpdir(), 'wellread-disk-'));
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(root, 'data-'));
});
afterEach(() => {
  disk.free = Number.POSITIVE_INFINITY;
});
afterAll(async () => {
  await forgetWhole();
  rmSync(root, { recursive: true, force: true });
});

const list = (count: number) =>
  parseList(
    `# L\n\n${Array.from({ length: count }, (_, at) => `- [Title ${at}](https://example.org/${at}) ${'note '.repeat(40)}`).join('\n')}`,
    'l',
  );

describe('a full disk', () => {
  it('leaves the catalog as it was before the transaction', () => {
    const catalog = Catalog.open(dir);
    catalog.addList(list(3), 'l.md');
    const pages = catalog.db.pragma('page_count', { simple: true }) as number;
    catalog.db.pragma(`max_page_count = ${pages}`);
    const failed = caught(() => catalog.addList(list(2000), 'l.md'));
    expect(failed).toBeInstanceOf(CatalogUnwritable);
    expect(problemOf(failed)).toMatchObject({ code: 'disk-full', status: 507 });
    expect(catalog.links()).toHaveLength(3);
    catalog.db.pragma('max_page_count = 100000');
    expect(catalog.addList(list(2000), 'l.md').added).toBe(1997);
    catalog.verify();
    catalog.close();
  });

  it('leaves the archive whole, and appending goes on when there is space again', async () => {
    const archive = await Archive.open(dir);
    await archive.appendList({ name: 'a', title: 'A' }, '# A', 'a.md');
    disk.free = 20;
    await expect(archive.appendList({ name: 'b', title: 'B' }, '# B', 'b.md')).rejects.toMatchObject({
      obstacle: 'full',
    });
    disk.free = Number.POSITIVE_INFINITY;
    await archive.appendList({ name: 'c', title: 'C' }, '# C', 'c.md');
    await archive.close();
    expect(await namesIn(dir)).toEqual(['a', 'c']);
  });

  it('does not keep a first archive from being begun later', async () => {
    disk.free = 20;
    const archive = await Archive.open(dir);
    await expect(archive.appendList({ name: 'a', title: 'A' }, '# A', 'a.md')).rejects.toMatchObject({
      obstacle: 'full',
    });
    disk.free = Number.POSITIVE_INFINITY;
    await archive.appendList({ name: 'b', title: 'B' }, '# B', 'b.md');
    await archive.close();
    expect(await namesIn(dir)).toEqual(['b']);
  });

  it('keeps the old index live and leaves nothing of the new one, wherever it runs out', async () => {
    const catalog = Catalog.open(dir);
    catalog.addList(list(5), 'l.md');
    let second = 0;
    const build = () =>
      buildIndex({
        catalog,
        dataDir: dir,
        embedder: hashEmbedder(),
        gate: async () => ({ known: 1 }),
        clock: () => new Date(Date.UTC(2026, 0, 1, 0, 0, second++)),
      });
    const { generation } = await build();
    catalog.addList(list(9), 'l.md');
    disk.free = 1_000_000;
    await build();
    const needed = 1_000_000 - disk.free;
    const live = openIndex(dir).manifest.generation;
    expect(live).not.toBe(generation);
    for (let step = 0; step < 12; step++) {
      catalog.addList(list(10 + step), 'l.md');
      disk.free = Math.floor((needed * step) / 12);
      const failed = await build().catch((error: unknown) => error);
      expect(problemOf(failed), `with ${step}/12 of the space`).toMatchObject({ code: 'disk-full' });
      disk.free = Number.POSITIVE_INFINITY;
      expect(openIndex(dir).manifest.generation).toBe(live);
      expect(
        listGenerations(dir)
          .map((one) => one.generation)
          .sort(),
      ).toEqual([generation, live].sort());
      expect(
        readdirSync(join(dir, 'index')).filter((name) => name.endsWith('.tmp') && name !== 'CURRENT.tmp'),
      ).toEqual([]);
    }
    expect((await build()).links).toBe(21);
    expect(openIndex(dir).manifest.links).toBe(21);
    catalog.close();
  });

  it('loses a question that nobody could answer, with an error that is named', () => {
    const log = new GapLog(dir);
    symlinkSync('/dev/full', join(dir, GAPS));
    expect(problemOf(caught(() => log.add('what now', null, new Date())))).toMatchObject({
      code: 'disk-full',
    });
  });
});

describe('a folder in which something else stands in the way', () => {
  it.each(['index', 'vectors'])('a file called %s is named, and the index before goes on', async (name) => {
    const folder = await wholeFolder();
    rmSync(join(folder.dir, name), { recursive: true, force: true });
    writeFileSync(join(folder.dir, name), Buffer.from('in the way'));
    const { code, err } = await run(['index', '--data', folder.dir, '--embedder', 'builtin', '--offline']);
    expect(code).toBe(1);
    expect(err.join(' ')).toContain(name);
    expect(err.join(' ')).not.toMatch(/internal|bug/i);
    folder.remove();
  });

  it('a folder called catalog.sqlite as well', async () => {
    mkdirSync(join(dir, 'catalog.sqlite'));
    const { code, err } = await run(['status', '--data', dir]);
    expect(code).toBe(1);
    expect(err.join(' ')).toContain('catalog.sqlite');
  });
});

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

async function namesIn(dataDir: string): Promise<string[]> {
  const archive = await Archive.open(dataDir);
  const names: string[] = [];
  for await (const each of archive.replay()) if (each.kind === 'list') names.push(each.name);
  await archive.close();
  return names;
}
