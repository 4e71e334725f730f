/** Bodies of what is started and watched over the API: crawls and index builds, as zod schemas. */
import { z } from '@hono/zod-openapi';

export const CrawlState = z
  .enum(['off', 'idle', 'running', 'paused'])
  .openapi({ description: 'the crawl in the background; off with --offline' });

export const Job = z
  .object({
    id: z.string(),
    kind: z.enum(['crawl', 'index']),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
    progress: z.unknown(),
    result: z.unknown(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .openapi('Job');

export const CrawlRequest = z
  .strictObject({
    only: z.string().max(2000).optional().openapi({ description: 'a URL, a host or a list' }),
    limit: z
      .number()
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .openapi({ description: 'links to fetch at most' }),
  })
  .openapi('CrawlRequest');

export const IndexRequest = z
  .strictObject({
    reExtract: z
      .boolean()
      .default(false)
      .openapi({ description: 'read the articles from the archive again first' }),
    force: z
      .boolean()
      .default(false)
      .openapi({ description: 'publish even if the gate finds the index worse' }),
  })
  .openapi('IndexRequest');
