/** `wellread import`: adds reading lists from files and URLs. */
import type { Call, VerbDeclaration } from './command.js';
import { withLibrary } from './open.js';
import { plain } from './terminal.js';

export const importVerb: VerbDeclaration = {
  name: 'import',
  summary: 'add reading lists (Markdown, HTML, text) from files or URLs; again replaces what changed',
  args: '<file|url...>',
  example: 'wellread import reading.md https://example.org/awesome.md',
  run: importLists,
};

async function importLists(call: Call): Promise<number> {
  const { args, json, terminal } = call;
  const imported = await withLibrary(call, (library) => library.import(args));
  for (const one of imported) {
    if (json) terminal.print(JSON.stringify(one));
    else {
      const repeated = one.entries - one.links;
      const again = repeated > 0 ? ` (${repeated} again)` : '';
      terminal.print(
        `${plain(one.list)}: ${one.entries} entries${again}, ${one.links} links (${one.added} new, ${one.known} known)`,
      );
    }
  }
  if (!json)
    terminal.say(
      terminal.sayColor.dim(
        'Next: "wellread crawl" fetches the articles, "wellread index" makes them searchable.',
      ),
    );
  return 0;
}
