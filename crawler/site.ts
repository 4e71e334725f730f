/** Tells whether two hosts belong to one site: the same registrable domain, or the same address. Pure. */
import { getDomain } from 'tldts';

/** `blog.example.co.uk` and `www.example.co.uk` are one site; `a.github.io` and `b.github.io` are two. */
export function sameSite(one: string, other: string): boolean {
  if (one.toLowerCase() === other.toLowerCase()) return true;
  const domain = getDomain(one, { allowPrivateDomains: true });
  return domain !== null && domain === getDomain(other, { allowPrivateDomains: true });
}
