/** The server's log: JSON lines on stderr, one a request, with its id and without the words that were asked. */
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import type { Config } from '../settings.js';
import { clientAddress, type Env } from './request.js';

/** `terminal`: a person is watching, who wants to hear of trouble only. */
export function createLog({ level }: Config['log'], terminal: boolean, stream?: DestinationStream): Logger {
  const chosen = level === 'auto' ? (terminal ? 'warn' : 'info') : level;
  const options = { level: chosen, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` };
  return pino(options, stream ?? destination({ dest: 2, sync: true }));
}

/**
 * One line a request. Questions stand in the query string of GET requests, so the line holds the path alone unless
 * `questions` asks for more; the route that reads a question from a body logs it under the same rule.
 */
export function accessLog(
  log: Logger,
  { questions }: Config['log'],
  trustProxy: boolean,
): MiddlewareHandler<Env> {
  return createMiddleware<Env>(async (c, next) => {
    const start = performance.now();
    await next();
    const url = new URL(c.req.url);
    log.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        path: questions ? url.pathname + url.search : url.pathname,
        status: c.res.status,
        ms: Math.round((performance.now() - start) * 100) / 100,
        address: clientAddress(c, trustProxy),
      },
      'request',
    );
  });
}
