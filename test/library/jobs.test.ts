// Jobs: one of a kind at a time, watched to the end by any number, cancelled on the way out.
import { describe, expect, it } from 'vitest';
import { type Job, type JobContext, Jobs } from '../../src/library/jobs.js';

const jobsAt = () => new Jobs(() => new Date('2026-01-02T03:04:05Z'));

/** Work that goes on when the test says so. */
function steered() {
  const steps: { context?: JobContext; end(result: unknown): void; fail(error: unknown): void } = {
    end: () => {},
    fail: () => {},
  };
  const run = (context: JobContext) => {
    steps.context = context;
    return new Promise<unknown>((resolve, reject) => {
      steps.end = resolve;
      steps.fail = reject;
      context.signal.addEventListener('abort', () => reject(context.signal.reason));
    });
  };
  return { steps, run };
}

async function statesOf(watched: AsyncGenerator<Job>): Promise<Job[]> {
  const states: Job[] = [];
  for await (const state of watched) states.push(state);
  return states;
}

describe('a job', () => {
  it('is watched from its state now to its end', async () => {
    const jobs = jobsAt();
    const { steps, run } = steered();
    const { id } = jobs.start('index', run);
    const watched = statesOf(jobs.watch(id));
    await Promise.resolve();
    steps.context?.report({ done: 1 });
    await new Promise(setImmediate);
    steps.context?.report({ done: 2 });
    await new Promise(setImmediate);
    steps.end({ pages: 3 });
    const states = await watched;
    expect(states.map(({ state, progress }) => [state, progress])).toEqual([
      ['running', null],
      ['running', { done: 1 }],
      ['running', { done: 2 }],
      ['done', { done: 2 }],
    ]);
    expect(states.at(-1)).toMatchObject({ result: { pages: 3 }, finishedAt: '2026-01-02T03:04:05.000Z' });
    expect(await statesOf(jobs.watch(id))).toHaveLength(1);
    expect(await jobs.result(id)).toEqual({ pages: 3 });
  });

  it('is the running one of its kind for whoever asks again', () => {
    const jobs = jobsAt();
    const first = jobs.start('crawl', steered().run);
    expect(jobs.start('crawl', steered().run).id).toBe(first.id);
    expect(jobs.start('index', steered().run).id).not.toBe(first.id);
    expect(jobs.running('crawl')?.id).toBe(first.id);
  });

  it('steps aside for one that is to run instead of it', async () => {
    const jobs = jobsAt();
    const first = steered();
    const { id } = jobs.start('crawl', first.run);
    const second = jobs.start('crawl', async () => jobs.get(id)?.state, id);
    expect(second.id).not.toBe(id);
    expect(await jobs.result(second.id)).toBe('cancelled');
  });

  it('keeps what it failed with and throws it at whoever waits', async () => {
    const jobs = jobsAt();
    const { steps, run } = steered();
    const { id } = jobs.start('index', run);
    steps.fail(new Error('disk full'));
    await expect(jobs.result(id)).rejects.toThrow('disk full');
    expect(jobs.get(id)).toMatchObject({ state: 'failed' });
  });

  it('ends as cancelled when it is asked to stop, and everything running is on closing', async () => {
    const jobs = jobsAt();
    const crawl = jobs.start('crawl', steered().run);
    const index = jobs.start('index', steered().run);
    await jobs.cancel(crawl.id);
    expect(jobs.get(crawl.id)?.state).toBe('cancelled');
    await jobs.close();
    expect(jobs.get(index.id)?.state).toBe('cancelled');
  });

  it('can be left by a watcher without ending it', async () => {
    const jobs = jobsAt();
    const { id } = jobs.start('crawl', steered().run);
    const left = new AbortController();
    const watched = statesOf(jobs.watch(id, left.signal));
    await new Promise(setImmediate);
    left.abort();
    expect(await watched).toHaveLength(1);
    expect(jobs.get(id)?.state).toBe('running');
    await jobs.close();
  });

  it('is forgotten when fifty others have finished since', async () => {
    const jobs = jobsAt();
    for (let i = 0; i < 60; i++) await jobs.result(jobs.start('index', async () => i).id);
    expect(jobs.list().length).toBeLessThanOrEqual(51);
    expect(jobs.get('index-1')).toBeNull();
    expect(jobs.get('index-60')?.result).toBe(59);
  });
});
