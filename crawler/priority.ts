/** Lets threads of heavy work step behind the one that answers, where cores are few (I/O: the system's scheduler). */
import { setPriority } from 'node:os';

/** Niceness: about a tenth of the time of a thread that is as busy, all of the time that is left over. */
const BEHIND = 10;

/** Called by a worker thread about itself. On Linux alone a thread has a priority of its own; elsewhere it would be the whole process'. */
export function stepBehind(): void {
  if (process.platform === 'linux') setPriority(BEHIND);
}
