// The coverage page: what of each list is here, and for every link that is not, why.
import type { FC } from 'hono/jsx';
import type { LibraryStatus } from '../library/status.js';
import { Frame } from './frame.js';
import { addressOf, type CoverageProps, type CoverageQuery, Links, REASONS } from './links.js';

/** The parts of a bar, left to right: name, statuses that count into it, class of its colour. */
const PARTS: [name: string, statuses: string[], fill: string][] = [
  ['here', ['fetched', 'unchanged', 'duplicate'], 'fill-there'],
  ['recovered', ['recovered'], 'fill-recovered'],
  ['refused', ['refused'], 'fill-refused'],
  ['failed', ['failed'], 'fill-failed'],
  ['not tried yet', ['new'], 'fill-new'],
];

const sumOf = (counts: Record<string, number>, statuses: string[]): number =>
  statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);

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
            <a href={addressOf(query, { list: list.name })}>{list.title || list.name}</a>
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
            <a href={addressOf(query, { reason, status: null })}>
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
