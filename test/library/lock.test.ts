// The writers' lock: one holder over all processes, gone with the process that held it.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimBuild, DataFolderBusy, WriterLock, Writers } from '../../src/library/lock.js';
import { problemOf } from '../../src/problem.js';
import { startScript, temporaryFolder } from './shelf.js';

const now = new Date('2026-02-03T04:05:06Z');
let folder: ReturnType<typeof temporaryFolder>;
let other: ChildProcess | null = null;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  if (other?.exitCode === null && other.signalCode === null) {
    other.kill('SIGKILL');
    await once(other, 'exit');
  }
  other = null;
  folder.remove();
});

/** Another process that takes the lock and keeps it. */
function takenByOther(dir: string): Promise<ChildProcess> {
  return startScript(
    'src/library/lock.js',
    `own.WriterLock.acquire(${JSON.stringify(dir)}, 'crawl', new Date('2026-01-01T00:00:00Z'));
    console.log('held'); setInterval(() => {}, 1000);`,
  );
}

describe('the lock', () => {
  it('is had by one at a time and can be had again', () => {
    const lock = WriterLock.acquire(folder.dir, 'import', now);
    expect(() => WriterLock.acquire(folder.dir, 'crawl', now)).toThrow(DataFolderBusy);
    lock.release();
    lock.release();
    WriterLock.acquire(folder.dir, 'crawl', now).release();
    expect(existsSync(join(folder.dir, 'writer.json'))).toBe(false);
  });

  it('names the process that holds it, and what for', async () => {
    other = await takenByOther(folder.dir);
    const error = taken(folder.dir);
    expect(error.holder).toEqual({ pid: other.pid, task: 'crawl', since: '2026-01-01T00:00:00.000Z' });
    expect(problemOf(error)).toMatchObject({ code: 'data-folder-busy', status: 409, exit: 1 });
    expect(error.message).toContain(`process ${other.pid} (crawl`);
  });

  it('falls with a killed process, at once and without judging its age', async () => {
    other = await takenByOther(folder.dir);
    other.kill('SIGKILL');
    await once(other, 'exit');
    WriterLock.acquire(folder.dir, 'index', now).release();
  });

  it('is shared by the work of one process and let go with the last of it', async () => {
    const writers = new Writers(folder.dir, () => now);
    let end = () => {};
    const first = writers.during('crawl', () => new Promise<void>((resolve) => (end = resolve)));
    expect(await writers.during('index', () => 7)).toBe(7);
    expect(() => WriterLock.acquire(folder.dir, 'import', now)).toThrow(DataFolderBusy);
    end();
    await first;
    WriterLock.acquire(folder.dir, 'import', now).release();
  });

  it('is let go when the work fails', async () => {
    const writers = new Writers(folder.dir, () => now);
    await expect(writers.during('crawl', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    WriterLock.acquire(folder.dir, 'import', now).release();
  });
});

describe('the claim of a builder', () => {
  it('is refused while another process builds, and waited for where that one ends', async () => {
    other = await startScript(
      'src/library/lock.js',
      `own.claimBuild(${JSON.stringify(folder.dir)}); console.log('held'); setTimeout(() => {}, 500);`,
    );
    expect(() => claimBuild(folder.dir, 20)).toThrow(DataFolderBusy);
    claimBuild(folder.dir);
  });
});

function taken(dir: string): DataFolderBusy {
  try {
    WriterLock.acquire(dir, 'import', now).release();
  } catch (error) {
    if (error instanceof DataFolderBusy) return error;
  }
  throw new Error('the lock was free');
}
