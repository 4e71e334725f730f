/** Lets heavy work step behind the thread that answers, where cores are few (I/O: the system's scheduler). */
import { setPriority } from 'node:os';

/** Niceness, the most there is: all of the time that is left over, and a sixtieth of that of a thread that is always busy. */
const BEHIND = 19;

/** Called by a worker thread about itself. On Linux alone a thread has a priority of its own; elsewhere it would be the whole process'. */
export function stepBehind(): void {
  if (process.platform === 'linux') setPriority(BEHIND);
}

/** Called with a process that was just started: its threads, which begin as it does, stay behind too. */
export function sendBehind(pid: number): void {
  try {
    setPriority(pid, BEHIND);
  } catch (error) {
    if ((error as NodeJS.ErrnoException & { info?: { code: string } }).info?.code !== 'ESRCH') throw error; // it has ended
  }
}
