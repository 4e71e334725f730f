// robots.txt, statuses that mean "later", and the pace hosts ask for.
import { mark, page } from './prose.js';
import type { Expected, Handler, Seen, Site } from './web.js';

const ok = (seed: number): Expected => ({ status: 'fetched', text: mark(seed) });
const failed = (reason: string): Expected => ({ status: 'failed', reason });
const forbidden: Expected = { status: 'refused', reason: 'robots' };

const send = (response: Parameters<Handler>[1], seed: number) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end(page(seed));
const always =
  (seed: number): Handler =>
  (_request, response) =>
    send(response, seed);
/** Each path is an article of its own. */
const each =
  (first: number): Handler =>
  (request, response) =>
    send(response, first + Number(/(\d+)/.exec(request.url ?? '')?.[1] ?? 0));
const status =
  (code: number, headers: Record<string, string> = {}): Handler =>
  (_request, response) =>
    response.writeHead(code, { 'content-type': 'text/html', ...headers }).end(`<h1>${code}</h1>`);

const pathsOf = (seen: readonly Seen[]) => seen.map((one) => one.path);
const never =
  (path: string): Site['check'] =>
  (seen) =>
    pathsOf(seen).includes(path) ? `${path} was asked for` : null;

function robots(
  name: string,
  file: Site['robots'],
  links: Record<string, Expected>,
  check?: Site['check'],
): Site {
  return { name: `robots: ${name}`, robots: file ?? '', links, http: each(300), ...(check ? { check } : {}) };
}

const filler = (bytes: number) => `# ${'x'.repeat(97)}\n`.repeat(Math.ceil(bytes / 100));

export const robotsFiles: Site[] = [
  robots('all forbidden', 'User-agent: *\nDisallow: /', { '/p1': forbidden }, never('/p1')),
  robots('only others forbidden', 'User-agent: otherbot\nDisallow: /', { '/p2': ok(302) }),
  robots(
    'we are forbidden',
    'User-agent: *\nAllow: /\n\nUser-agent: Wellread\nDisallow: /',
    { '/p3': forbidden },
    never('/p3'),
  ),
  robots('the longest match', 'User-agent: *\nDisallow: /docs\nAllow: /docs/p4', {
    '/docs/p4': ok(304),
    '/docs/p5': forbidden,
  }),
  robots('stars and dollars', 'User-agent: *\nDisallow: /*.html$', {
    '/p6.html': forbidden,
    '/p7.html?x': ok(307),
  }),
  robots('escapes', 'User-agent: *\nDisallow: /%70rivate', { '/private/p8': forbidden }),
  robots('two groups for us', 'User-agent: wellread\nDisallow: /a\n\nUser-agent: wellread\nDisallow: /b', {
    '/a9': forbidden,
    '/b9': forbidden,
    '/c9': ok(309),
  }),
  robots('old Mac line ends and a mark', '\ufeffUser-agent: *\rDisallow: /p10\r', {
    '/p10': forbidden,
    '/p11': ok(311),
  }),
  robots('a page instead of a file', (_request, response) => send(response, 399), { '/p12': ok(312) }),
  robots('404', status(404), { '/p13': ok(313) }),
  robots('403', status(403), { '/p14': ok(314) }),
  robots('500', status(500), { '/p15': forbidden }, never('/p15')),
  robots('503 with a long wait', status(503, { 'retry-after': '86400' }), { '/p16': forbidden }),
  robots('429', status(429), { '/p17': forbidden }, never('/p17')),
  robots(
    '503 once',
    (_request, response, { seen }) => {
      const times = seen.filter((one) => one.path === '/robots.txt').length;
      response.writeHead(times === 1 ? 503 : 404).end();
    },
    { '/p18': ok(318) },
  ),
  robots(
    'moved',
    (request, response, site) => {
      if (request.url === '/robots.txt')
        response.writeHead(301, { location: `${site.originOf('robots: for another')}/robots.txt` }).end();
    },
    { '/p19': forbidden },
  ),
  robots('for another', 'User-agent: *\nDisallow: /p19', { '/p20': ok(320) }),
  robots(
    'moved in circles',
    (_request, response) => response.writeHead(302, { location: '/robots.txt' }).end(),
    { '/p21': ok(321) },
  ),
  robots('3 MB, the rule early', `User-agent: *\nDisallow: /p22\n${filler(3_000_000)}`, {
    '/p22': forbidden,
    '/p23': ok(323),
  }),
  robots('3 MB, the rule too late', `User-agent: *\nDisallow: /x\n${filler(3_000_000)}Disallow: /p24\n`, {
    '/p24': ok(324),
  }),
  robots('a file of hostile patterns', `User-agent: *\n${`Disallow: /${'*a'.repeat(100)}$\n`.repeat(1500)}`, {
    [`/p25${'a'.repeat(400)}b`]: ok(325),
  }),
  robots(
    'binary',
    (_request, response) => response.end(Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 97) & 255))),
    { '/p26': ok(326) },
  ),
  {
    name: 'robots: a redirect to what is forbidden',
    robots: 'User-agent: *\nDisallow: /secret',
    links: { '/p27': forbidden },
    http: (_request, response) => response.writeHead(302, { location: '/secret' }).end(),
    check: never('/secret'),
  },
];

/** The pause between the end of one request and the start of the next must not be shorter. */
function pace(ms: number): Site['check'] {
  return (seen) => {
    for (let i = 1; i < seen.length; i++) {
      const gap = (seen[i] as Seen).at - (seen[i - 1] as Seen).until;
      if (gap < ms - 20) return `${Math.round(gap)} ms before ${(seen[i] as Seen).path}, not ${ms}`;
    }
    return null;
  };
}

function later(name: string, seed: number, code: number, retryAfter: () => string, waitMs: number): Site {
  return {
    name,
    links: { '/page': ok(seed) },
    http: (request, response, site) => {
      const times = site.seen.filter((one) => one.path === '/page').length;
      if (times === 1) status(code, { 'retry-after': retryAfter() })(request, response, site);
      else send(response, seed);
    },
    check: (seen) => {
      const [first, second] = seen.filter((one) => one.path === '/page');
      const waited = first && second ? second.at - first.until : 0;
      return waited >= waitMs ? null : `came back after ${Math.round(waited)} ms, not ${waitMs}`;
    },
  };
}

const statusSite = (code: number, reason = `http-${code}`): Site => ({
  name: `status ${code}`,
  links: { '/page': failed(reason) },
  http: status(code),
});

export const manners: Site[] = [
  ...[400, 401, 404, 405, 406, 410, 418, 451, 500, 501, 502, 504].map((code) => statusSite(code)),
  statusSite(402, 'paywall'),
  {
    name: 'status 503, always',
    links: { '/page': failed('http-503') },
    http: status(503),
    check: (seen) => (seen.filter((one) => one.path === '/page').length === 3 ? null : 'not three tries'),
  },
  {
    name: 'status 404, asked once',
    links: { '/page': failed('http-404') },
    http: status(404),
    check: (seen) => (seen.filter((one) => one.path === '/page').length === 1 ? null : 'asked again'),
  },
  later('503, then well', 330, 503, () => '', 450),
  later('429 with Retry-After in seconds', 331, 429, () => '2', 2000),
  later('503 with Retry-After in seconds', 332, 503, () => '3', 3000),
  later('503 with Retry-After as a date', 333, 503, () => new Date(Date.now() + 4000).toUTCString(), 2900),
  later('429 with Retry-After in the past', 334, 429, () => 'Fri, 01 Jan 1999 00:00:00 GMT', 400),
  later('503 with Retry-After that is none', 335, 503, () => 'soon', 400),
  {
    name: '429 with a wait of an hour',
    links: { '/page': failed('http-429') },
    http: status(429, { 'retry-after': '3600' }),
    check: (seen) => (seen.filter((one) => one.path === '/page').length === 1 ? null : 'asked again'),
  },
  {
    name: 'a host with many links',
    links: Object.fromEntries([0, 1, 2, 3, 4].map((n) => [`/p${n}`, ok(340 + n)])),
    http: each(340),
    check: pace(1000),
  },
  {
    name: 'a slow host with a crawl delay',
    robots: 'User-agent: *\nCrawl-delay: 2',
    links: { '/p0': ok(350), '/p1': ok(351), '/p2': ok(352) },
    http: each(350),
    check: pace(2000),
  },
  {
    name: 'a host everybody redirects to',
    links: { '/p0': ok(360) },
    http: each(360),
    check: pace(1000),
  },
  ...[1, 2, 3].map(
    (n): Site => ({
      name: `a host that redirects there, ${n}`,
      links: { '/out': ok(360 + n) },
      http: (_request, response, site) =>
        response
          .writeHead(302, { location: `${site.originOf('a host everybody redirects to')}/p${n}` })
          .end(),
    }),
  ),
  {
    name: 'an honest name',
    links: { '/page': ok(370) },
    http: always(370),
    check: (seen) =>
      seen.every((one) => /^wellread\/\d/.test(one.headers['user-agent'] ?? ''))
        ? null
        : 'another User-Agent',
  },
];
