// What narrows a question: counts by list, section, kind, language and year, each a link that adds the filter.
import type { FC } from 'hono/jsx';
import type { AskResult } from '../library/ask.js';
import { type AskQuery, addressOf } from './query.js';

const FACETS: [facet: string, heading: string, filter: string][] = [
  ['list', 'List', 'list'],
  ['section', 'Section', 'section'],
  ['kind', 'Kind', 'kind'],
  ['lang', 'Language', 'lang'],
  ['year', 'Year', 'year'],
];

/** A filter's value as the query language takes it. */
function filterWord(filter: string, value: string): string {
  return /[\s"]/.test(value) ? `${filter}:"${value.replaceAll('"', '')}"` : `${filter}:${value}`;
}

export const Facets: FC<{ result: AskResult; query: AskQuery }> = ({ result, query }) => (
  <aside class="facets" aria-label="Filters">
    {FACETS.map(([facet, heading, filter]) => {
      const values = result.facets?.[facet] ?? [];
      if (values.length < 2) return null;
      return (
        <section>
          <h2>{heading}</h2>
          <ul>
            {values.slice(0, 8).map(({ value, count }) => (
              <li>
                <a
                  data-ask
                  rel="nofollow"
                  href={addressOf(query, { question: `${query.question} ${filterWord(filter, value)}` })}
                >
                  <span>{value}</span>
                  <span class="count">{count}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      );
    })}
  </aside>
);
