/**
 * Limits requests by client address with a token bucket each: a minute's allowance may be spent at once and refills evenly.
 *
 * Memory is bounded: the address that was idle longest is forgotten first, and an idle minute fills its bucket anyway.
 */
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { RequestRefused } from '../problem.js';
import type { Config } from '../settings.js';
import { clientAddress, isLoopback } from './request.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** Addresses remembered; about 2 MB. */
const ADDRESSES = 20_000;

/** @param now milliseconds, monotonic */
export function rateLimit(
  { rateLimit: perMinute, trustProxy }: Config['server'],
  now: () => number = () => performance.now(),
): MiddlewareHandler {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / 60_000;
  return createMiddleware(async (c, next) => {
    const address = clientAddress(c, trustProxy);
    if (perMinute === 0 || address === '' || isLoopback(address)) return next();
    const key = network(address);
    const at = now();
    const old = buckets.get(key) ?? { tokens: perMinute, at };
    const tokens = Math.min(perMinute, old.tokens + (at - old.at) * perMs);
    buckets.delete(key); // and back in at the end: the map is ordered by last use
    buckets.set(key, { tokens: Math.max(0, tokens - 1), at });
    if (buckets.size > ADDRESSES) buckets.delete(buckets.keys().next().value as string);
    if (tokens < 1) {
      const retryAfter = Math.ceil((1 - tokens) / perMs / 1000);
      throw new RequestRefused('too-many-requests', `${perMinute} requests a minute are allowed.`, {
        retryAfter,
      });
    }
    await next();
  });
}

/** Whoever has one IPv6 address has the whole /64; IPv4 addresses stand for themselves. */
function network(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const zeros = address.includes('::')
    ? new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
    : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
