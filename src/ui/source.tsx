// A source of the answer as a card: title, where it stands in the lists, and the passages that speak to the question.
import type { Child, FC } from 'hono/jsx';
import type { Source, SourcePassage } from '../library/ask.js';

/** Only http(s) leads anywhere; anything else a list may hold (`javascript:`) becomes a dead link. */
export function safeHref(url: string): string {
  return /^https?:\/\//i.test(url) ? url : '#';
}

/** `2019-04` of a snapshot's date; empty when the date is unknown. */
export function archivedMonth(archivedAt: string | null): string {
  return archivedAt ? archivedAt.slice(0, 7) : '';
}

/** A text with some of its ranges marked; ranges are ascending and do not overlap. */
export const Highlighted: FC<{ text: string; ranges: readonly (readonly [number, number])[] }> = ({
  text,
  ranges,
}) => {
  const parts: Child[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    parts.push(text.slice(at, start), <mark>{text.slice(start, end)}</mark>);
    at = end;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
};

/** Where the stored text can be read here, at the passage. */
export function readerHref(source: Source, question: string, passage: SourcePassage | undefined): string {
  const query = new URLSearchParams({ url: source.url, q: question });
  if (passage && passage.end > passage.start) {
    query.set('from', String(passage.start));
    query.set('to', String(passage.end));
    return `/read?${query}#passage`;
  }
  return `/read?${query}`;
}

const Passage: FC<{ passage: SourcePassage }> = ({ passage }) => (
  <blockquote class="passage">
    {passage.heading.length > 0 && <span class="heading">{passage.heading.join(' › ')}</span>}
    <Highlighted text={passage.text} ranges={passage.highlights} />
  </blockquote>
);

function summaryOf(more: number): string {
  if (more === 0) return 'Why this rank';
  return `${more} more ${more === 1 ? 'passage' : 'passages'}, and why this rank`;
}

export const SourceCard: FC<{ source: Source; question: string }> = ({ source, question }) => {
  const isText = source.evidence === 'text';
  // The card that a list gives of it says what stands above already.
  const [best, ...others] = source.passages.filter(({ start, end }) => end > start);
  return (
    <li class="source" id={`source-${source.rank}`}>
      <span class="rank">{source.rank}</span>
      <div>
        <h3>
          <a href={safeHref(source.openUrl)} rel="noreferrer">
            {source.title || source.url}
          </a>
        </h3>
        <p class="meta">
          <span class="host">{source.host}</span>
          {source.kind !== 'article' && <span class="badge">{source.kind}</span>}
          {source.published && <time datetime={source.published}>{source.published.slice(0, 10)}</time>}
          {source.lang && source.lang !== 'en' && <span class="badge">{source.lang}</span>}
          {source.archivedUrl && (
            <span class="badge archived">archived {archivedMonth(source.archivedAt)}</span>
          )}
          {source.lists.map(({ list, section }) => (
            <span>{[list, ...section].join(' › ')}</span>
          ))}
        </p>
        {best && <Passage passage={best} />}
        <p class="links">
          {isText && (
            <a class="reader-link" href={readerHref(source, question, best)}>
              Read here
            </a>
          )}
          {!isText && <span class="quiet">known by its title only: not fetched yet</span>}
        </p>
        <details>
          <summary>{summaryOf(others.length)}</summary>
          {others.map((passage) => (
            <Passage passage={passage} />
          ))}
          <ul class="parts">
            {Object.entries(source.parts).map(([name, value]) => (
              <li>
                {name} {value.toFixed(3)}
              </li>
            ))}
          </ul>
        </details>
      </div>
    </li>
  );
};
