/** Marks the words of a question in a passage, whatever their inflection, and finds phrases in it. */
import type { Terms } from '../../index/passage-terms.js';
import { eachTermOf, tokenize } from '../../index/tokenize.js';

/**
 * Spans `[start, end]` in UTF-16 units of words whose stem is asked for; neighbours that only white space parts are joined. `known` are
 * the text's terms where they were found before.
 */
export function highlights(text: string, stems: ReadonlySet<string>, known?: Terms): [number, number][] {
  const spans: [number, number][] = [];
  const mark = (start: number, end: number): void => {
    const last = spans.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (last && /^[ -]$/.test(text.slice(last[1], start))) last[1] = end;
    else spans.push([start, end]);
  };
  if (known === undefined) eachTermOf(text, stems, (_, start, end) => mark(start, end));
  else
    for (const [at, term] of known.terms.entries())
      if (stems.has(term)) mark(known.starts[at]!, known.ends[at]!);
  return spans;
}

/** Whether the words of a phrase stand in the text side by side, by their stems; stop words count as any word. */
export function hasPhrase(text: string, phrase: string): boolean {
  const wanted = firstAtEachPosition(phrase);
  if (wanted.length === 0) return text.toLowerCase().includes(phrase.toLowerCase());
  const places = new Map<number, Set<string>>();
  for (const { term, position } of tokenize(text)) {
    const at = places.get(position);
    if (at) at.add(term);
    else places.set(position, new Set([term]));
  }
  const [head, ...rest] = wanted;
  for (const [position, terms] of places) {
    if (!terms.has(head!.term)) continue;
    if (rest.every(({ term, position: at }) => places.get(position + at - head!.position)?.has(term)))
      return true;
  }
  return false;
}

/** The parts of compounds rather than the compounds: `exactly-once` finds "exactly once" and "exactly-once" alike. */
function firstAtEachPosition(phrase: string): { term: string; position: number }[] {
  const byPosition = new Map<number, string>();
  for (const { term, position } of tokenize(phrase)) byPosition.set(position, term);
  return [...byPosition].map(([position, term]) => ({ term, position }));
}
