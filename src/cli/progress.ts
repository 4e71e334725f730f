/** Progress of work that takes longer than a moment: a bar on a terminal, a line now and then in a log or pipe. */
import type { SingleBar } from 'cli-progress';
import { plain, type Terminal } from './terminal.js';

/** How far the work is; `total` is 0 while nobody knows. `note` says what a number cannot. */
export interface Step {
  phase: string;
  done: number;
  total: number;
  note?: string;
}

export interface Progress {
  step(step: Step): void;
  /** Takes the bar away; say what came of the work after it. */
  end(): void;
}

/** Milliseconds between two lines where there is no bar to redraw. */
const LINE_EVERY = 5000;

export async function progressOn(terminal: Terminal): Promise<Progress> {
  return terminal.canvas === null ? lines(terminal) : bar(terminal.canvas);
}

export function lines(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  let last = now();
  let begun: { phase: string; done: number; at: number } = { phase: '', done: 0, at: last };
  return {
    step(step) {
      if (step.phase === begun.phase && now() - last < LINE_EVERY) return;
      if (step.phase !== begun.phase && now() - last < 1000 && begun.phase !== '') return;
      last = now();
      if (step.phase !== begun.phase) begun = { phase: step.phase, done: step.done, at: last };
      terminal.say(`${wordsOf(step)}${leftOf(step, step.done - begun.done, last - begun.at)}`);
    },
    end() {},
  };
}

function wordsOf({ phase, done, total, note }: Step): string {
  const count = total > 0 ? ` ${done}/${total}` : done > 0 ? ` ${done}` : '';
  return `${phase}${count}${note ? `  ${plain(note)}` : ''}`;
}

/** `, 3 min left`, at the pace of the `done` items that took `ms`; nothing while that cannot be said. */
function leftOf({ done: at, total }: Step, done: number, ms: number): string {
  if (done <= 0 || total <= at) return '';
  const seconds = Math.ceil(((total - at) * ms) / done / 1000);
  return seconds < 90 ? `, ${seconds} s left` : `, ${Math.ceil(seconds / 60)} min left`;
}

async function bar(canvas: NodeJS.WriteStream): Promise<Progress> {
  const { default: progress } = await import('cli-progress');
  const drawn: SingleBar = new progress.SingleBar({
    stream: canvas,
    format: '{phase} {bar} {percentage}% {value}/{total} {eta_formatted} {note}',
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
    barCompleteChar: '━',
    barIncompleteChar: '─',
    etaBuffer: 50,
    linewrap: false,
  });
  let phase = '';
  return {
    step(step) {
      const words = { phase: step.phase, note: plain(step.note ?? '') };
      if (phase !== step.phase) {
        drawn.start(step.total, step.done, words);
        phase = step.phase;
      } else {
        drawn.setTotal(step.total);
        drawn.update(step.done, words);
      }
    },
    end: () => drawn.stop(),
  };
}
