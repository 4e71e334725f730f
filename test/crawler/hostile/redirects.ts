// Redirects, cookies, refreshes, and pages that are another page.
import { mark, page } from './prose.js';
import type { Expected, Handler, Site } from './web.js';

const ok = (seed: number): Expected => ({ status: 'fetched', text: mark(seed) });
const failed = (reason: string): Expected => ({ status: 'failed', reason });
const duplicate: Expected = { status: 'duplicate' };

const html =
  (content: string): Handler =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(content);
  };
const moved =
  (status: number, location: string): Handler =>
  (_request, response) => {
    response.writeHead(status, { location, 'content-type': 'text/html' }).end('<p>This page has moved.</p>');
  };

/** A site that answers by path. */
function paths(name: string, links: Record<string, Expected>, handlers: Record<string, Handler>): Site {
  return {
    name,
    links,
    http: (request, response, site) => {
      const handler = handlers[request.url ?? ''];
      if (handler) handler(request, response, site);
      else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>');
    },
  };
}

const byStatus = [301, 302, 303, 307, 308].map((status, i) =>
  paths(
    `a redirect with ${status}`,
    { '/old': ok(200 + i) },
    { '/old': moved(status, '/new'), '/new': html(page(200 + i)) },
  ),
);

function chain(length: number): Handler {
  return (request, response, site) => {
    const step = Number(/(\d+)$/.exec(request.url ?? '')?.[1] ?? 0);
    if (step >= length) html(page(210 + length))(request, response, site);
    else moved(302, `/step${step + 1}`)(request, response, site);
  };
}

export const redirects: Site[] = [
  ...byStatus,
  { name: 'ten redirects', links: { '/step0': ok(220) }, http: chain(10) },
  { name: 'eleven redirects', links: { '/step0': failed('too-many-redirects') }, http: chain(11) },
  paths('a redirect to itself', { '/self': failed('redirect-loop') }, { '/self': moved(301, '/self') }),
  paths(
    'two that redirect to each other',
    { '/a': failed('redirect-loop') },
    { '/a': moved(302, '/b'), '/b': moved(302, '/a') },
  ),
  paths(
    'a redirect without a target',
    { '/page': failed('http-302') },
    { '/page': (_q, response) => response.writeHead(302).end() },
  ),
  paths('a redirect to no URL', { '/page': failed('bad-redirect') }, { '/page': moved(302, 'http://[::1') }),
  paths(
    'a redirect to a file',
    { '/page': { status: 'refused', reason: 'unsupported-scheme' } },
    { '/page': moved(302, 'file:///etc/passwd') },
  ),
  paths(
    'a redirect to a script',
    { '/page': { status: 'refused', reason: 'unsupported-scheme' } },
    { '/page': moved(302, 'javascript:alert(1)') },
  ),
  paths(
    'a redirect to cloud metadata',
    { '/page': { status: 'refused', reason: 'private-address' } },
    { '/page': moved(302, 'http://169.254.169.254/latest/') },
  ),
  paths(
    'a redirect to a host that is not there',
    { '/page': failed('connection-refused') },
    { '/page': moved(302, 'http://127.66.255.253:9/') },
  ),
  paths(
    'a relative redirect',
    { '/deep/old': ok(221) },
    { '/deep/old': moved(302, '../new?x=1'), '/new?x=1': html(page(221)) },
  ),
  paths(
    'a redirect without a scheme',
    { '/old': ok(222) },
    {
      '/old': (request, response, site) =>
        moved(302, `//${new URL(site.origin).host}/new`)(request, response, site),
      '/new': html(page(222)),
    },
  ),
  paths(
    'a redirect in UTF-8',
    { '/old': ok(223) },
    {
      '/old': (_q, response) =>
        response.writeHead(302, { location: Buffer.from('/статья').toString('latin1') }).end(),
      '/%D1%81%D1%82%D0%B0%D1%82%D1%8C%D1%8F': html(page(223)),
    },
  ),
  paths(
    'a redirect with spaces',
    { '/old': ok(224) },
    { '/old': moved(302, ' /new page '), '/new%20page': html(page(224)) },
  ),
  paths(
    'a cookie wall',
    { '/page': ok(225) },
    {
      '/page': (request, response, site) =>
        /seen=1/.test(request.headers.cookie ?? '')
          ? html(page(225))(request, response, site)
          : response.writeHead(302, { location: '/check', 'set-cookie': 'token=7; Path=/' }).end(),
      '/check': (request, response) =>
        response
          .writeHead(302, {
            location: '/page',
            ...(request.headers.cookie === 'token=7' ? { 'set-cookie': 'seen=1; Path=/; HttpOnly' } : {}),
          })
          .end(),
    },
  ),
  paths(
    'a cookie wall without end',
    { '/page': failed('too-many-redirects') },
    {
      '/page': (request, response) => {
        const n = Number(/n=(\d+)/.exec(request.headers.cookie ?? '')?.[1] ?? 0);
        response.writeHead(302, { location: '/page', 'set-cookie': `n=${n + 1}` }).end();
      },
    },
  ),
  paths(
    'a cookie wall that forgets',
    { '/page': failed('redirect-loop') },
    {
      '/page': (_q, response) => response.writeHead(302, { location: '/page', 'set-cookie': 'a=1' }).end(),
    },
  ),
  paths(
    'a meta refresh',
    { '/old': ok(226) },
    {
      '/old': html(
        '<html><head><META HTTP-EQUIV="Refresh" CONTENT="0; URL=\'/new\'"></head><body>Moved</body></html>',
      ),
      '/new': html(page(226)),
    },
  ),
  paths(
    'meta refreshes in a circle',
    { '/a': failed('redirect-loop') },
    {
      '/a': html('<meta http-equiv=refresh content=0;url=/b>'),
      '/b': html('<meta http-equiv=refresh content=0;url=/a>'),
    },
  ),
  paths(
    'a page that reloads itself',
    { '/page': ok(227) },
    { '/page': html(page(227, { head: '<meta http-equiv="refresh" content="600">' })) },
  ),
  paths(
    'a refresh for those without scripts',
    { '/page': ok(228) },
    {
      '/page': html(
        page(228, { head: '<noscript><meta http-equiv="refresh" content="0;url=/enable"></noscript>' }),
      ),
    },
  ),
  paths(
    'a refresh inside a comment',
    { '/page': ok(229) },
    { '/page': html(page(229, { head: '<!-- <meta http-equiv="refresh" content="0;url=/gone"> -->' })) },
  ),
  paths(
    'an endless body behind a redirect',
    { '/old': ok(230) },
    {
      '/old': (_q, response) => {
        response.writeHead(301, { location: '/new' });
        const pump = () => {
          while (!response.destroyed && response.write('moved '.repeat(5000)));
        };
        response.on('drain', pump);
        pump();
      },
      '/new': html(page(230)),
    },
  ),
  paths(
    'an alias of a listed page',
    { '/alias': duplicate, '/page': ok(231) },
    { '/alias': moved(301, '/page'), '/page': html(page(231)) },
  ),
  paths(
    'a canonical link to a listed page',
    { '/page?ref=mail': duplicate, '/page': ok(232) },
    {
      '/page?ref=mail': html(page(232, { head: '<link rel="canonical" href="/page">' })),
      '/page': html(page(232, { head: '<link rel="canonical" href="/page">' })),
    },
  ),
  paths(
    'a canonical link to another site',
    { '/page': ok(233) },
    { '/page': html(page(233, { head: '<link rel="canonical" href="https://bank.example/">' })) },
  ),
  paths(
    'a canonical link to the home page',
    { '/one': ok(234), '/two': ok(235) },
    {
      '/one': html(page(234, { head: '<link rel="canonical" href="/">' })),
      '/two': html(page(235, { head: '<link rel="canonical" href="/">' })),
    },
  ),
  {
    name: 'a redirect to another site',
    links: { '/out': ok(236) },
    http: (request, response, site) =>
      moved(302, `${site.originOf('the other site')}/far`)(request, response, site),
  },
  paths('the other site', { '/near': ok(237) }, { '/far': html(page(236)), '/near': html(page(237)) }),
];
