/** The verbs in the order in which help lists them. Each file holds words and wiring only and loads its work when run. */
import type { VerbDeclaration } from './command.js';
import { settingsVerb } from './settings.js';

export const verbs: readonly VerbDeclaration[] = [settingsVerb];
