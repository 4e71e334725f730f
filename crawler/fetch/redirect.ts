/** Finds where an answer sends us on to: a `Location` header or a refresh. Pure. */

export type Redirect = { to: URL } | { bad: string } | null;

const REDIRECT_STATUSES = new Set([300, 301, 302, 303, 307, 308]);
/** A refresh later than this many seconds is a page that reloads itself, not one that has moved. */
const MAX_REFRESH_SECONDS = 10;
/** Where a meta refresh may stand: heads of real pages end within this many bytes. */
const HEAD_BYTES = 64 * 1024;

/** The target of a 3xx answer, resolved against the URL that was asked; the fragment asked for is kept. */
export function locationOf(status: number, location: string | undefined, base: URL): Redirect {
  if (!REDIRECT_STATUSES.has(status) || location === undefined) return null;
  return resolve(asUtf8(location.trim()), base);
}

/**
 * The target of a page's `<meta http-equiv="refresh" content="0; url=...">`. Comments, scripts and `<noscript>` do not count: a
 * browser with scripts never follows the refresh inside `<noscript>`, and it mostly leads to a "please enable" page.
 */
export function metaRefreshOf(html: Uint8Array, base: URL): Redirect {
  const head = Buffer.from(html.buffer, html.byteOffset, Math.min(html.byteLength, HEAD_BYTES)).toString(
    'utf8',
  );
  if (!/http-equiv/i.test(head)) return null;
  const seen = head.replace(
    /<!--[\s\S]*?(?:-->|$)|<(noscript|script|style|template)\b[\s\S]*?(?:<\/\1\s*>|$)/gi,
    '',
  );
  for (const [tag] of seen.matchAll(/<meta\s[^>]{0,2000}>/gi)) {
    if (attribute(tag, 'http-equiv')?.toLowerCase() !== 'refresh') continue;
    return refreshOf(decodeEntities(attribute(tag, 'content') ?? ''), base);
  }
  return null;
}

/** The target of a refresh as the header and the meta element spell it: `0; url=...`. */
export function refreshOf(value: string, base: URL): Redirect {
  const match = /^\s*(\d*)(?:\.\d*)?\s*[;,]?\s*(?:url\s*=\s*)?(['"]?)(.*?)\2\s*$/is.exec(value);
  if (!match || match[3] === '' || Number(match[1]) > MAX_REFRESH_SECONDS) return null;
  const target = resolve(match[3] as string, base);
  return target && 'to' in target && target.to.href === base.href ? null : target;
}

function resolve(target: string, base: URL): Redirect {
  if (!URL.canParse(target, base)) return { bad: `redirected to what is no URL: ${target.slice(0, 200)}` };
  const to = new URL(target, base);
  if (to.hash === '') to.hash = base.hash;
  to.username = '';
  to.password = '';
  return { to };
}

/** Header bytes arrive as latin1; many servers put UTF-8 into `Location`. */
function asUtf8(header: string): string {
  const text = Buffer.from(header, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? header : text;
}

function attribute(tag: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return match ? (match[1] ?? match[2] ?? match[3] ?? '') : null;
}

function decodeEntities(text: string): string {
  return text
    .replace(/&amp;|&#38;|&#x26;/gi, '&')
    .replace(/&#x2f;|&#47;/gi, '/')
    .replace(/&quot;|&#34;/gi, '"');
}
