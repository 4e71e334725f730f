/** The command line: parses the arguments, runs one verb, and turns what went wrong into words and an exit code. */
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../library/version.js';
import { type Problem, problemOf } from '../problem.js';
import { addVerb, INTERRUPTED } from './command.js';
import { plain, processTerminal, type Terminal } from './terminal.js';
import { verbs } from './verbs.js';

/** Exit codes: 0 done, 1 failed, 2 wrong usage; 130 after Ctrl-C, as shells expect. */
export async function main(args: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const interrupt = interruptible();
  let exitCode = 0;
  const exit = (code: number) => {
    exitCode = code;
  };
  const program = new Command('wellread')
    .description(
      'Turns curated reading lists into an answer engine: ranked sources, a citation for every sentence.',
    )
    .version(packageVersion(), '--version')
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .enablePositionalOptions();
  const context = { terminal, signal: interrupt.signal, exit };
  for (const verb of verbs) addVerb(program, verb, context);
  forEachCommand(program, (command) => command.exitOverride().copyInheritedSettings(program));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (interrupt.signal.aborted && (error as Error).name === 'AbortError') return INTERRUPTED;
    return failed(error, args, terminal);
  } finally {
    interrupt.release();
  }
}

/** Says what happened. A bug of ours shows its stack: there is nothing else to go by. */
function failed(error: unknown, args: readonly string[], terminal: Terminal): number {
  const problem = problemOf(error);
  const red = terminal.sayColor.red;
  if (problem === null) {
    terminal.say(
      `${red('wellread failed')} and should not have. This is a bug; please report it with these lines:`,
    );
    terminal.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  }
  if (args.includes('--json')) terminal.say(JSON.stringify(problemJson(problem)));
  else {
    terminal.say(`${red('error:')} ${plain(problem.detail)}`);
    if (problem.hint) terminal.say(terminal.sayColor.dim(problem.hint));
  }
  return problem.exit;
}

function problemJson({ code, title, detail, hint, extra }: Problem): object {
  return { error: { code, title, detail, hint, ...extra } };
}

/** A signal that aborts at the first Ctrl-C or SIGTERM; the second one is the system's, which ends the process. */
function interruptible(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  return {
    signal: controller.signal,
    release: () => void process.off('SIGINT', abort).off('SIGTERM', abort),
  };
}

function forEachCommand(program: Command, visit: (command: Command) => void): void {
  visit(program);
  for (const command of program.commands) visit(command);
}
