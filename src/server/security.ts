/** Who may talk to the server and how: Host and Origin checks, the admin token, headers that browsers enforce. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import { RequestRefused } from '../problem.js';
import type { Config } from '../settings.js';
import { isLoopback } from './request.js';

/** Only what comes from this server, nothing inline, nothing framed: fetched text can then run nothing, whatever it holds. */
export const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

export function securityHeaders(): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    referrerPolicy: 'no-referrer', // the address of a page holds the question
    strictTransportSecurity: false, // whether there is TLS is the proxy's to say
    xFrameOptions: 'DENY',
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], browsingTopics: [] },
  });
}

/**
 * Refuses requests that address the server by a name it does not go by. A page of a stranger whose name was rebound to
 * 127.0.0.1 sends its own name in Host; without this check it could read everything here.
 */
export function hostCheck({ host, allowedHosts }: Config['server']): MiddlewareHandler {
  const names = new Set(allowedHosts.map((name) => name.toLowerCase()));
  const open = !isLoopback(host) && names.size === 0; // bound for others, under names we cannot know
  return createMiddleware(async (c, next) => {
    const name = hostName(c.req.header('host') ?? '');
    if (!open && !isLoopback(name) && !names.has(name) && name !== host.toLowerCase()) {
      throw new RequestRefused('wrong-host', `This server does not answer to "${name}".`);
    }
    await next();
  });
}

/** `[::1]:8787` and `localhost:8787` without the port. */
function hostName(header: string): string {
  return header.toLowerCase().replace(/:\d+$/, '');
}

/** Refuses what another site's page makes a browser send: browsers name the page's origin, and programs send none. */
export function originCheck({ corsOrigins }: Config['server']): MiddlewareHandler {
  return createMiddleware(async (c, next) => {
    const origin = c.req.header('origin');
    const changes = c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.method !== 'OPTIONS';
    if (changes && origin !== undefined && !corsOrigins.includes(origin) && !corsOrigins.includes('*')) {
      const own = URL.canParse(origin) && new URL(origin).host === c.req.header('host')?.toLowerCase();
      if (!own) throw new RequestRefused('forbidden', `Pages of ${origin} may not call this server.`);
    }
    await next();
  });
}

/** Nobody but this machine's users can reach the server: loopback, and no sign of a proxy in front. */
export function isPrivate({ host, trustProxy, allowedHosts }: Config['server']): boolean {
  return isLoopback(host) && !trustProxy && allowedHosts.length === 0;
}

/** Writing endpoints: open on a server that only this machine reaches, else to holders of the admin token. */
export function adminOnly(server: Config['server']): MiddlewareHandler {
  const { adminToken } = server;
  return createMiddleware(async (c, next) => {
    if (adminToken === '' && isPrivate(server)) return next();
    const given = /^Bearer\s+(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    if (adminToken === '') {
      throw new RequestRefused(
        'forbidden',
        'Writing is closed: others can reach this server and it has no admin token (WELLREAD_ADMIN_TOKEN).',
      );
    }
    if (!equal(given, adminToken)) {
      c.header('WWW-Authenticate', 'Bearer realm="wellread"');
      throw new RequestRefused('unauthorized', 'This endpoint changes things and needs the admin token.');
    }
    await next();
  });
}

/** In a time that says nothing about where two strings differ, nor how long they are. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
