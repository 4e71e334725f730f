// The links of the coverage page as a table, narrowed by list, status and reason: for each what became of it, and why.
import type { FC } from 'hono/jsx';
import type { Link } from '../../crawler/link.js';
import type { LibraryStatus } from '../library/status.js';
import { archivedMonth, safeHref } from './source.js';

export interface CoverageQuery {
  list: string | null;
  status: string | null;
  reason: string | null;
  page: number;
}

export interface CoverageProps {
  status: LibraryStatus;
  query: CoverageQuery;
  /** The links of one page, and how many there are in all. */
  links: readonly Link[];
  total: number;
  /** Id of the crawl that runs now. */
  job: string | null;
}

export const LINKS_A_PAGE = 60;

/** What a reason means, for people. Codes without an entry speak for themselves. */
export const REASONS: Record<string, string> = {
  robots: 'the site asks robots to stay out',
  'private-address': 'leads into a private network',
  dns: 'the host has no address any more',
  timeout: 'no answer in time',
  tls: 'the certificate does not hold',
  'http-404': 'gone',
  'http-403': 'the site refuses us',
  'too-large': 'too large',
  'not-an-article': 'a home or listing page',
  'soft-404': 'gone, though the site says otherwise',
  'bot-wall': 'behind a check for robots',
  paywall: 'behind a paywall',
  login: 'behind a login',
  consent: 'behind a consent page',
  parked: 'the domain is for sale',
  empty: 'no text on it',
  'app-shell': 'the text is made by a script',
  'unsupported-type': 'neither page nor PDF',
  decode: 'cannot be decoded',
  'pdf-encrypted': 'a locked PDF',
  'pdf-scanned': 'a PDF of pictures, without text',
  'pdf-broken': 'a damaged PDF',
  'extraction-timeout': 'takes too long to read',
  'too-complex': 'too large a page to take apart',
  'extraction-error': 'the extractor failed on it',
};

export function addressOf(query: CoverageQuery, change: Partial<CoverageQuery>): string {
  const next = { ...query, page: 1, ...change };
  const search = new URLSearchParams();
  for (const key of ['list', 'status', 'reason'] as const) if (next[key]) search.set(key, next[key]);
  if (next.page > 1) search.set('page', String(next.page));
  return `/coverage?${search}#links`;
}

const Row: FC<{ link: Link }> = ({ link }) => (
  <tr>
    <td class="what">
      <a href={safeHref(link.url)} rel="noreferrer">
        {link.title || link.url}
      </a>
      <br />
      <span class="quiet">{link.canonical}</span>
    </td>
    <td class={`status-${link.status}`}>
      {link.status}
      {link.reason && (
        <>
          <br />
          <code>{link.reason}</code>
        </>
      )}
    </td>
    <td>
      {link.evidence ?? (link.reason && REASONS[link.reason]) ?? ''}
      {link.archivedUrl && (
        <a class="badge archived" href={safeHref(link.archivedUrl)} rel="noreferrer">
          archived {archivedMonth(link.archivedAt)}
        </a>
      )}
      {link.words > 0 && (
        <a href={`/read?${new URLSearchParams({ url: link.url })}`}>
          {link.words.toLocaleString('en')} words
        </a>
      )}
    </td>
    <td>
      <button type="button" class="button small needs-script" data-crawl={link.url}>
        {link.status === 'new' ? 'fetch' : 'retry'}
      </button>
    </td>
  </tr>
);

const Choice: FC<{ name: string; value: string | null; choices: string[]; all: string }> = (props) => (
  <label>
    {props.name}
    <select name={props.name}>
      <option value="">{props.all}</option>
      {props.choices.map((choice) => (
        <option value={choice} selected={choice === props.value}>
          {choice}
        </option>
      ))}
    </select>
  </label>
);

export const Links: FC<CoverageProps> = ({ status, query, links, total }) => (
  <>
    <h2 id="links">Links</h2>
    <form class="filters" method="get" action="/coverage">
      <Choice name="list" value={query.list} choices={status.lists.map(({ name }) => name)} all="all lists" />
      <Choice
        name="status"
        value={query.status}
        choices={Object.keys(status.counts.byStatus)}
        all="any status"
      />
      <Choice
        name="reason"
        value={query.reason}
        choices={Object.keys(status.counts.byReason)}
        all="any reason"
      />
      <button class="button" type="submit">
        Show
      </button>
    </form>
    <p class="quiet">
      {total.toLocaleString('en')} links
      {total > LINKS_A_PAGE && `, page ${query.page} of ${Math.ceil(total / LINKS_A_PAGE)}`}
    </p>
    <section class="scroll" tabindex={0} aria-label="Links with their status">
      <table class="links">
        <thead>
          <tr>
            <th scope="col">Link</th>
            <th scope="col">Status</th>
            <th scope="col">Why</th>
            <th scope="col">
              <span class="visually-hidden">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => (
            <Row link={link} />
          ))}
        </tbody>
      </table>
    </section>
    <p class="more">
      {query.page > 1 && (
        <a class="button" rel="prev" href={addressOf(query, { page: query.page - 1 })}>
          Previous
        </a>
      )}{' '}
      {query.page * LINKS_A_PAGE < total && (
        <a class="button" rel="next" href={addressOf(query, { page: query.page + 1 })}>
          Next
        </a>
      )}
    </p>
  </>
);
