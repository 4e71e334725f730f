// The ask page: the question, the answer with its citations, the sources, and what narrows them.
import type { Child, FC } from 'hono/jsx';
import type { AskResult } from '../library/ask.js';
import { Frame } from './frame.js';
import { SourceCard } from './source.js';

/** What a page address asks for. */
export interface AskQuery {
  question: string;
  k: number;
  mode: 'extractive' | 'llm';
}

/** The lists a landing page shows, with a question for each to start from. */
export interface Landing {
  lists: { name: string; title: string; links: number }[];
  articles: number;
  links: number;
}

const STARTERS = [
  'how do companies dedupe Kafka',
  'what is backpressure',
  'difference between REST and gRPC',
  'why consistent hashing',
  'who moved from a monolith to microservices',
  'queue grows without bound as producers outpace workers',
];

/** The address of the same question with something changed. */
function address(query: AskQuery, change: Partial<AskQuery>): string {
  const next = { ...query, ...change };
  const search = new URLSearchParams({ q: next.question });
  if (next.k !== DEFAULT_SOURCES) search.set('k', String(next.k));
  if (next.mode === 'llm') search.set('mode', 'llm');
  return `/?${search}`;
}

export const DEFAULT_SOURCES = 8;
/** More than this is a list, not an answer: `/api/links` has them all. */
export const MOST_SOURCES = 50;

const Cite: FC<{ rank: number }> = ({ rank }) => (
  <a class="cite" href={`#source-${rank}`} aria-label={`source ${rank}`}>
    {rank}
  </a>
);

const Sentences: FC<{ result: AskResult }> = ({ result }) => (
  <p>
    {result.answer.sentences.map((sentence) => (
      <>
        <span class={sentence.supported === false ? 'doubtful' : undefined}>{sentence.text}</span>
        {sentence.sources.map((rank) => (
          <Cite rank={rank} />
        ))}{' '}
      </>
    ))}
  </p>
);

const Rows: FC<{ rows: NonNullable<AskResult['answer']['rows']> }> = ({ rows }) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Who</th>
        <th scope="col">In their words</th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr>
          <th scope="row">{row.company}</th>
          <td>
            {row.text}
            <Cite rank={row.source} />
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Answer: FC<{ result: AskResult }> = ({ result }) => {
  const { answer, index, timings } = result;
  const said = (answer.rows?.length ?? 0) + answer.sentences.length > 0;
  return (
    <>
      {answer.notice && (
        <div class="notice" role="status">
          <p>{answer.notice}</p>
        </div>
      )}
      {!answer.covered && (
        <div class="notice" role="status">
          <p>
            <strong>Your lists do not seem to cover this.</strong>{' '}
            {result.sources.length > 0 ? 'The nearest they have:' : 'Nothing in them comes near.'}
          </p>
        </div>
      )}
      {said && (
        <section class="answer" aria-labelledby="answer-title">
          <h2 id="answer-title">
            {answer.mode === 'llm' ? 'Answer, written by the model and checked' : 'Answer'}
          </h2>
          {answer.rows && answer.rows.length > 0 ? (
            <Rows rows={answer.rows} />
          ) : (
            <Sentences result={result} />
          )}
          <p class="under">
            <span>
              {answer.mode === 'llm'
                ? 'every sentence checked against its sources'
                : 'verbatim from the sources'}
            </span>
            <span>{timings.totalMs.toFixed(1)} ms</span>
            <span>
              {index.articles.toLocaleString('en')} articles, {index.links.toLocaleString('en')} links
            </span>
          </p>
        </section>
      )}
    </>
  );
};

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

const Facets: FC<{ result: AskResult; query: AskQuery }> = ({ result, query }) => (
  <aside class="facets" aria-label="Filters">
    {FACETS.map(([facet, heading, filter]) => {
      const values = result.facets[facet] ?? [];
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
                  href={address(query, { question: `${query.question} ${filterWord(filter, value)}` })}
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

/** What changes with the question: the part that the page's script fetches on its own. */
export const Results: FC<{ result: AskResult; query: AskQuery }> = ({ result, query }) => (
  <div class="results">
    <div>
      <Answer result={result} />
    </div>
    <section class="sources" aria-labelledby="sources-title">
      <h2 id="sources-title">{result.sources.length === 0 ? 'No sources' : 'Sources'}</h2>
      <ol>
        {result.sources.map((source) => (
          <SourceCard source={source} question={query.question} />
        ))}
      </ol>
      {result.sources.length === query.k && query.k < MOST_SOURCES && (
        <p class="more">
          <a class="button" data-ask href={address(query, { k: Math.min(MOST_SOURCES, query.k * 2) })}>
            More sources
          </a>
        </p>
      )}
    </section>
    {result.sources.length > 0 && <Facets result={result} query={query} />}
  </div>
);

/** A question that cannot be read: what is wrong, and where. */
export const BadQuestion: FC<{ question: string; message: string; position: number; length: number }> = (
  props,
) => (
  <div class="notice" role="alert">
    <p>{props.message}</p>
    <p>
      <code>
        {props.question.slice(0, props.position)}
        <mark>{props.question.slice(props.position, props.position + Math.max(1, props.length))}</mark>
        {props.question.slice(props.position + Math.max(1, props.length))}
      </code>
    </p>
  </div>
);

export const Welcome: FC<{ landing: Landing }> = ({ landing }) => (
  <div class="starters">
    <section id="history" hidden>
      <h2>
        Asked before{' '}
        <button type="button" class="button small">
          forget
        </button>
      </h2>
      <ul></ul>
    </section>
    <h2>For example</h2>
    <ul>
      {STARTERS.map((question) => (
        <li>
          <a class="chip" data-ask href={address({ question, k: DEFAULT_SOURCES, mode: 'extractive' }, {})}>
            {question}
          </a>
        </li>
      ))}
    </ul>
    <h2>Your lists</h2>
    <ul>
      {landing.lists.map((list) => (
        <li>
          <a class="chip" href={`/coverage?${new URLSearchParams({ list: list.name })}`}>
            {list.name} <span class="quiet">{list.links}</span>
          </a>
        </li>
      ))}
    </ul>
  </div>
);

export interface AskPageProps {
  query: AskQuery;
  landing: Landing;
  /** Whether an endpoint for written answers is configured. */
  hasModel: boolean;
  children?: Child;
}

export const AskPage: FC<AskPageProps> = ({ query, landing, hasModel, children }) => {
  const fresh = query.question === '';
  return (
    <Frame
      title={fresh ? 'wellread' : `${query.question} · wellread`}
      here="/"
      styles={['ask']}
      scripts={['ask']}
    >
      <div class={fresh ? 'ask landing' : 'ask'}>
        {fresh && <h1>Ask what you have saved to read.</h1>}
        {fresh && (
          <p class="lead">
            {landing.links.toLocaleString('en')} links in {landing.lists.length} lists,{' '}
            {landing.articles.toLocaleString('en')} of them read so far. Answers in the authors’ own words.
          </p>
        )}
        <form id="ask-form" action="/" method="get">
          <div class="box">
            <label class="visually-hidden" for="question">
              Your question
            </label>
            <input
              id="question"
              type="search"
              name="q"
              value={query.question}
              placeholder="How do companies dedupe Kafka?"
              maxlength={1000}
              autocomplete="off"
              spellcheck={false}
              autofocus={fresh}
              enterkeyhint="search"
            />
            <button class="button primary" type="submit">
              Ask
            </button>
          </div>
          {hasModel && (
            <div class="modes">
              <label>
                <input type="checkbox" name="mode" value="llm" checked={query.mode === 'llm'} /> let the model
                write, checked sentence by sentence
              </label>
            </div>
          )}
        </form>
      </div>
      <div id="page" aria-live="polite">
        {children}
      </div>
    </Frame>
  );
};
