/** The verbs in the order in which help lists them. Each file holds words and wiring only and loads its work when run. */
import { askVerb } from './ask.js';
import type { VerbDeclaration } from './command.js';
import { crawlVerb } from './crawl.js';
import { evalVerb } from './eval.js';
import { extractVerb } from './extract.js';
import { importVerb } from './import.js';
import { linksVerb } from './links.js';
import { mcpVerb } from './mcp.js';
import { indexVerb } from './reindex.js';
import { searchVerb } from './search.js';
import { serveVerb } from './serve.js';
import { settingsVerb } from './settings.js';
import { statusVerb } from './status.js';

export const verbs: readonly VerbDeclaration[] = [
  serveVerb,
  askVerb,
  searchVerb,
  importVerb,
  crawlVerb,
  indexVerb,
  linksVerb,
  statusVerb,
  extractVerb,
  evalVerb,
  mcpVerb,
  settingsVerb,
];
