/** What is known about a request beside its content: who it came from, its id, whether it came over loopback. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** The variables that the middleware of this room sets. */
export interface Env {
  Variables: { requestId: string };
}

/**
 * The client's address: the socket's, or the last entry of X-Forwarded-For where a proxy is trusted. The last one, because
 * it is the only one that the proxy itself wrote. Empty when there is no socket (tests that call the app directly).
 */
export function clientAddress(c: Context, trustProxy: boolean): string {
  if (trustProxy) {
    const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
    if (forwarded) return forwarded;
  }
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress ?? '';
}

/** 127.0.0.0/8, ::1 and their IPv4-mapped spelling, or the name localhost. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return /^(localhost|::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(bare);
}
