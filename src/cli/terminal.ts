/** Where a verb writes to: results on stdout, everything said about them on stderr; colours and width of a terminal only. */
import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';

type Colors = ReturnType<typeof picocolors.createColors>;

/** The two streams of a run, and what they are. Verbs get one of these, tests make their own. */
export interface Terminal {
  /** One line of result. */
  print(line: string): void;
  /** One line about the work: progress, notices, hints. */
  say(line: string): void;
  /** Whether results go to a person's eyes. */
  readonly tty: boolean;
  /** Where live progress may be drawn, or null when stderr is a file or a pipe. */
  readonly canvas: NodeJS.WriteStream | null;
  /** Characters a line. */
  readonly columns: number;
  /** Colours for stdout; no-ops when it is not a terminal or `NO_COLOR` is set. */
  readonly color: Colors;
  readonly sayColor: Colors;
}

/** Lines longer than this are tiring to read, however wide the window. */
const COMFORTABLE = 100;

export function processTerminal(out = process.stdout, err = process.stderr): Terminal {
  out.on('error', endQuietlyWhenUnread);
  const colored = picocolors.isColorSupported;
  return {
    print: (line) => void out.write(`${line}\n`),
    say: (line) => void err.write(`${line}\n`),
    tty: out.isTTY === true,
    canvas: err.isTTY ? err : null,
    columns: Math.min(out.columns ?? 80, COMFORTABLE),
    color: picocolors.createColors(colored && out.isTTY === true),
    sayColor: picocolors.createColors(colored && err.isTTY === true),
  };
}

/** `wellread links | head`: whoever reads has enough, and that is no failure. */
function endQuietlyWhenUnread(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

/**
 * Text of strangers as one harmless line: no escape sequences, no control or bidirectional override characters, so that a
 * page's title can neither colour nor move, nor retitle, nor answer the terminal it is shown in.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
    .trim();
}
