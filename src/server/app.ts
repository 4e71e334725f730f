/** The HTTP application: what every request passes through, and the routes behind it. Listens to nothing itself. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { requestId } from 'hono/request-id';
import { RequestRefused } from '../problem.js';
import { pages } from '../ui/pages.js';
import { askRoutes } from './ask.js';
import { catalogRoutes } from './catalog.js';
import { docsRoutes } from './docs.js';
import { healthRoutes } from './health.js';
import { jobRoutes } from './jobs.js';
import { accessLog } from './log.js';
import { mcpRoutes } from './mcp.js';
import { answerError, refuseInvalid } from './problems.js';
import { rateLimit } from './rate.js';
import type { Env } from './request.js';
import type { Room } from './room.js';
import { hostCheck, originCheck, securityHeaders } from './security.js';

export function createApp(room: Room): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => (result.success ? undefined : refuseInvalid(result.error.issues)),
  });
  app.onError((error, c) => answerError(asRefusal(error), c, room.log));
  gate(app, room);
  healthRoutes(app, room);
  app.use('*', rateLimit(room.config.server));
  askRoutes(app, room);
  catalogRoutes(app, room);
  jobRoutes(app, room);
  mcpRoutes(app, room);
  docsRoutes(app, room.version);
  app.all('/api/*', (c) => {
    throw new RequestRefused(
      'not-found',
      `${c.req.method} ${c.req.path} is no endpoint here; /docs lists them.`,
    );
  });
  app.route('/', pages(room.library));
  app.notFound((c) => {
    throw new RequestRefused('not-found', `There is nothing at ${c.req.path}.`);
  });
  return app;
}

/** In this order: a request gets an id, is timed and logged whatever comes of it, and only then is looked at. */
function gate(app: OpenAPIHono<Env>, { config, log, metrics }: Room): void {
  const { server } = config;
  app.use('*', requestId());
  app.use('*', accessLog(log, config.log, server.trustProxy));
  app.use('*', metrics.middleware());
  app.use('*', securityHeaders());
  app.use('*', hostCheck(server));
  if (server.corsOrigins.length > 0) app.use('*', cors({ origin: [...server.corsOrigins], maxAge: 600 }));
  app.use('*', originCheck(server));
  app.use(
    '*',
    bodyLimit({
      maxSize: server.bodyLimit,
      onError: () => {
        throw new RequestRefused('too-large', `At most ${server.bodyLimit} bytes are taken.`);
      },
    }),
  );
  app.use('/api/*', async (c, next) => {
    if (c.req.method === 'POST' && !mayBeJson(c.req.raw.headers)) {
      throw new RequestRefused('unsupported-media-type', 'The body must come as application/json.');
    }
    await next();
  });
}

/** JSON by its type, or nothing at all: pages of others can send forms and plain text without being asked back. */
function mayBeJson(headers: Headers): boolean {
  const type = headers.get('content-type');
  if (type !== null) return /^application\/(?:[\w.+-]+\+)?json\b/i.test(type);
  return !headers.has('transfer-encoding') && Number(headers.get('content-length') ?? 0) === 0;
}

/** What the framework itself throws at a request, such as JSON that is none. */
function asRefusal(error: Error & { status?: unknown }): Error {
  if (error.name !== 'Error' && error.status === undefined) return error;
  return error.status === 400 ? new RequestRefused('bad-request', error.message) : error;
}
