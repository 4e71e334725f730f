/** Lets heavy work step behind the thread that answers, where cores are few (I/O: the system's scheduler). */
import { setPriority } from 'node:os';

/** Niceness of work under a time limit: all of the time that is left over, and a tenth of that of a thread that is always busy. */
export const BEHIND = 10;
/** Of work that may take as long as it takes, the most there is: a sixtieth. */
export const LAST = 19;

/** Called by a worker thread about itself. On Linux alone a thread has a priority of its own; elsewhere it would be the whole process'. */
export function stepBehind(niceness: typeof BEHIND | typeof LAST): void {
  if (process.platform === 'linux') setPriority(niceness);
}

/** Called with a process that was just started: its threads, which begin as it does, come last too. */
export function sendLast(pid: number): void {
  try {
    setPriority(pid, LAST);
  } catch (error) {
    if ((error as NodeJS.ErrnoException & { info?: { code: string } }).info?.code !== 'ESRCH') throw error; // it has ended
  }
}
