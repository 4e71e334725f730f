/** Which documents a filter lets through, and how many hits a further filter would leave. */
import type { Document } from '../../index/document.js';
import type { Conditions, Filter, Years } from './query.js';

/** Whether a document meets a filter. A year or language that is not known meets no condition on it. */
export function passes(document: Document, filter: Filter): boolean {
  return meetsAll(document, filter) && !(filter.not && meetsAny(document, filter.not));
}

/** Both filters at once: each condition of either must hold. */
export function narrowed(first: Filter, second: Filter | undefined): (document: Document) => boolean {
  const filters = [first, second ?? {}].filter((filter) => Object.keys(filter).length > 0);
  return (document) => filters.every((filter) => passes(document, filter));
}

/** Whether a filter says anything at all. */
export function isEmpty(filter: Filter | undefined): boolean {
  return !filter || Object.values(filter).every((values) => values === undefined || values.length === 0);
}

const TESTS: {
  [Field in keyof Conditions]-?: (
    document: Document,
    value: NonNullable<Conditions[Field]>[number],
  ) => boolean;
} = {
  list: ({ lists }, name) => lists.some(({ list }) => equal(list, name)),
  section: ({ lists }, name) => lists.some(({ section }) => section.some((part) => equal(part, name))),
  host: ({ host }, name) => host === name || host.endsWith(`.${name}`),
  lang: ({ lang }, code) =>
    lang !== null && lang.toLowerCase().slice(0, 2) === code.toLowerCase().slice(0, 2),
  kind: ({ kind }, name) => kind === name,
  year: ({ published }, range) => within(published, range),
};

function outcomes(document: Document, conditions: Conditions): boolean[] {
  return (Object.keys(TESTS) as (keyof Conditions)[]).flatMap((field) => {
    const values = conditions[field] as unknown[] | undefined;
    const test = TESTS[field] as (document: Document, value: unknown) => boolean;
    return values && values.length > 0 ? [values.some((value) => test(document, value))] : [];
  });
}

function meetsAll(document: Document, conditions: Conditions): boolean {
  return outcomes(document, conditions).every(Boolean);
}

function meetsAny(document: Document, conditions: Conditions): boolean {
  return outcomes(document, conditions).some(Boolean);
}

/** `Backend Reads`, `backend-reads` and `backend-reads.md` are the same name. */
function equal(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.md$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function within(published: string | null, { from, to }: Years): boolean {
  const year = published === null ? Number.NaN : Number(published.slice(0, 4));
  return year >= (from ?? -Infinity) && year <= (to ?? Infinity);
}

/** One value of a facet and how many hits have it. */
export interface FacetValue {
  value: string;
  count: number;
}

export type Facets = Record<'list' | 'section' | 'host' | 'kind' | 'lang' | 'year', FacetValue[]>;

/** Values listed a facet; more is no choice but a list. */
const MOST_VALUES = 12;

/** Counts over the documents found, most frequent first. */
export function facetsOf(documents: readonly Document[]): Facets {
  const count = (valuesOf: (document: Document) => (string | null)[]): FacetValue[] => {
    const counts = new Map<string, number>();
    for (const document of documents)
      for (const value of new Set(valuesOf(document)))
        if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
    return [...counts]
      .map(([value, total]) => ({ value, count: total }))
      .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value))
      .slice(0, MOST_VALUES);
  };
  return {
    list: count(({ lists }) => lists.map(({ list }) => list)),
    section: count(({ lists }) => lists.map(({ section }) => section[0] ?? null)),
    host: count(({ host }) => [host]),
    kind: count(({ kind }) => [kind]),
    lang: count(({ lang }) => [lang]),
    year: count(({ published }) => [published?.slice(0, 4) ?? null]),
  };
}
