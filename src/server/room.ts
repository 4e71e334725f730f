/** What the routes work with, and the words in which each of them documents its failures. */
import type { Logger } from 'pino';
import type { Library } from '../library/library.js';
import type { Config } from '../settings.js';
import type { Metrics } from './metrics.js';
import { Problem } from './schema.js';

export interface Room {
  readonly library: Library;
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly version: string;
  /** Aborts when the server begins to shut down: streams that would go on for ever end then. */
  readonly shutdown: AbortSignal;
}

const FAILURES = {
  400: 'the request cannot be understood; `detail` says which part',
  401: 'the admin token is missing or wrong',
  403: 'not allowed from there',
  404: 'there is no such thing',
  409: 'another process is writing to the data folder',
  413: 'the body is too large',
  415: 'the body is not JSON',
  429: 'too many requests; `Retry-After` says when to come back',
  503: 'there is no index to answer from yet',
} as const;

/** The documentation of a route's failures by status. */
export function documented<const S extends keyof typeof FAILURES>(...statuses: S[]) {
  const responses = statuses.map((status) => [
    status,
    { description: FAILURES[status], content: { 'application/problem+json': { schema: Problem } } },
  ]);
  return Object.fromEntries(responses) as Record<
    S,
    { description: string; content: { 'application/problem+json': { schema: typeof Problem } } }
  >;
}
