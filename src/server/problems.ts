/** Errors as answers: problem+json (RFC 9457) with a stable code; a bug of ours shows nothing but the request's id. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { problemOf, RequestRefused } from '../problem.js';
import type { Env } from './request.js';

/** The body of a problem; what nobody but us can mend is logged and shows no more than that it happened. */
export function problemBody(error: unknown, requestId: string, log: Logger) {
  const problem = problemOf(error);
  if (problem === null) {
    log.error({ requestId, err: error }, 'request failed');
    return {
      ...{ type: '/docs#internal', code: 'internal', title: 'Something went wrong here', status: 500 },
      ...{ detail: 'The log says what, under this request id.', hint: null, requestId },
    };
  }
  const { code, title, status, detail, hint, extra } = problem;
  if (status >= 500) log.warn({ requestId, code, detail }, title);
  return { type: `/docs#${code}`, code, title, status, detail, hint, requestId, ...extra };
}

/** Answers any error that a route or middleware threw. */
export function answerError(error: unknown, c: Context<Env>, log: Logger): Response {
  const body = problemBody(error, c.get('requestId'), log);
  c.header('Cache-Control', 'no-store');
  c.header('Retry-After', retryAfter(body));
  return c.body(JSON.stringify(body), body.status as ContentfulStatusCode, {
    'Content-Type': 'application/problem+json; charset=utf-8',
  });
}

function retryAfter(body: { status: number; retryAfter?: unknown }): string | undefined {
  if (typeof body.retryAfter === 'number') return String(body.retryAfter);
  return body.status === 503 ? '2' : undefined;
}

/** What zod found wrong with a request, as one sentence and a list: `k: expected a number`. */
export function refuseInvalid(issues: readonly { path: readonly PropertyKey[]; message: string }[]): never {
  const errors = issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message }));
  const detail = errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  throw new RequestRefused('bad-request', detail, { errors });
}
