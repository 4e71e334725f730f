// An answer that a model writes, on its way to the page: sources first, then each sentence when it has been checked.
import type { Library } from '../library/library.js';
import { QueryError } from '../search/query.js';
import { Answer, Sentence } from './answer.js';
import { BadQuestion, Sources } from './ask.js';
import type { AskQuery } from './query.js';

/**
 * Pieces of HTML that are whole once all are joined, and drawn while they come. The sources stand before the answer in the
 * document and below it on the page. Sentences are shown as they come and give way to the finished answer.
 */
export async function* streamedResults(
  library: Library,
  query: AskQuery,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { question, k, mode } = query;
  try {
    for await (const part of library.askInParts({ question, k, mode }, { signal })) {
      if (part.event === 'sources') {
        yield `<div class="results streamed">${<Sources sources={part.data.sources} query={query} />}<div class="coming"><p>`;
      } else if (part.event === 'sentence') yield `${<Sentence sentence={part.data} />}`;
      else yield `</p></div><div class="come">${<Answer result={part.data} />}</div></div>`;
    }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    yield `${<BadQuestion question={question} error={error} />}`;
  }
}
