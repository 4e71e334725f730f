// The ask page: the question, the answer with its citations, the sources, and what narrows them.
import type { Child, FC } from 'hono/jsx';
import { type AskResult, DEFAULT_SOURCES, LONGEST_QUESTION, MOST_SOURCES } from '../library/ask.js';
import type { QueryError } from '../search/query.js';
import { Answer } from './answer.js';
import { Facets } from './facets.js';
import { Frame } from './frame.js';
import { type AskQuery, addressOf } from './query.js';
import { SourceCard } from './source.js';

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

/** The ranked sources, and the way to more of them. */
export const Sources: FC<{ sources: AskResult['sources']; query: AskQuery }> = ({ sources, query }) => (
  <section class="sources" aria-labelledby="sources-title">
    <h2 id="sources-title">{sources.length === 0 ? 'No sources' : 'Sources'}</h2>
    <ol>
      {sources.map((source) => (
        <SourceCard source={source} question={query.question} />
      ))}
    </ol>
    {sources.length === query.k && query.k < MOST_SOURCES && (
      <p class="more">
        <a class="button" data-ask href={addressOf(query, { k: Math.min(MOST_SOURCES, query.k * 2) })}>
          More sources
        </a>
      </p>
    )}
  </section>
);

/** What changes with the question: the part that the page's script fetches on its own. */
export const Results: FC<{ result: AskResult; query: AskQuery }> = ({ result, query }) => (
  <div class="results">
    <div>
      <Answer result={result} />
    </div>
    <Sources sources={result.sources} query={query} />
    {result.sources.length > 0 && <Facets result={result} query={query} />}
  </div>
);

/** A question that cannot be read: what is wrong, and where. */
export const BadQuestion: FC<{ question: string; error: QueryError }> = ({ question, error }) => {
  const end = error.position + Math.max(1, error.length);
  return (
    <div class="notice" role="alert">
      <p>{error.message}</p>
      <p>
        <code>
          {question.slice(0, error.position)}
          <mark>{question.slice(error.position, end)}</mark>
          {question.slice(end)}
        </code>
      </p>
    </div>
  );
};

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
          <a class="chip" data-ask href={addressOf({ question, k: DEFAULT_SOURCES, mode: 'extractive' }, {})}>
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
              maxlength={LONGEST_QUESTION}
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
