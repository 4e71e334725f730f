// Pages that are no article, by the reason that must be found.
import { bare, blog, type Case, prose } from './page.js';

const teasers = (count: number) =>
  Array.from(
    { length: count },
    (_, n) =>
      `<article><h2><a href="/2019/post-${n}">A post about number ${n}</a></h2><p>It begins like this, and it goes on elsewhere for those who want it.</p><a href="/2019/post-${n}">Read more</a></article>`,
  ).join('');
const cloudflare = (title: string, text: string) =>
  bare(
    title,
    `<div class="main-wrapper" role="main"><div class="main-content"><h1 class="zone-name-title">example.org</h1><h2>${text}</h2><form id="challenge-form" action="/x" method="POST"></form></div></div><script>(function(){window._cf_chl_opt={cvId:'3',cType:'managed'};})()</script><noscript>Enable JavaScript and cookies to continue</noscript>`,
    '<meta http-equiv="refresh" content="390">',
  );

export const REFUSED: Record<string, Case[]> = {
  'bot-wall': [
    {
      name: 'Cloudflare managed challenge, 403',
      status: 403,
      headers: [['cf-mitigated', 'challenge']],
      html: cloudflare('Just a moment...', 'Checking if the site connection is secure'),
    },
    {
      name: 'Cloudflare challenge without its header, 200',
      html: cloudflare('Just a moment...', 'Verifying you are human. This may take a few seconds.'),
    },
    {
      name: 'Cloudflare challenge in German, 503',
      status: 503,
      html: cloudflare('Nur einen Moment…', 'example.org muss die Sicherheit Ihrer Verbindung überprüfen'),
    },
    {
      name: 'Cloudflare block page, 403',
      status: 403,
      headers: [['server', 'cloudflare']],
      html: bare(
        'Attention Required! | Cloudflare',
        '<div id="cf-error-details"><h1>Sorry, you have been blocked</h1><h2>You are unable to access example.org</h2><p>This website is using a security service to protect itself from online attacks.</p><p>Cloudflare Ray ID: 7f0</p></div>',
      ),
    },
    {
      name: 'header alone on an empty body',
      status: 403,
      headers: [['CF-Mitigated', 'challenge']],
      html: '',
    },
    {
      name: 'AWS WAF, 202 with an empty body',
      status: 202,
      headers: [['x-amzn-waf-action', 'challenge']],
      html: '',
    },
    {
      name: 'AWS WAF captcha, 405',
      status: 405,
      html: bare(
        'Human Verification',
        '<noscript>JavaScript is disabled. In order to continue, we need to verify that you are not a robot.</noscript><div id="captcha-container"></div><script>AwsWafIntegration.saveReferrer();</script>',
      ),
    },
    {
      name: 'DataDome, 403',
      status: 403,
      html: bare(
        'example.org',
        `<p id="cmsg">Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','cid':'AH'}</script><script src="https://ct.captcha-delivery.com/c.js"></script>`,
      ),
    },
    {
      name: 'Imperva frame, 200',
      html: '<html><head><META NAME="robots" CONTENT="noindex,nofollow"></head><body><iframe src="/_Incapsula_Resource?CWUDNSAI=9">Request unsuccessful. Incapsula incident ID: 0-1</iframe></body></html>',
    },
    {
      name: 'PerimeterX, press and hold, 200',
      html: bare(
        'Access to this page has been denied',
        '<div id="px-captcha"></div><p>Press &amp; Hold to confirm you are a human (and not a bot).</p><script>window._pxAppId = "PX1";</script>',
      ),
    },
    {
      name: 'Akamai denial, 403',
      status: 403,
      headers: [['server', 'AkamaiGHost']],
      html: bare(
        'Access Denied',
        '<H1>Access Denied</H1>You don\'t have permission to access "http://example.org/post" on this server.<P>Reference&#32;&#35;18.4c',
      ),
    },
    {
      name: 'Distil, 200',
      html: bare(
        'Pardon Our Interruption...',
        '<h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen.</p>',
      ),
    },
    {
      name: 'DDoS-Guard, 403',
      status: 403,
      html: bare(
        'DDoS-Guard',
        '<h1>Checking your browser before accessing example.org</h1><script src="/.well-known/ddos-guard/check?context=free"></script>',
      ),
    },
    {
      name: 'Vercel checkpoint, 429',
      status: 429,
      html: bare(
        'Vercel Security Checkpoint',
        "<p id='header-text'>We're verifying your browser</p><script src='/.well-known/vercel/security/static/c.js'></script>",
      ),
    },
    {
      name: 'search engine asks for a captcha, 429',
      status: 429,
      html: bare(
        'https://example.org/search',
        '<form id="captcha-form" action="index" method="post">Our systems have detected unusual traffic from your computer network. This page checks to see if it is really you.</form>',
      ),
    },
    {
      name: 'shop asks, 200',
      html: bare(
        'Robot Check',
        "<h4>Enter the characters you see below</h4><p>Sorry, we just need to make sure you're not a robot. For best results, please make sure your browser is accepting cookies.</p>",
      ),
    },
    {
      name: 'Russian check, 200',
      html: bare('Один момент…', '<h1>Проверяем ваш браузер</h1><p>Подтвердите, что вы не робот.</p>'),
    },
  ],
  'soft-404': [
    {
      name: 'WordPress with its class',
      html: blog(
        'Page not found – Slow Systems',
        '<h1>Oops! That page can’t be found.</h1><p>It looks like nothing was found at this location. Maybe try a search?</p>',
        { bodyClass: 'error404 wp-custom' },
      ),
    },
    {
      name: 'plain words',
      html: bare(
        '404',
        '<h1>Not found</h1><p>The page you requested could not be found on this server, sorry about that.</p>',
      ),
    },
    {
      name: 'a 404 that recommends popular posts',
      html: blog(
        '404 - Slow Systems',
        `<h1>404 Not Found</h1><p>The page you are looking for does not exist.</p><h2>Popular</h2><ul>${'<li><a href="/x">How we learned to stop worrying and love the queue</a></li>'.repeat(6)}</ul>`,
      ),
    },
    {
      name: 'Russian',
      html: blog(
        'Страница не найдена',
        '<h1>Страница не найдена</h1><p>Возможно, она была удалена или переехала на другой адрес. Попробуйте поиск.</p>',
      ),
    },
    {
      name: 'German',
      html: blog(
        'Seite nicht gefunden | Langsame Systeme',
        '<h1>Seite nicht gefunden</h1><p>Die von Ihnen angeforderte Seite ist leider nicht mehr vorhanden, bitte versuchen Sie es mit der Suche.</p>',
      ),
    },
    {
      name: 'Japanese',
      html: blog(
        'ページが見つかりません',
        '<h1>お探しのページは見つかりませんでした。</h1><p>アドレスが変更されたか、削除された可能性があります。</p>',
      ),
    },
    {
      name: 'to the front page',
      url: 'https://example.org/2012/05/counters-in-memory',
      finalUrl: 'https://example.org/',
      html: blog('Slow Systems', teasers(5), { bodyClass: 'home blog' }),
    },
    {
      name: 'to the front page of the buyer',
      url: 'http://startup.example/blog/our-sharding',
      finalUrl: 'https://www.bigcorp.example/',
      html: bare('Bigcorp', prose(5)),
    },
    {
      name: 'to an error page',
      url: 'https://example.org/talk',
      finalUrl: 'https://example.org/errors/404.html',
      html: bare('Example', '<p>We are sorry. Please use the navigation at the top.</p>'),
    },
    {
      name: 'a removed post',
      html: blog(
        'This page is no longer available',
        '<h1>This page is no longer available</h1><p>The author has deleted this story, or it never was.</p>',
      ),
    },
    {
      name: 'rendered by scripts',
      html: bare(
        'Slow Systems',
        '<div id="root"><h1>Page not found</h1><p>Nothing to see here, please go back to where you came from.</p></div>',
        '<meta name="prerender-status-code" content="404">',
      ),
    },
    {
      name: 'with the code in the heading',
      html: bare(
        'Example - Error 404',
        '<h1>Error 404: Page not found</h1><p>Use the menu above to find what you were looking for.</p>',
      ),
    },
  ],
  parked: [
    {
      name: 'for sale',
      url: 'http://slowsystems.example/post',
      html: bare(
        'slowsystems.example is for sale',
        '<h1>slowsystems.example</h1><p>This domain is for sale! Buy this domain today.</p><div>Related searches</div>',
      ),
    },
    {
      name: 'parking script',
      url: 'http://slowsystems.example/post',
      html: bare(
        'slowsystems.example',
        '<h1>slowsystems.example</h1><a>Cloud Hosting</a> <a>Data Backup</a><script src="https://www.google.com/adsense/domains/caf.js"></script><script src="https://d1.parkingcrew.net/jsparkcaf.php"></script>',
      ),
    },
    {
      name: 'lander',
      html: '<!DOCTYPE html><html><head><script>window.onload=function(){window.location.href="/lander"}</script></head><body></body></html>',
    },
    {
      name: 'broker',
      url: 'http://slowsystems.example/',
      finalUrl: 'https://www.hugedomains.com/domain_profile.cfm?d=slowsystems',
      html: bare('SlowSystems.example is for sale', '<h1>This domain is for sale</h1>'),
    },
    {
      name: 'expired',
      url: 'http://slowsystems.example/x',
      html: bare(
        'slowsystems.example',
        '<h1>slowsystems.example</h1><p>This domain name has expired. If you are the owner, renew it now.</p>',
      ),
    },
    {
      name: 'suspended account',
      html: bare(
        'Account Suspended',
        '<h1>Account Suspended</h1><p>This Account has been suspended. Contact your hosting provider for more information.</p>',
      ),
    },
    {
      name: 'nginx',
      html: bare(
        'Welcome to nginx!',
        '<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p>',
      ),
    },
    {
      name: 'Apache',
      html: bare(
        'Apache2 Ubuntu Default Page: It works',
        '<div>Apache2 Ubuntu Default Page</div><p>It works! This is the default welcome page used to test the correct operation of the Apache2 server.</p>',
      ),
    },
    {
      name: 'Russian',
      url: 'http://medlenno.example/p',
      html: bare(
        'medlenno.example',
        '<h1>medlenno.example</h1><p>Домен продаётся. Свяжитесь с владельцем.</p>',
      ),
    },
  ],
  paywall: [
    {
      name: 'flag and cut',
      html: blog(
        'The Price of Counters',
        `<h1>The Price of Counters</h1><p>Counting used to be simple. One had a number and added to it. Now one has a fleet, and every machine in it has an opinion about the number, and...</p>`,
        {
          head: '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The Price of Counters","isAccessibleForFree":"False"}</script>',
        },
      ),
    },
    {
      name: 'flag and invitation',
      html: blog(
        'Inside the ledger',
        `<h1>Inside the ledger</h1>${prose(2)}<div class="regwall"><h2>Subscribe to continue reading</h2><p>Already a subscriber? Sign in</p></div>`,
        {
          head: '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false,"hasPart":{"isAccessibleForFree":false,"cssSelector":".regwall"}}</script>',
        },
      ),
    },
    {
      name: 'members only on a platform',
      html: blog(
        'Sharding at scale',
        `<article class="meteredContent"><h1>Sharding at scale</h1>${prose(2)}</article><div><h2>Create an account to read the full story.</h2><p>The author made this story available to Medium members only. Already a member? Sign in</p></div>`,
      ),
    },
    {
      name: 'invitations without a flag',
      html: blog(
        'Queues weekly',
        `<h1>Queues weekly #12</h1><p>This week we look into the heart of a broker that lost its heart, and find a clock.</p><div><h3>This post is for paid subscribers</h3><a>Subscribe to continue</a> <a>Already a paid subscriber? Sign in</a></div>`,
      ),
    },
    {
      name: 'tier in meta',
      html: blog(
        'Counting at the bank',
        `<h1>Counting at the bank</h1>${prose(1)}<div>To continue reading this article, start your free trial.</div>`,
        { head: '<meta property="article:content_tier" content="locked">' },
      ),
    },
    { name: 'status 402', status: 402, html: bare('Payment required', '<p>Pay here.</p>') },
  ],
  login: [
    {
      name: 'redirect',
      url: 'https://example.org/docs/42',
      finalUrl: 'https://example.org/login?next=/docs/42',
      html: bare(
        'Sign in',
        '<form><input name=u><input type=password name=p><button>Sign in</button></form>',
      ),
    },
    {
      name: 'accounts host',
      url: 'https://docs.example.org/d/1',
      finalUrl: 'https://accounts.example.org/v3/signin/identifier',
      html: bare('Sign in - Example Accounts', '<h1>Sign in</h1><form><input type="email"></form>'),
    },
    {
      name: 'in place',
      html: bare(
        'Log in | Example Forum',
        '<h1>Log in</h1><p>You must be logged in to view this topic.</p><form><input type="text"><input type="password"></form>',
      ),
    },
    {
      name: 'Russian',
      html: bare(
        'Вход',
        '<h1>Вход</h1><p>Эта страница доступна только зарегистрированным пользователям сайта.</p><form><input type="password"></form>',
      ),
    },
    {
      name: 'in place, by its heading',
      html: bare(
        'Company wiki',
        '<h1>Please log in to continue</h1><form><input name=u><input type=password name=p></form>',
      ),
    },
    {
      name: 'wall of a network',
      url: 'https://www.network.example/pulse/counting',
      finalUrl: 'https://www.network.example/authwall?trk=x',
      html: bare(
        'Sign Up | Network',
        '<h1>Join Network to see the whole story</h1><form><input type="password"></form>',
      ),
    },
  ],
  consent: [
    {
      name: 'consent host',
      url: 'https://video.example/watch?v=1',
      finalUrl: 'https://consent.video.example/m?continue=x',
      html: bare(
        'Before you continue to Video',
        '<h1>Before you continue to Video</h1><p>We use cookies and data to deliver and maintain our services.</p><button>Reject all</button><button>Accept all</button>',
      ),
    },
    {
      name: 'in place',
      html: bare(
        'We value your privacy',
        '<h1>We value your privacy</h1><p>We and our 812 partners store and/or access information on a device, such as cookies, and process personal data.</p><button>Accept all</button><button>Manage options</button>',
      ),
    },
    {
      name: 'short, in place',
      html: bare(
        'Cookie consent',
        '<h1>Before you continue</h1><p>We use cookies to personalise content. By clicking accept you agree.</p><button>Accept all</button>',
      ),
    },
    {
      name: 'cookie wall',
      url: 'https://paper.example/a',
      finalUrl: 'https://paper.example/cookiewall/?return=/a',
      html: bare(
        'Paper',
        '<p>Please accept our cookies to read this site. We care about your privacy.</p><button>Agree</button>',
      ),
    },
  ],
  'app-shell': [
    {
      name: 'React',
      html: bare(
        'Example',
        '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script src="/static/js/main.js"></script>',
      ),
    },
    {
      name: 'Angular',
      html: bare('Example', '<app-root>Loading...</app-root><script src="main.js"></script>'),
    },
    {
      name: 'Nuxt with a spinner',
      html: bare(
        'Example',
        '<div id="__nuxt"><div class="spinner"></div></div><script>window.__NUXT__={}</script>',
      ),
    },
    {
      name: 'words in the body',
      html: bare('Example', '<p>JavaScript is required to view this page.</p><script src="a.js"></script>'),
    },
  ],
  empty: [
    { name: 'nothing', html: '' },
    { name: 'frame without text', html: bare('A post', '<div class="content"></div>') },
    { name: 'a picture', html: bare('A slide', '<img src="slide.png" alt="">') },
  ],
  'not-an-article': [
    {
      name: 'home page',
      url: 'https://example.org/',
      html: blog('Slow Systems', teasers(6), { bodyClass: 'home blog' }),
    },
    {
      name: 'home page without classes',
      url: 'https://example.org/',
      html: blog('Slow Systems', teasers(4), { bodyClass: '' }),
    },
    {
      name: 'tag page',
      url: 'https://example.org/tag/queues/',
      html: blog(
        'Queues Archives - Slow Systems',
        `<h1>Tag: queues</h1>${teasers(8)}<a href="?p=2">Older posts</a>`,
        { bodyClass: 'archive tag' },
      ),
    },
    {
      name: 'category page of links',
      url: 'https://example.org/category/db',
      html: blog(
        'Databases',
        `<h1>Databases</h1><ul>${Array.from({ length: 12 }, (_, n) => `<li><a href="/p${n}">A rather long title of article number ${n}</a></li>`).join('')}</ul>`,
        { bodyClass: '' },
      ),
    },
    {
      name: 'tag page of teasers without classes',
      url: 'https://example.org/tag/logs',
      html: bare(
        'Posts tagged logs',
        `<h1>Tag: logs</h1>${[1, 2, 3, 4].map((n) => `<div><h2><a href="/p/${n}">Log post ${n}</a></h2><p>Short teaser of post ${n}...</p></div>`).join('')}`,
      ),
    },
    {
      name: 'blog index',
      url: 'https://example.org/blog/',
      html: blog('Engineering Blog', teasers(5), { bodyClass: '' }),
    },
    {
      name: 'second page',
      url: 'https://example.org/blog/page/2/',
      html: blog('Engineering Blog - Page 2', teasers(5), { bodyClass: 'paged blog' }),
    },
    {
      name: 'directory',
      url: 'https://example.org/papers/',
      html: bare(
        'Index of /papers',
        '<h1>Index of /papers</h1><pre><a href="a.pdf">a.pdf</a> 2004-01-01 <a href="b.pdf">b.pdf</a> 2004-01-02 <a href="c.pdf">c.pdf</a></pre>',
      ),
    },
    {
      name: 'month archive',
      url: 'https://example.org/2014/05/',
      html: blog('May 2014', teasers(5), { bodyClass: 'archive date' }),
    },
  ],
  decode: [
    {
      name: 'wrong charset',
      html: bare(
        '\ufffd\ufffd\ufffd',
        `<p>${'\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd \ufffd\ufffd. '.repeat(60)}</p>`,
      ),
    },
  ],
  'http-404': [{ name: 'plain', status: 404, html: bare('404 Not Found', '<h1>Not Found</h1>') }],
  'http-403': [
    {
      name: 'plain',
      status: 403,
      html: bare('403 Forbidden', '<center><h1>403 Forbidden</h1></center><hr><center>nginx</center>'),
    },
    {
      name: 'with a reason',
      status: 403,
      html: bare('Forbidden', '<p>This document is not public. Ask its owner for access to it.</p>'),
    },
  ],
  'http-503': [
    {
      name: 'overload',
      status: 503,
      html: bare(
        'Service Unavailable',
        '<h1>Service Unavailable</h1><p>The server is temporarily busy, try again later.</p>',
      ),
    },
  ],
};
