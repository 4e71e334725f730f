/** `wellread search`: ranked sources for a query, as text for people or JSON for programs. */
import { MOST_SOURCES } from '../library/ask.js';
import { type Call, countFlag, type VerbDeclaration } from './command.js';
import { withLibrary } from './open.js';
import { sourceLines } from './sources.js';
import { plain } from './terminal.js';

export const searchVerb: VerbDeclaration = {
  name: 'search',
  summary: 'rank sources for a query; it may hold list: host: lang: kind: year: "phrases" and -words',
  args: '<query...>',
  flags: [['-k <number>', `sources wanted (1-${MOST_SOURCES}; default: 10)`]],
  example: 'wellread search "exactly once" host:confluent.io',
  run: search,
};

async function search(call: Call): Promise<number> {
  const { args, json, terminal } = call;
  const k = countFlag(call, 'k', 10, MOST_SOURCES);
  const result = await withLibrary(call, (library) => library.search({ query: args.join(' '), k }));
  if (json) {
    terminal.print(JSON.stringify(result));
    return 0;
  }
  if (result.sources.length === 0) terminal.print(`nothing matches ${plain(result.query)}`);
  for (const source of result.sources) for (const line of sourceLines(source, terminal)) terminal.print(line);
  terminal.say(
    terminal.sayColor.dim(
      `${result.sources.length} of ${result.total}, ${result.timings.totalMs.toFixed(1)} ms`,
    ),
  );
  return 0;
}
