// Pages that are no article, and markup made to break whoever reads it.
import { mark, page, paragraphs, sentences } from './prose.js';
import type { Expected, Handler, Site } from './web.js';

const ok = (seed: number): Expected => ({ status: 'fetched', text: mark(seed) });
const failed = (reason: string): Expected => ({ status: 'failed', reason });

function html(
  name: string,
  expected: Expected,
  content: string | (() => string),
  options: { code?: number; path?: string; headers?: Record<string, string> } = {},
): Site {
  const http: Handler = (_request, response) => {
    response.writeHead(options.code ?? 200, {
      'content-type': 'text/html; charset=utf-8',
      ...options.headers,
    });
    response.end(typeof content === 'function' ? content() : content);
  };
  return { name, http, links: { [options.path ?? '/2021/05/an-article']: expected } };
}

const small = (title: string, body: string, head = '') =>
  `<!doctype html><html><head><title>${title}</title>${head}</head><body>${body}</body></html>`;

const teasers = Array.from(
  { length: 30 },
  (_, i) =>
    `<article><h2><a href="/post/${i}">${sentences(900 + i, 1)[0]}</a></h2><p>${sentences(930 + i, 1)[0]} <a href="/post/${i}">Read more</a></p></article>`,
).join('\n');

export const verdicts: Site[] = [
  html(
    'a soft 404',
    failed('soft-404'),
    small(
      'Page not found',
      '<h1>404</h1><p>Sorry, the page you are looking for could not be found.</p><a href="/">Back to the home page</a>',
    ),
  ),
  html(
    'a parked domain',
    failed('parked'),
    small(
      'example.test is for sale',
      '<h1>example.test</h1><p>This domain is for sale! Buy this domain.</p><div>Related searches: <a href="/a">Insurance</a> <a href="/b">Loans</a> <a href="/c">Hotels</a></div>',
      '<script src="https://www.parkingcrew.net/jsparkcaf.php"></script>',
    ),
  ),
  html(
    'a challenge with 403',
    failed('bot-wall'),
    small(
      'Just a moment...',
      '<h1>Checking your browser before accessing</h1><form id="challenge-form" action="/?__cf_chl_f_tk=x"></form><script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1"></script>',
    ),
    {
      code: 403,
      headers: { 'cf-mitigated': 'challenge', server: 'cloudflare' },
    },
  ),
  html(
    'a challenge with 503',
    failed('bot-wall'),
    small(
      'Just a moment...',
      '<div id="cf-wrapper"><h2>Checking if the site connection is secure</h2></div><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1"></script>',
    ),
    {
      code: 503,
      headers: { server: 'cloudflare', 'cf-mitigated': 'challenge' },
    },
  ),
  html(
    'a challenge with 200',
    failed('bot-wall'),
    small(
      'Access to this page has been denied',
      '<h1>Please verify you are a human</h1><p>Access to this page has been denied because we believe you are using automation tools to browse the website.</p><div id="px-captcha"></div>',
      '<script src="/captcha.px-cdn.net/PXabc/captcha.js"></script>',
    ),
  ),
  html('a plain 403', failed('http-403'), small('Forbidden', '<h1>Forbidden</h1>'), { code: 403 }),
  html(
    'a paywall',
    failed('paywall'),
    small(
      'The hidden half',
      `<article><h1>The hidden half</h1><p>${sentences(901, 3).join(' ')}</p><div class="paywall"><h2>Subscribe to continue reading</h2><p>This article is for subscribers only. Already a subscriber? <a href="/login">Log in</a></p></div></article>`,
      '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"The hidden half","isAccessibleForFree":false,"hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".paywall"}}</script>',
    ),
  ),
  html(
    'a login page',
    failed('login'),
    small(
      'Sign in',
      '<h1>Sign in to continue</h1><form action="/login" method="post"><input name="user"><input type="password" name="password"><button>Log in</button></form>',
    ),
  ),
  html(
    'a consent page',
    failed('consent'),
    small(
      'Before you continue',
      '<h1>Before you continue</h1><p>We and our partners store and access information on a device, such as cookies, and process personal data.</p><form action="https://consent.example/save"><button>Reject all</button><button>Accept all</button></form>',
    ),
  ),
  html(
    'an application without its script',
    failed('app-shell'),
    small(
      'App',
      '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>',
      '<script src="/static/js/main.8f3a.js" defer></script>',
    ),
  ),
  html('a page without text', failed('empty'), small('', '<div><img src="/a.png"></div>')),
  html(
    'a home page',
    failed('not-an-article'),
    small('A blog about engines', `<h1>Latest posts</h1>${teasers}`),
    { path: '/' },
  ),
  html(
    'a tag page',
    failed('not-an-article'),
    small('Posts tagged "queues"', `<h1>Posts tagged queues</h1>${teasers}`),
    { path: '/tag/queues/' },
  ),
  html(
    'an article about walls',
    ok(402),
    page(402, { title: 'Why "Just a moment..." pages and 404 errors make crawlers cry' }),
  ),
  html(
    'an article below a login form',
    ok(403),
    page(403).replace(
      '</header>',
      '<form action="/login"><input name="u"><input type="password" name="p"><button>Log in</button></form></header>',
    ),
  ),
  html(
    'an article with a cookie banner',
    ok(404),
    page(404).replace(
      '<main>',
      '<div id="cookie-banner"><p>We use cookies to improve your experience.</p><button>Accept all</button></div><main>',
    ),
  ),
];

const deep = (depth: number) => `${'<div>'.repeat(depth)}${paragraphs(410)}${'</div>'.repeat(depth)}`;

/** Either the article or a reason, but never an end of the crawl. */
const survives: Expected = { status: 'any' };

export const markup: Site[] = [
  html('20,000 nested elements', survives, () => small('Deep', deep(20_000))),
  html('20,000 nested elements of fifty kinds', survives, () => {
    const tags = [
      'div',
      'span',
      'b',
      'i',
      'section',
      'article',
      'blockquote',
      'ul',
      'li',
      'table',
      'tr',
      'td',
    ];
    return small(
      'Deep',
      `${Array.from({ length: 20_000 }, (_, i) => `<${tags[i % tags.length]}>`).join('')}text`,
    );
  }),
  html('400,000 elements', failed('too-complex'), () => small('Wide', '<p>a<b>b</b></p>'.repeat(200_000))),
  html('a table of 20,000 cells', survives, () =>
    small('Table', `<table>${`<tr>${'<td>1</td>'.repeat(20)}</tr>`.repeat(1000)}</table>`),
  ),
  html('an attribute of a megabyte', ok(411), () =>
    page(411).replace('<main>', `<main data-state="${'x'.repeat(1_000_000)}">`),
  ),
  html('a hundred thousand attributes', ok(412), () =>
    page(412).replace('<main>', `<main ${Array.from({ length: 100_000 }, (_, i) => `a${i}=1`).join(' ')}>`),
  ),
  html('NUL bytes', ok(413), () => page(413).replaceAll('<p>', '<p>\0')),
  html('nothing closed', ok(414), () => page(414).replaceAll(/<\/(?!h1|title)[a-z]+>/g, '')),
  html('an open comment at the end', ok(415), () => `${page(415)}<!-- and then`),
  html('a hundred thousand entities', ok(416), () =>
    page(416).replace('</main>', `<p>${'&amp;&lt;&#x41;'.repeat(33_000)}</p></main>`),
  ),
  html(
    'an entity bomb',
    survives,
    () =>
      `<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 12 }, (_, i) => `<!ENTITY ${String.fromCharCode(98 + i)} "${`&${String.fromCharCode(97 + i)};`.repeat(10)}">`).join('')}]>${page(417).replace('</main>', '&m;</main>')}`,
  ),
  html('a line of half a megabyte', survives, () =>
    small('Long', `<pre>${'x'.repeat(500_000)}</pre>${paragraphs(418)}`),
  ),
  html('unpaired surrogates and private characters', ok(419), () =>
    page(419).replaceAll('<p>', '<p>&#xD800;&#xE000;&#x10FFFF;'),
  ),
  html('ten thousand open formatting tags', survives, () =>
    small('Format', `<p>${'<b><i><u><a href=x>'.repeat(2500)}text${'<p>'.repeat(2000)}`),
  ),
  html('JSON-LD of two megabytes', ok(420), () =>
    page(420, {
      head: `<script type="application/ld+json">{"a":${'['.repeat(200_000)}${']'.repeat(200_000)},"b":"${'y'.repeat(1_600_000)}"}</script>`,
    }),
  ),
  html('twenty thousand links', survives, () =>
    small('Links', `${paragraphs(421)}${'<a href="/x">x</a>'.repeat(20_000)}`),
  ),
  html('script text that looks like markup', ok(422), () =>
    page(422).replace('</main>', '<script>document.write("</article><p>not this</p>")</script></main>'),
  ),
];
