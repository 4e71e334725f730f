/** `POST /api/ask` and `GET /api/search`: the same ranking, with and without the answer; an answer can be streamed. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { AskQuery } from '../library/ask.js';
import { problemBody } from './problems.js';
import type { Env } from './request.js';
import { documented, type Room } from './room.js';
import { AskRequest, AskResult, SearchQuery, SearchResult } from './schema.js';

const askRoute = createRoute({
  method: 'post',
  path: '/api/ask',
  summary: 'Answer a question with citations',
  description:
    'With "Accept: text/event-stream" the answer is streamed: one event "sources", an event "sentence" for each sentence, and "done" with the whole body; a failure after the first event is an event "error" with a problem.',
  request: { body: { required: true, content: { 'application/json': { schema: AskRequest } } } },
  responses: {
    200: {
      description: 'the answer and its sources',
      content: { 'application/json': { schema: AskResult }, 'text/event-stream': { schema: AskResult } },
    },
    ...documented(400, 413, 415, 429, 503),
  },
});

const searchRoute = createRoute({
  method: 'get',
  path: '/api/search',
  summary: 'Rank sources for a query',
  description:
    'Words, "phrases", -exclusions and filters (list:, host:, lang:, kind:) in q; filters as parameters as well.',
  request: { query: SearchQuery },
  responses: {
    200: { description: 'ranked sources', content: { 'application/json': { schema: SearchResult } } },
    ...documented(400, 429, 503),
  },
});

export function askRoutes(app: OpenAPIHono<Env>, room: Room): void {
  const { library, metrics } = room;
  app.openapi(askRoute, async (c) => {
    const query = c.req.valid('json');
    logQuestion(c, room, query.question);
    if (c.req.header('accept')?.includes('text/event-stream')) return streamAnswer(c, query, room);
    const result = await library.ask(query, { signal: c.req.raw.signal });
    metrics.stage(result.timings);
    metrics.question(result.answer);
    return c.json(result, 200);
  });

  app.openapi(searchRoute, async (c) => {
    const { q, k, facets, ...filter } = c.req.valid('query');
    logQuestion(c, room, q);
    const result = await library.search({ query: q, k, facets, filter });
    metrics.stage(result.timings);
    return c.json(result, 200);
  });
}

/**
 * The first event waits for the ranking, so that a question that cannot be read is still a problem+json with its status.
 * A reader who leaves aborts the work, also a model's.
 */
async function streamAnswer(c: Context<Env>, query: AskQuery, { library, metrics, log }: Room) {
  const abort = new AbortController();
  const signal = AbortSignal.any([abort.signal, c.req.raw.signal]);
  const events = library.askInParts(query, { signal });
  const first = await events.next();
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => abort.abort());
    try {
      for (let part = first; !part.done; part = await events.next()) {
        const { event, data } = part.value;
        await stream.writeSSE({ event, data: JSON.stringify(data) });
        if (part.value.event === 'done') {
          metrics.stage(part.value.data.timings);
          metrics.question(part.value.data.answer);
        }
      }
    } catch (error) {
      if (!signal.aborted)
        await stream.writeSSE({
          event: 'error',
          data: JSON.stringify(problemBody(error, c.get('requestId'), log)),
        });
    }
  });
}

function logQuestion(c: Context<Env>, { log, config }: Room, question: string): void {
  if (config.log.questions) log.info({ requestId: c.get('requestId'), question }, 'question');
}
