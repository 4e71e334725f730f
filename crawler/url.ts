/**
 * The identity of a link: the canonical URL under which every spelling of one address is the same link.
 *
 * Folded away: scheme, letter case of the host, `www.`, a default port, user and password, trailing slashes of the path, the
 * fragment, and `utm_*` parameters. Everything else is kept as it stands (case of the path, percent escapes, all other
 * parameters and their order), because servers tell pages apart by them.
 *
 *   https://WWW.Example.org:443/Talks/?id=3&utm_source=x#top  ->  example.org/Talks?id=3
 *
 * RFC 3986 section 6.2 is the source. We go further than it allows in scheme, `www.` and trailing slash: two links of a
 * reading list that differ only there were the same page in every list we measured.
 */

const HTTP = /^https?:\/\//i;
const OTHER_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
/** Folded whatever the scheme was, since the scheme itself is. */
const DEFAULT_PORTS = new Set(['80', '443']);

/** The URL of a web address with or without its scheme (`https:` is assumed), or null where there is none in it. */
export function webUrl(address: string): URL | null {
  const text = address.trim();
  if (!HTTP.test(text) && OTHER_SCHEME.test(text)) return null;
  try {
    return new URL(HTTP.test(text) ? text : `https://${text}`);
  } catch {
    return null;
  }
}

function bareHost(hostname: string): string {
  let host = hostname.toLowerCase().replace(/\.+$/, '');
  while (host.startsWith('www.') && host.indexOf('.', 4) > 0) host = host.slice(4);
  return host;
}

/** Canonical form of a URL, or of a canonical form again (idempotent). What is no web address comes back trimmed. */
export function canonicalUrl(url: string): string {
  const parsed = webUrl(url);
  const host = parsed ? bareHost(parsed.hostname) : '';
  if (!parsed || host === '') return url.trim();
  const port = parsed.port === '' || DEFAULT_PORTS.has(parsed.port) ? '' : `:${parsed.port}`;
  const path = parsed.pathname.replace(/\/+$/, '');
  const query = parsed.search
    .slice(1)
    .split('&')
    .filter((parameter) => !/^utm_/i.test(parameter))
    .join('&');
  return host + port + path + (query === '' ? '' : `?${query}`);
}

/** Host of a URL or canonical form: lower case, without `www.` and port; '' where there is none. */
export function hostOf(url: string): string {
  const parsed = webUrl(url);
  return parsed ? bareHost(parsed.hostname) : '';
}
