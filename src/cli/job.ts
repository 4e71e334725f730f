/** Runs one of the library's jobs to its end in front of a person: progress while it works, Ctrl-C cancels it. */
import type { Job, Jobs } from '../library/jobs.js';
import type { Call } from './command.js';
import { progressOn, type Step } from './progress.js';

/** Resolves to the job's result, or rejects with an AbortError where it was cancelled before it had one; `stepOf` puts the verb's own progress into words. */
export async function follow(
  jobs: Jobs,
  job: Job,
  call: Call,
  stepOf: (progress: never) => Step,
): Promise<unknown> {
  const cancel = () => void jobs.cancel(job.id);
  call.signal.addEventListener('abort', cancel, { once: true });
  const progress = await progressOn(call.terminal);
  try {
    for await (const state of jobs.watch(job.id)) {
      if (state.state === 'running' && state.progress !== null)
        progress.step(stepOf(state.progress as never));
    }
  } finally {
    progress.end();
    call.signal.removeEventListener('abort', cancel);
  }
  const result = await jobs.result(job.id);
  if (result === null) call.signal.throwIfAborted();
  return result;
}
