// The coverage page: what of each list is here, and for every link that is not, why.
import type { FC } from 'hono/jsx';
import type { Link } from '../../crawler/link.js';
import type { LibraryStatus } from '../library/status.js';
import { Frame } from './frame.js';
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

/** The parts of a bar, left to right: name, statuses that count into it, class of its colour. */
const PARTS: [name: string, statuses: string[], fill: string][] = [
  ['here', ['fetched', 'unchanged', 'duplicate'], 'fill-there'],
  ['recovered', ['recovered'], 'fill-recovered'],
  ['refused', ['refused'], 'fill-refused'],
  ['failed', ['failed'], 'fill-failed'],
  ['not tried yet', ['new'], 'fill-new'],
];

/** What a reason means, for people. Codes without an entry speak for themselves. */
const REASONS: Record<string, string> = {
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
};

const sumOf = (counts: Record<string, number>, statuses: string[]): number =>
  statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);

function address(query: CoverageQuery, change: Partial<CoverageQuery>): string {
  const next = { ...query, page: 1, ...change };
  const search = new URLSearchParams();
  for (const key of ['list', 'status', 'reason'] as const) if (next[key]) search.set(key, next[key]);
  if (next.page > 1) search.set('page', String(next.page));
  return `/coverage?${search}#links`;
}

const Bar: FC<{ counts: Record<string, number>; total: number }> = ({ counts, total }) => {
  let at = 0;
  const parts = PARTS.map(([name, statuses, fill]) => {
    const count = sumOf(counts, statuses);
    const x = at;
    at += count;
    return { name, fill, count, x };
  }).filter(({ count }) => count > 0);
  return (
    <>
      <svg class="bar" viewBox={`0 0 ${Math.max(1, total)} 1`} preserveAspectRatio="none" aria-hidden="true">
        {parts.map(({ fill, count, x }) => (
          <rect class={fill} x={x} y="0" width={count} height="1" />
        ))}
      </svg>
      <ul class="legend">
        {parts.map(({ name, fill, count }) => (
          <li>
            <svg viewBox="0 0 10 10" aria-hidden="true">
              <rect class={fill} width="10" height="10" rx="2" />
            </svg>
            {count} {name}
          </li>
        ))}
      </ul>
    </>
  );
};

const Totals: FC<{ status: LibraryStatus }> = ({ status: { counts, index } }) => (
  <dl class="totals">
    {(
      [
        ['links', counts.links],
        ['articles', counts.articles],
        ['passages', index?.passages ?? 0],
        ['recovered from the archive', counts.byStatus.recovered ?? 0],
      ] as const
    ).map(([name, value]) => (
      <div>
        <dt>{name}</dt>
        <dd>{value.toLocaleString('en')}</dd>
      </div>
    ))}
  </dl>
);

const Lists: FC<{ status: LibraryStatus; query: CoverageQuery }> = ({ status, query }) => (
  <ul class="lists">
    {status.lists.map((list) => {
      const counts = status.counts.byList[list.name];
      return (
        <li>
          <h3>
            <a href={address(query, { list: list.name })}>{list.title || list.name}</a>
          </h3>
          <p class="quiet">
            {list.name} · {list.links} links
          </p>
          <Bar counts={counts?.byStatus ?? {}} total={counts?.links ?? 0} />
        </li>
      );
    })}
  </ul>
);

const Reasons: FC<{ byReason: Record<string, number>; query: CoverageQuery }> = ({ byReason, query }) => {
  const reasons = Object.entries(byReason).sort((a, b) => b[1] - a[1]);
  if (reasons.length === 0) return null;
  return (
    <>
      <h2>Why links are not here</h2>
      <ul class="reasons">
        {reasons.map(([reason, count]) => (
          <li>
            <a href={address(query, { reason, status: null })}>
              <span>
                <code>{reason}</code> {REASONS[reason] && <span class="quiet">{REASONS[reason]}</span>}
              </span>
              <span>{count}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
};

const Gaps: FC<{ gaps: LibraryStatus['gaps'] }> = ({ gaps }) =>
  gaps.length === 0 ? null : (
    <>
      <h2>Asked, and not covered by your lists</h2>
      <ul>
        {gaps.slice(0, 12).map((gap) => (
          <li>
            <a href={`/?${new URLSearchParams({ q: gap.question })}`}>{gap.question}</a>{' '}
            <span class="quiet">
              {gap.count > 1 && `${gap.count} times, last `}
              {gap.lastAsked.slice(0, 10)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );

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

const Links: FC<CoverageProps> = ({ status, query, links, total }) => (
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
        <a class="button" rel="prev" href={address(query, { page: query.page - 1 })}>
          Previous
        </a>
      )}{' '}
      {query.page * LINKS_A_PAGE < total && (
        <a class="button" rel="next" href={address(query, { page: query.page + 1 })}>
          Next
        </a>
      )}
    </p>
  </>
);

export const CoveragePage: FC<CoverageProps> = (props) => (
  <Frame title="Coverage · wellread" here="/coverage" styles={['coverage']} scripts={['coverage']}>
    <h1>Coverage</h1>
    <Totals status={props.status} />
    <div class="job" id="job" data-job={props.job ?? undefined} hidden={props.job === null}>
      <p role="status">{props.job === null ? '' : 'A crawl is running.'}</p>
      <progress aria-label="Progress of the crawl"></progress>
    </div>
    <p class="needs-script">
      <button type="button" class="button" data-crawl="">
        Fetch what is due
      </button>
    </p>
    <h2>Lists</h2>
    <Lists status={props.status} query={props.query} />
    <Reasons byReason={props.status.counts.byReason} query={props.query} />
    <Gaps gaps={props.status.gaps} />
    <Links {...props} />
  </Frame>
);
