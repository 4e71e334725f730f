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

function lines(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  let last = now();
  let phase = '';
  return {
    step(step) {
      if (step.phase === phase && now() - last < LINE_EVERY) return;
      if (step.phase !== phase && now() - last < 1000 && phase !== '') return;
      last = now();
      phase = step.phase;
      terminal.say(wordsOf(step));
    },
    end() {},
  };
}

function wordsOf({ phase, done, total, note }: Step): string {
  const count = total > 0 ? ` ${done}/${total}` : done > 0 ? ` ${done}` : '';
  return `${phase}${count}${note ? `  ${plain(note)}` : ''}`;
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
