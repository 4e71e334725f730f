// The answer on the page: sentences or a row a company, each with the numbers of its sources; or that the lists cover nothing.
import type { FC } from 'hono/jsx';
import type { AskResult } from '../library/ask.js';

const Cite: FC<{ rank: number }> = ({ rank }) => (
  <a class="cite" href={`#source-${rank}`} aria-label={`source ${rank}`}>
    {rank}
  </a>
);

/** One sentence with the numbers of its sources; one that its sources do not bear out is marked. */
export const Sentence: FC<{ sentence: AskResult['answer']['sentences'][number] }> = ({ sentence }) => (
  <>
    <span class={sentence.supported === false ? 'doubtful' : undefined}>{sentence.text}</span>
    {sentence.sources.map((rank) => (
      <Cite rank={rank} />
    ))}{' '}
  </>
);

/** Prose; titles that stand in for articles not fetched are no prose, and come one a line. */
const Sentences: FC<{ result: AskResult }> = ({ result: { answer } }) =>
  answer.sentences.every(({ evidence }) => evidence === 'link') ? (
    <ul>
      {answer.sentences.map((sentence) => (
        <li>
          <Sentence sentence={sentence} />
        </li>
      ))}
    </ul>
  ) : (
    <p>
      {answer.sentences.map((sentence) => (
        <Sentence sentence={sentence} />
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

export const Answer: FC<{ result: AskResult }> = ({ result }) => {
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
