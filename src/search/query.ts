/**
 * The query language: words, `"phrases"`, `-exclusions`, and the filters `list:` `section:` `host:` (or `site:`) `lang:` `kind:` `year:`.
 *
 *   kafka "exactly once" -rabbitmq host:uber.com kind:article,paper year:2016-2019 list:"backend reads"
 *
 * Filters of one field are alternatives, of different fields conditions that all hold; `-` in front of a filter turns it
 * round. `year:` takes `2019`, `2016-2019`, `2016..`, `..2019`, `>=2016`, `<2019`. A colon behind any other word is text, so questions
 * and code (`std::vector`, `10:30`) need no quoting. Everything that cannot be understood is a QueryError with its place.
 */
import type { LinkKind } from '../../crawler/link.js';

/** Conditions on a document; each field's values are alternatives. */
export interface Conditions {
  list?: string[];
  section?: string[];
  /** A host and everything below it: `uber.com` holds `eng.uber.com`. */
  host?: string[];
  lang?: string[];
  kind?: LinkKind[];
  year?: Years[];
}

/** Both ends belong to the range; null is open. */
export interface Years {
  from: number | null;
  to: number | null;
}

/** What a document must be and must not be. */
export interface Filter extends Conditions {
  not?: Conditions;
}

export interface Query {
  /** The words that are ranked, phrases without their quotes included. */
  text: string;
  /** Word sequences that a passage must have. */
  phrases: string[];
  /** Words and phrases that no passage of a hit may have. */
  excluded: string[];
  filter: Filter;
}

/** A query that cannot be understood; `position` and `length` are the offending piece in UTF-16 units. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly position: number;
  readonly length: number;
  constructor(message: string, position: number, length: number) {
    super(message);
    this.position = position;
    this.length = length;
  }
}

export const KINDS: readonly LinkKind[] = [
  'article',
  'paper',
  'repository',
  'video',
  'discussion',
  'slides',
  'book',
  'other',
];

const FIELDS = ['list', 'section', 'host', 'lang', 'kind', 'year'] as const;
type FieldName = (typeof FIELDS)[number];

/** Longest query taken (characters); a pasted page is not a question. */
export const LONGEST_QUERY = 2_000;

interface Piece {
  start: number;
  end: number;
  negative: boolean;
  field: FieldName | null;
  value: string;
  quoted: boolean;
  valueStart: number;
}

/** Parses a query; throws QueryError. */
export function parseQuery(input: string): Query {
  if (input.length > LONGEST_QUERY)
    throw new QueryError(
      `a query has at most ${LONGEST_QUERY} characters`,
      LONGEST_QUERY,
      input.length - LONGEST_QUERY,
    );
  const query: Query = { text: '', phrases: [], excluded: [], filter: {} };
  const words: string[] = [];
  for (const piece of pieces(input)) {
    if (piece.field) addFilter(query.filter, piece);
    else if (piece.negative) query.excluded.push(piece.value);
    else {
      words.push(piece.value);
      if (piece.quoted) query.phrases.push(piece.value);
    }
  }
  query.text = words.join(' ');
  if (words.length === 0 && Object.keys(query.filter).length === 0)
    throw new QueryError(
      query.excluded.length > 0
        ? 'nothing to search for, only something to leave out'
        : 'nothing to search for',
      0,
      input.length,
    );
  return query;
}

function* pieces(input: string): Generator<Piece> {
  let at = 0;
  while (at < input.length) {
    if (/\s/.test(input[at]!)) {
      at++;
      continue;
    }
    const start = at;
    const negative = input[at] === '-' && /[\p{L}\p{N}"“]/u.test(input[at + 1] ?? '');
    if (negative) at++;
    const field = fieldAt(input, at);
    if (field) at += field.length;
    const valueStart = at;
    const quote = /["“”]/.test(input[at] ?? '');
    const end = quote ? closingQuote(input, at) : wordEnd(input, at);
    const value = (quote ? input.slice(at + 1, end - 1) : input.slice(at, end)).trim();
    at = end;
    if (value === '' && field)
      throw new QueryError(`${field.name}: needs a value`, start, Math.max(end, valueStart) - start);
    if (value === '') continue;
    yield { start, end, negative, field: field?.name ?? null, value, quoted: quote, valueStart };
  }
}

function fieldAt(input: string, at: number): { name: FieldName; length: number } | null {
  const match = /^(list|section|host|site|lang|kind|year):(?![:/])/i.exec(input.slice(at, at + 9));
  if (!match) return null;
  const word = match[1]!.toLowerCase();
  return { name: word === 'site' ? 'host' : (word as FieldName), length: match[0].length };
}

function wordEnd(input: string, start: number): number {
  const space = /[\s"“”]/.exec(input.slice(start));
  return space ? start + space.index : input.length;
}

function closingQuote(input: string, start: number): number {
  const close = /["“”]/.exec(input.slice(start + 1));
  if (!close) throw new QueryError('the quotation mark is never closed', start, input.length - start);
  return start + 1 + close.index + 1;
}

function addFilter(filter: Filter, piece: Piece): void {
  if (piece.negative) filter.not ??= {};
  const conditions: Conditions = piece.negative ? filter.not! : filter;
  const values = piece.quoted ? [piece.value] : piece.value.split(',').filter((value) => value !== '');
  for (const value of values) {
    const understood = VALUES[piece.field!](value);
    if ('problem' in understood)
      throw new QueryError(understood.problem, piece.valueStart, piece.end - piece.valueStart);
    const field = piece.field! as 'list';
    conditions[field] = [...(conditions[field] ?? []), understood.value as string];
  }
}

type Understood = { value: string | Years } | { problem: string };

/** What a value of each field means. */
const VALUES: Record<FieldName, (value: string) => Understood> = {
  list: (value) => ({ value }),
  section: (value) => ({ value }),
  host: (value) => ({
    value: value
      .toLowerCase()
      .replace(/^(?:[a-z]+:\/\/)?(?:www\.)?/, '')
      .replace(/\/.*$/, ''),
  }),
  lang: (value) =>
    /^[a-z]{2,3}(?:-[a-z]{2,4})?$/i.test(value)
      ? { value: value.toLowerCase().replace(/-.*/, '') }
      : { problem: `"${value}" is no language code such as en or ru` },
  kind: (value) => {
    const lower = value.toLowerCase();
    const kind = KINDS.find((known) => known === lower || `${known}s` === lower);
    return kind ? { value: kind } : { problem: `"${value}" is no kind; there are ${KINDS.join(', ')}` };
  },
  year: (value) => {
    const range = years(value);
    return range ? { value: range } : { problem: `"${value}" is no year or range of years` };
  },
};

/** `2019`, `2016-2019`, `2016..2019`, `2016..`, `..2019`, `>2016`, `>=2016`, `<2019`, `<=2019`; null for anything else. */
export function years(text: string): Years | null {
  const one = /^(\d{4})$/.exec(text);
  if (one) return { from: Number(one[1]), to: Number(one[1]) };
  const range = /^(\d{4})?(?:-|\.\.|…)(\d{4})?$/.exec(text);
  if (range && (range[1] || range[2])) {
    const from = range[1] ? Number(range[1]) : null;
    const to = range[2] ? Number(range[2]) : null;
    return from !== null && to !== null && from > to ? { from: to, to: from } : { from, to };
  }
  const bound = /^([<>])(=?)(\d{4})$/.exec(text);
  if (!bound) return null;
  const year = Number(bound[3]);
  const step = bound[2] ? 0 : 1;
  return bound[1] === '>' ? { from: year + step, to: null } : { from: null, to: year - step };
}
