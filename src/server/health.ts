/** What operators ask: is it alive, may it get traffic, what does it measure. */
import type { Hono } from 'hono';
import type { Env } from './request.js';
import type { Room } from './room.js';

export function healthRoutes(app: Hono<Env>, { library, metrics, shutdown }: Room): void {
  app.get('/healthz', (c) => c.text('ok\n'));
  /** Not while there is no index to answer from, nor on the way out. */
  app.get('/readyz', (c) => {
    const obstacle = shutdown.aborted
      ? 'shutting down'
      : library.indexFacts() === null
        ? 'no index yet'
        : null;
    return c.text(`${obstacle ?? 'ready'}\n`, obstacle === null ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    c.header('Content-Type', metrics.registry.contentType);
    return c.body(await metrics.registry.metrics());
  });
}
