/** Opens the library for a verb that runs once, and closes it whatever comes. */
import type { Library } from '../library/library.js';
import type { Call } from './command.js';

/** What the library does on its own is said on stderr, so that results stay clean. */
export async function withLibrary<T>(
  call: Call,
  work: (library: Library) => Promise<T>,
  { repair = false } = {},
): Promise<T> {
  const { Library } = await import('../library/library.js');
  const { terminal } = call;
  const library = Library.open({
    config: call.config,
    repair,
    notify: (level, text, error) => {
      const detail = error instanceof Error ? `: ${error.message}` : '';
      terminal.say(
        level === 'warn' ? terminal.sayColor.yellow(`${text}${detail}`) : terminal.sayColor.dim(text),
      );
    },
  });
  try {
    return await work(library);
  } finally {
    await library.close();
  }
}
