/** Which passages a query may find: those of documents its filter lets through, with its phrases, without what it excludes. */
import type { Document } from '../../index/document.js';
import type { Generation } from '../../index/generation.js';
import { tokenize } from '../../index/tokenize.js';
import { isEmpty, narrowed } from './filter.js';
import { hasPhrase } from './highlight.js';
import type { Filter, Query } from './query.js';

/**
 * One byte a passage, 1 where it may be found; null where all may. `filter` comes on top of the query's own.
 * A mirror is found through the document that stands for it, so either of the two may meet the filter.
 */
export function scopeOf(index: Generation, query: Query, filter: Filter | undefined): Uint8Array | null {
  const filtered = !isEmpty(query.filter) || !isEmpty(filter);
  if (!filtered && query.phrases.length === 0 && query.excluded.length === 0) return null;
  const allowed = new Uint8Array(index.size).fill(1);
  if (filtered) {
    const meets = narrowed(query.filter, filter);
    const groups = index.documents.map((document) => groupMeets(index, document, meets));
    for (let id = 0; id < index.size; id++) allowed[id] = groups[index.documentOf(id)] ? 1 : 0;
  }
  for (const phrase of query.phrases) keepOnly(allowed, withPhrase(index, phrase));
  for (const excluded of query.excluded) dropGroups(index, allowed, withPhrase(index, excluded));
  return allowed;
}

function groupMeets(index: Generation, document: Document, meets: (document: Document) => boolean): boolean {
  const leader = document.mirrorOf ?? document.ordinal;
  return [leader, ...index.mirrorsOf(leader)].some((ordinal) => meets(index.documents[ordinal]!));
}

/** Ids of the passages that have the words side by side; only passages that have the rarest of them are read. */
function withPhrase(index: Generation, phrase: string): Set<number> {
  const terms = [...new Set(tokenize(phrase).map(({ term }) => term))];
  const rarest = terms.sort((a, b) => index.bm25.frequency(a) - index.bm25.frequency(b))[0];
  const candidates: number[] = [];
  if (rarest === undefined) for (let id = 0; id < index.size; id++) candidates.push(id);
  else index.bm25.eachPassage(rarest, (id) => candidates.push(id));
  return new Set(candidates.filter((id) => hasPhrase(wholeText(index, id), phrase)));
}

function wholeText(index: Generation, id: number): string {
  const { heading, text, document } = index.passage(id);
  return [index.documents[document]!.title, ...heading, text].join('\n\n');
}

function keepOnly(allowed: Uint8Array, kept: ReadonlySet<number>): void {
  for (let id = 0; id < allowed.length; id++) if (!kept.has(id)) allowed[id] = 0;
}

function dropGroups(index: Generation, allowed: Uint8Array, found: ReadonlySet<number>): void {
  const banned = new Set([...found].map((id) => index.groupOf(id)));
  for (let id = 0; id < allowed.length; id++) if (banned.has(index.groupOf(id))) allowed[id] = 0;
}
