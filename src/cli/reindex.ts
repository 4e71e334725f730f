/** `wellread index`: builds the index from what is stored and publishes it, or goes back to the one before. */
import type { Manifest } from '../../index/manifest.js';
import type { IndexProgress } from '../library/indexing.js';
import type { Call, VerbDeclaration } from './command.js';
import { follow } from './job.js';
import { withLibrary } from './open.js';

export const indexVerb: VerbDeclaration = {
  name: 'index',
  summary: 'build the index from what is stored, without the network, and publish it',
  flags: [
    ['--re-extract', 'read every article out of the archive again first'],
    ['--force', 'publish even if the new index is found to be worse'],
    ['--rollback', 'go back to the index before; once more goes forth again'],
  ],
  example: 'wellread index --embedder Xenova/bge-small-en-v1.5',
  run: (call) => withLibrary(call, (library) => index(library, call), { repair: true }),
};

const PHASES: Record<IndexProgress['phase'], string> = {
  restore: 'reading the archive',
  extract: 'extracting',
  read: 'reading',
  embed: 'embedding',
  graph: 'linking',
  write: 'writing',
  check: 'checking',
};

async function index(library: import('../library/library.js').Library, call: Call): Promise<number> {
  const { flags, json, terminal } = call;
  const start = performance.now();
  const request = {
    reExtract: flags.reExtract === true,
    force: flags.force === true,
    rollback: flags.rollback === true,
  };
  const manifest = (await follow(
    library.jobs,
    library.startIndex(request),
    call,
    ({ phase, done, total }: IndexProgress) => ({
      phase: PHASES[phase],
      done,
      total,
    }),
  )) as Manifest;
  if (json) terminal.print(JSON.stringify(manifest));
  else {
    const { generation, links, articles, passages, embedder } = manifest;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const what = request.rollback ? 'back to' : 'published';
    terminal.print(`${what} ${generation}: ${links} links, ${articles} articles, ${passages} passages`);
    terminal.print(terminal.color.dim(`model ${embedder.name}, ${seconds} s`));
  }
  return 0;
}
