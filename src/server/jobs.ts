/** Work on request: crawl and index are started here (202 and a job), and watched over server-sent events. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { Job as LibraryJob } from '../library/jobs.js';
import { problemOf, RequestRefused } from '../problem.js';
import { CrawlRequest, CrawlState, IndexRequest, Job } from './job-schema.js';
import type { Env } from './request.js';
import { documented, type Room } from './room.js';
import { adminOnly } from './security.js';

const ACCEPTED = {
  description: 'the job, also where it was running already',
  content: { 'application/json': { schema: Job } },
};

const crawlRoute = createRoute({
  method: 'post',
  path: '/api/crawl',
  summary: 'Fetch what is due',
  security: [{ adminToken: [] }],
  request: { body: { content: { 'application/json': { schema: CrawlRequest } } } },
  responses: { 202: ACCEPTED, ...documented(400, 401, 403, 409, 429) },
});

const pauseRoute = createRoute({
  method: 'post',
  path: '/api/crawl/{action}',
  summary: 'Pause or resume the crawl in the background',
  security: [{ adminToken: [] }],
  request: { params: z.object({ action: z.enum(['pause', 'resume']) }) },
  responses: {
    200: {
      description: 'the state of the background crawl',
      content: { 'application/json': { schema: z.object({ state: CrawlState }) } },
    },
    ...documented(401, 403, 404, 429),
  },
});

const indexRoute = createRoute({
  method: 'post',
  path: '/api/index',
  summary: 'Build the index anew and publish it; questions are answered from the old one meanwhile',
  security: [{ adminToken: [] }],
  request: { body: { content: { 'application/json': { schema: IndexRequest } } } },
  responses: { 202: ACCEPTED, ...documented(400, 401, 403, 409, 429) },
});

const jobRoute = createRoute({
  method: 'get',
  path: '/api/jobs/{id}',
  summary: 'A job: its state, or with "Accept: text/event-stream" its progress as it happens',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: {
      description: 'the job; as a stream, events "progress" and one "done"',
      content: { 'application/json': { schema: Job }, 'text/event-stream': { schema: Job } },
    },
    ...documented(404, 429),
  },
});

export function jobRoutes(app: OpenAPIHono<Env>, { library, config, shutdown }: Room): void {
  app.use('/api/crawl', adminOnly(config.server));
  app.use('/api/crawl/*', adminOnly(config.server));
  app.use('/api/index', adminOnly(config.server));

  app.openapi(crawlRoute, (c) => {
    const job = library.startCrawl(bodyOf(c.req.valid('json')));
    return c.json(jobBody(job), 202, { Location: `/api/jobs/${job.id}` });
  });
  app.openapi(pauseRoute, (c) => {
    const { action } = c.req.valid('param');
    return c.json({ state: library.background(action) }, 200);
  });
  app.openapi(indexRoute, (c) => {
    const { reExtract = false, force = false } = bodyOf(c.req.valid('json'));
    const job = library.startIndex({ reExtract, force });
    return c.json(jobBody(job), 202, { Location: `/api/jobs/${job.id}` });
  });
  app.openapi(jobRoute, (c) => {
    const { id } = c.req.valid('param');
    const job = library.jobs.get(id);
    if (job === null) throw new RequestRefused('not-found', `There is no job "${id}"; the last 50 are kept.`);
    if (!c.req.header('accept')?.includes('text/event-stream')) return c.json(jobBody(job), 200);
    return streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      for await (const state of library.jobs.watch(id, AbortSignal.any([gone.signal, shutdown]))) {
        const event = state.state === 'running' ? 'progress' : 'done';
        await stream.writeSSE({ event, data: JSON.stringify(jobBody(state)) });
      }
    }) as never; // the router's type knows JSON only
  });
}

/** An empty body stands for no wishes. */
function bodyOf<T extends object>(body: T | undefined): Partial<T> {
  return body ?? {};
}

/** A job as JSON: its error as code and words, never a stack. */
export function jobBody({ error, ...job }: LibraryJob) {
  const problem = error && problemOf(error);
  const said = problem
    ? { code: problem.code, detail: problem.detail }
    : { code: 'internal', detail: 'Something went wrong here; the log says what.' };
  return { ...job, progress: job.progress ?? null, result: job.result ?? null, error: error ? said : null };
}
