// The question in a page's address: every state of the ask page can be shared as one.
import { DEFAULT_SOURCES } from '../library/ask.js';

/** What a page address asks for. */
export interface AskQuery {
  question: string;
  k: number;
  mode: 'extractive' | 'llm';
}

/** The address of the same question with something changed. */
export function addressOf(query: AskQuery, change: Partial<AskQuery>): string {
  const next = { ...query, ...change };
  const search = new URLSearchParams({ q: next.question });
  if (next.k !== DEFAULT_SOURCES) search.set('k', String(next.k));
  if (next.mode === 'llm') search.set('mode', 'llm');
  return `/?${search}`;
}
