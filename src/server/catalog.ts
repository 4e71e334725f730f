/** `GET /api/status` and `GET /api/links`: what the lists hold, and what became of each link. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { lineOf } from '../library/links.js';
import { jobBody } from './jobs.js';
import type { Env } from './request.js';
import { documented, type Room } from './room.js';
import { Links, LinksQuery, Status } from './schema.js';

const statusRoute = createRoute({
  method: 'get',
  path: '/api/status',
  summary: 'Totals: lists, links, articles, the live index, running jobs',
  responses: {
    200: { description: 'the state of the library', content: { 'application/json': { schema: Status } } },
    ...documented(429),
  },
});

const linksRoute = createRoute({
  method: 'get',
  path: '/api/links',
  summary: 'Links of the lists, each with its status and the reason for it',
  request: { query: LinksQuery },
  responses: {
    200: {
      description: 'links in the order of the lists',
      content: { 'application/json': { schema: Links } },
    },
    ...documented(400, 429),
  },
});

export function catalogRoutes(app: OpenAPIHono<Env>, { library }: Room): void {
  app.openapi(statusRoute, async (c) => {
    const status = library.status();
    return c.json(
      { ...status, jobs: status.jobs.map(jobBody), generations: await library.generations() },
      200,
    );
  });

  app.openapi(linksRoute, (c) => {
    const { limit, offset, ...filter } = c.req.valid('query');
    const links = library.links(filter, { offset, limit });
    return c.json({ total: library.countOf(filter), links: links.map(lineOf) }, 200);
  });
}
