/** `wellread extract`: what the extractor makes of pages. */
import type { VerbDeclaration } from './command.js';

export const extractVerb: VerbDeclaration = {
  name: 'extract',
  summary: 'show what the extractor makes of pages: title, text, verdict, and what was removed and why',
  args: '<file|url...>',
  flags: [['--url <url>', 'address the page came from, for relative links']],
  example: 'wellread extract page.html --url https://example.org/post',
  run: async () => 0,
};
