/** `wellread crawl`: fetches what is due, politely and resumably, with a line that says how it goes. */
import type { Call, VerbDeclaration } from './command.js';
import { countFlag } from './command.js';
import { follow } from './job.js';
import { withLibrary } from './open.js';

export const crawlVerb: VerbDeclaration = {
  name: 'crawl',
  summary: 'fetch the articles that are due; go on where the last crawl ended',
  flags: [
    ['--only <what>', 'only this URL, host or list'],
    ['--limit <number>', 'fetch this many links at most'],
  ],
  example: 'wellread crawl --only martinfowler.com',
  run: (call) => withLibrary(call, (library) => crawl(library, call)),
};

async function crawl(library: import('../library/library.js').Library, call: Call): Promise<number> {
  const { flags, json, terminal } = call;
  const limit = flags.limit === undefined ? undefined : countFlag(call, 'limit', 0, 1_000_000);
  const job = library.startCrawl({ only: flags.only as string | undefined, limit });
  const summary = await follow(library.jobs, job, call, (progress: object) => ({
    phase: 'crawling',
    done: 0,
    total: 0,
    ...progress,
  }));
  if (json) terminal.print(JSON.stringify(summary));
  else terminal.print(JSON.stringify(summary));
  return 0;
}
