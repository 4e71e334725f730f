// A build in a process of its own: what it says comes back, and the end of either process leaves the other in order.
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { liveGeneration } from '../../index/publish.js';
import { BuilderEnded, type BuildRequest, buildInProcess } from '../../src/library/build-process.js';
import { ARTICLES, indexedShelf, startScript, storeArticle, type temporaryFolder } from './shelf.js';

/** Links enough that a build of them can be interrupted. */
const MANY = 3000;

let folder: ReturnType<typeof temporaryFolder>;
let request: BuildRequest;

beforeEach(async () => {
  folder = await indexedShelf();
  request = {
    ...{ dataDir: folder.dir, modelsDir: join(folder.dir, 'models') },
    ...{ embedder: 'builtin', offline: true, force: false },
  };
});
afterEach(() => folder.remove());

/** Lists that many notes, each with an article where that is asked for. */
function listNotes(count: number, { articles = false } = {}): void {
  const urls = Array.from({ length: count }, (_, at) => `https://notes.example.org/${at}`);
  const items = urls.map((url, at) => `- [Notes on machine ${at}](${url})`);
  const catalog = Catalog.open(folder.dir);
  catalog.addList(parseList(`# Notes\n\n${items.join('\n')}\n`, 'notes'), 'notes.md');
  if (articles) for (const url of urls) storeArticle(catalog, url, Object.values(ARTICLES)[0]!);
  catalog.close();
}

describe('a build', () => {
  it.runIf(process.platform === 'linux')('steps behind, all of it, where it is told to', async () => {
    for (const behind of [true, false]) {
      const seen = new Set<number>();
      const onProgress = () => {
        for (const pid of buildersOf(process.pid))
          for (const thread of readdirSync(`/proc/${pid}/task`)) seen.add(getPriority(Number(thread)));
      };
      await buildInProcess(request, { behind, onProgress });
      expect([...seen]).toEqual([behind ? 19 : getPriority()]);
    }
  });
});

describe('what comes back', () => {
  it('is how far the build is, and the manifest of what was published', async () => {
    const phases = new Set<string>();
    const manifest = await buildInProcess(request, { onProgress: ({ phase }) => phases.add(phase) });
    expect(manifest.links).toBe(5);
    expect(manifest.generation).toBe(liveGeneration(folder.dir));
    expect([...phases]).toEqual(['read', 'write', 'check']); // its vectors are known
  });

  it('is the error with its class by name and what it knows', async () => {
    const building = buildInProcess({ ...request, embedder: 'Xenova/none' });
    await expect(building).rejects.toMatchObject({
      name: 'EmbedderMissing',
      message: expect.stringContaining('Xenova/none'),
    });
  });

  it("is the gate's refusal with its reasons", async () => {
    listNotes(10, { articles: true });
    await buildInProcess(request);
    listNotes(5);
    await expect(buildInProcess(request)).rejects.toMatchObject({
      name: 'PublishRefused',
      reasons: ['notes has 5 articles, before 10'],
    });
  });
});

describe('an end before its time', () => {
  it("is the signal's: the builder stops and what was live stays so", async () => {
    listNotes(MANY);
    const before = liveGeneration(folder.dir);
    const cancel = new AbortController();
    const building = buildInProcess(request, {
      signal: cancel.signal,
      onProgress: () => cancel.abort(new Error('enough')),
    });
    await expect(building).rejects.toThrow('enough');
    expect(liveGeneration(folder.dir)).toBe(before);
    await expect(buildInProcess(request, { signal: cancel.signal })).rejects.toThrow('enough');
  });

  it.runIf(process.platform === 'linux')(
    "is the builder's: the caller goes on and says how it ended",
    async () => {
      listNotes(MANY);
      const before = liveGeneration(folder.dir);
      const building = buildInProcess(request, {
        onProgress: () => buildersOf(process.pid).forEach((pid) => void process.kill(pid, 'SIGKILL')),
      });
      await expect(building).rejects.toThrow(new BuilderEnded('SIGKILL'));
      expect(liveGeneration(folder.dir)).toBe(before);
      expect((await buildInProcess(request)).links).toBe(MANY + 5);
    },
  );

  it.runIf(process.platform === 'linux')(
    "is the caller's: the builder ends too, and the next one waits for that",
    async () => {
      listNotes(MANY);
      const caller = await startScript(
        'src/library/build-process.js',
        `await own.buildInProcess(${JSON.stringify(request)}, { onProgress: () => console.log('building') });`,
      );
      const [builder = 0] = buildersOf(caller.pid!);
      expect(builder).toBeGreaterThan(0);
      caller.kill('SIGKILL');
      await once(caller, 'exit');
      const manifest = await buildInProcess(request);
      expect(aboutProcess(builder, 'cmdline')).toBe('');
      expect(liveGeneration(folder.dir)).toBe(manifest.generation);
      expect(readdirSync(join(folder.dir, 'index')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    },
  );
});

/** What Linux tells of a process; nothing where it has ended. */
function aboutProcess(pid: number, file: 'cmdline' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Processes that a process has started to build. */
function buildersOf(pid: number): number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return all.map(Number).filter((one) => {
    const isChild = aboutProcess(one, 'status').includes(`PPid:\t${pid}\n`);
    return isChild && aboutProcess(one, 'cmdline').includes('builder.js');
  });
}
