/** Errors as answers: problem+json (RFC 9457) with a stable code; a bug of ours shows nothing but the request's id. */
import type { Context } from 'hono';
import type { Logger } from 'pino';
import { problemOf, RequestRefused } from '../problem.js';
import type { Env } from './request.js';

/** Answers any error that a route or middleware threw. */
export function answerError(error: unknown, c: Context<Env>, log: Logger): Response {
  const problem = problemOf(error);
  const requestId = c.get('requestId');
  if (problem === null) {
    log.error({ requestId, err: error }, 'request failed');
    return problemJson(500, {
      ...{ type: '/docs#internal', code: 'internal', title: 'Something went wrong here', status: 500 },
      ...{ detail: 'The log says what, under this request id.', hint: null, requestId },
    });
  }
  if (problem.status >= 500)
    log.warn({ requestId, code: problem.code, detail: problem.detail }, problem.title);
  const { code, title, status, detail, hint, extra } = problem;
  const body = { type: `/docs#${code}`, code, title, status, detail, hint, requestId, ...extra };
  return problemJson(status, body, retryAfter(problem.status, extra));
}

function problemJson(status: number, body: object, headers: Record<string, string> = {}): Response {
  const type = { 'Content-Type': 'application/problem+json; charset=utf-8', 'Cache-Control': 'no-store' };
  return new Response(JSON.stringify(body), { status, headers: { ...type, ...headers } });
}

function retryAfter(status: number, extra: Readonly<Record<string, unknown>>): Record<string, string> {
  if (typeof extra.retryAfter === 'number') return { 'Retry-After': String(extra.retryAfter) };
  return status === 503 ? { 'Retry-After': '2' } : {};
}

/** What zod found wrong with a request, as one sentence and a list: `k: expected a number`. */
export function refuseInvalid(issues: readonly { path: readonly PropertyKey[]; message: string }[]): never {
  const errors = issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message }));
  const detail = errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  throw new RequestRefused('bad-request', detail, { errors });
}
