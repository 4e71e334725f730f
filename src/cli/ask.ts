/** `wellread ask`: the answer, sentence by sentence with its sources' numbers, and the sources below. */
import { type AskResult, DEFAULT_SOURCES, MOST_SOURCES } from '../library/ask.js';
import { BadUsage, type Call, countFlag, type VerbDeclaration } from './command.js';
import { withLibrary } from './open.js';
import { sourceLines, wrapped } from './sources.js';
import { plain, type Terminal } from './terminal.js';

export const askVerb: VerbDeclaration = {
  name: 'ask',
  summary: 'answer a question with citations',
  args: '<question...>',
  flags: [
    ['-k <number>', `sources wanted (1-${MOST_SOURCES}; default: ${DEFAULT_SOURCES})`],
    ['--llm', 'let the configured model write the answer; every sentence is checked against its sources'],
  ],
  example: 'wellread ask "how do companies dedupe Kafka"',
  run: ask,
};

async function ask(call: Call): Promise<number> {
  const { args, config, flags, json, signal, terminal } = call;
  const k = countFlag(call, 'k', DEFAULT_SOURCES, MOST_SOURCES);
  const isLlm = flags.llm === true;
  if (isLlm && (config.answer.llmUrl === '' || config.answer.llmModel === '')) {
    throw new BadUsage('--llm needs an endpoint and a model: --llm-url and --llm-model');
  }
  const query = { question: args.join(' '), k, mode: isLlm ? ('llm' as const) : ('extractive' as const) };
  const result = await withLibrary(call, (library) => library.ask(query, { signal }));
  if (json) terminal.print(JSON.stringify(result));
  else printAnswer(result, terminal);
  return 0;
}

function printAnswer(result: AskResult, terminal: Terminal): void {
  const { color, sayColor } = terminal;
  const { answer, sources, timings } = result;
  terminal.print('');
  if (answer.notice) printBlock(color.yellow(plain(answer.notice)), terminal);
  if (!answer.covered) {
    const nearest = sources.length > 0 ? 'The nearest they have:' : 'Nothing in them comes near.';
    printBlock(`${color.yellow('Your lists do not seem to cover this.')} ${nearest}`, terminal);
  }
  const cite = (ranks: readonly number[]) => color.cyan(ranks.map((rank) => `[${rank}]`).join(''));
  if (answer.rows && answer.rows.length > 0) {
    for (const row of answer.rows)
      printBlock(`${color.bold(plain(row.company))}: ${plain(row.text)} ${cite([row.source])}`, terminal);
  } else {
    for (const { text, sources: ranks, supported } of answer.sentences) {
      const doubt = supported === false ? color.yellow(' (not borne out by its source)') : '';
      printBlock(`${plain(text)}${doubt} ${cite(ranks)}`, terminal);
    }
  }
  for (const source of sources) for (const line of sourceLines(source, terminal)) terminal.print(line);
  terminal.say(
    sayColor.dim(
      `${result.index.articles} articles, ${result.index.links} links, ${timings.totalMs.toFixed(1)} ms`,
    ),
  );
}

function printBlock(text: string, terminal: Terminal): void {
  for (const line of wrapped(text, terminal, '')) terminal.print(line);
  terminal.print('');
}
