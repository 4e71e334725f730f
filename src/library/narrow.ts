/** Filters given as fields (`{ list: [...], year: ['2015..2019'] }`) as conditions of a search; the rules are those of the query language. */
import { type Filter, KINDS, QueryError, years } from '../search/query.js';

/** Values of one field are alternatives, fields are conditions that all hold. */
export interface FilterFields {
  list?: readonly string[] | undefined;
  section?: readonly string[] | undefined;
  host?: readonly string[] | undefined;
  kind?: readonly string[] | undefined;
  lang?: readonly string[] | undefined;
  year?: readonly string[] | undefined;
}

/** Throws QueryError for a kind or year that is none; its position is 0, as there is no query it stands in. */
export function filterOf(fields: FilterFields): Filter {
  const filter: Filter = {};
  if (fields.list?.length) filter.list = [...fields.list];
  if (fields.section?.length) filter.section = [...fields.section];
  if (fields.host?.length) filter.host = fields.host.map((host) => host.toLowerCase().replace(/^www\./, ''));
  if (fields.lang?.length) filter.lang = fields.lang.map((lang) => lang.toLowerCase());
  if (fields.kind?.length) {
    filter.kind = fields.kind.map(
      (kind) => KINDS.find((known) => known === kind) ?? unknown(kind, `kind; there are ${KINDS.join(', ')}`),
    );
  }
  if (fields.year?.length)
    filter.year = fields.year.map((range) => years(range) ?? unknown(range, 'year or range of years'));
  return filter;
}

function unknown(value: string, what: string): never {
  throw new QueryError(`"${value}" is no ${what}`, 0, 0);
}
