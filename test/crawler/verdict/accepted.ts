// Articles that look like something else and must pass.
import { bare, blog, type Case, prose } from './page.js';

const post = (title: string, main: string, options?: Parameters<typeof blog>[2]) =>
  blog(`${title} - Slow Systems`, `<article><h1>${title}</h1>${main}</article>`, options);
const cookieBanner =
  '<div id="cookie-banner"><p>We value your privacy. We and our partners use cookies to store and access information on a device.</p><button>Accept all</button><button>Manage options</button></div>';
const turnstile =
  '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>';

export const ACCEPTED: Case[] = [
  {
    name: 'about captchas',
    html: post(
      'Are you a robot? How captchas fail',
      `${prose(4)}<p>A page that says "verify you are human" is a question to which machines now know the answer.</p>`,
    ),
  },
  {
    name: 'about captchas, short',
    html: post(
      'Why captchas annoy everybody',
      '<p>Every captcha asks you to verify you are human, and every captcha is wrong about some of us. People who cannot see fail. People in a hurry fail. The robots, meanwhile, pay a fraction of a cent for each answer and go on with their day. It is time to charge for the work instead of for the eyes.</p>',
    ),
  },
  {
    name: 'about Cloudflare challenges with their code',
    html: post(
      'What window._cf_chl_opt does',
      `${prose(5)}<pre><code>window._cf_chl_opt = { cType: 'managed' };</code></pre><p>The title of that page is "Just a moment...", and its form has the id challenge-form.</p>`,
    ),
  },
  {
    name: 'titled like a wall',
    html: blog('Access denied', `<article><h1>Access denied</h1>${prose(5, 'On permissions.')}</article>`),
  },
  {
    name: 'behind a service that injects scripts',
    html: post('Counters at rest', prose(4), { head: turnstile }),
  },
  {
    name: 'short, behind such a service',
    html: post(
      'Notes on a restart',
      '<p>We restarted the broker this morning. It took nine minutes, of which eight were spent reading an index that nobody needs. We deleted the index. The next restart took one minute. I do not know what the index was for.</p>',
      { head: turnstile },
    ),
  },
  { name: 'about 404 pages', html: post('404 Not Found: a short history of an error', prose(5)) },
  {
    name: 'about 404 pages, short',
    html: post(
      'The art of the 404 page',
      '<p>A page that could not be found is still a page, and somebody has to write it. The best say what happened, offer a search, and do not joke. The worst redirect to the front page and pretend that nothing happened at all, which is a lie with status 200.</p>',
    ),
  },
  { name: 'titled exactly so, but long', html: post('Page not found', prose(7)) },
  {
    name: 'about things not found in Russian',
    html: post(
      'Почему сервис не найден: устройство обнаружения',
      '<p>Когда сервис не найден, клиент обязан подождать и спросить ещё раз. В этой заметке мы описываем, как устроено обнаружение сервисов, почему записи устаревают и что с этим делать, если реестр сам недоступен.</p>',
    ),
  },
  {
    name: 'moved, found by its slug',
    url: 'http://old.example/blog/twelve-rules-for-counters',
    finalUrl: 'https://twelverules.example/',
    html: blog('Twelve Rules for Counters', `<h1>Twelve Rules for Counters</h1>${prose(6)}`, {
      bodyClass: '',
    }),
  },
  {
    name: 'moved, found by its list title',
    url: 'http://old.example/p?id=7',
    finalUrl: 'https://reactive.example/',
    listTitle: 'The Counting Manifesto',
    html: blog('The Counting Manifesto', `<h1>The Counting Manifesto</h1>${prose(4)}`, { bodyClass: '' }),
  },
  {
    name: 'at the root of its site',
    url: 'https://counting.example/',
    html: bare(
      'Counting: a manifesto',
      `<h1>Counting: a manifesto</h1>${prose(8)}<p><a href="/translations">Translations</a></p>`,
    ),
  },
  {
    name: 'about parked domains',
    html: post(
      'This domain is for sale: the economy of parked names',
      `${prose(4)}<p>Visitors see related searches and sponsored listings; buy this domain, says the button.</p>`,
    ),
  },
  {
    name: 'about an expired domain, short',
    html: post(
      'Our domain has expired',
      '<p>On Sunday our domain expired, because the card that paid for it had expired on Friday. Mail bounced, the site was gone and the monitoring, which lived on the same domain, saw nothing. We have moved the monitoring, paid for ten years, and put the date into three calendars.</p>',
    ),
  },
  {
    name: 'about nginx',
    html: post(
      'Welcome to nginx',
      `${prose(4)}<p>Then you will see a page that says "Welcome to nginx!".</p>`,
    ),
  },
  {
    name: 'about paywalls',
    html: post(
      'Subscribe to continue reading: a study of paywalls',
      `${prose(5)}<p>"Already a subscriber? Sign in", says the wall.</p>`,
    ),
  },
  {
    name: 'flagged as not free, yet whole',
    html: post('The ledger, complete', prose(9), {
      head: '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>',
      after: '<div>Subscribe to continue supporting us</div>',
    }),
  },
  {
    name: 'short and flagged, yet whole',
    html: post(
      'Fire at the data centre',
      '<p>A fire in a data centre on Monday took four thousand sites offline. Nobody was hurt. The operator said that backups had been kept in the same building and that this would change. Firefighters left the site on Tuesday morning. Customers were told to start their own recovery from whatever copies they had.</p>',
      { head: '<meta property="article:content_tier" content="metered">' },
    ),
  },
  {
    name: 'with a newsletter box',
    html: post(
      'A week of counters',
      `${prose(2)}<div class="newsletter"><p>Sign up to get access to our newsletter.</p><input type="email"><button>Join</button></div>`,
    ),
  },
  {
    name: 'about cookies',
    html: post(
      'We value your privacy: what consent banners do',
      `${prose(4)}<p>"We and our partners store and/or access information on a device", they begin.</p>`,
    ),
  },
  {
    name: 'short under a cookie banner',
    html: post(
      'On restarts',
      '<p>Restart one thing at a time, and write down the time at which you did it. When the graph bends, you will want to know which line to draw, and memory is the first thing that an incident takes away from you. A text file is enough.</p>',
      { after: cookieBanner },
    ),
  },
  {
    name: 'with a login form in its frame',
    html: post('Sessions considered', prose(3), {
      after:
        '<form action="/login"><input name="user"><input type="password" name="password"><button>Log in</button></form>',
    }),
  },
  { name: 'about logging in', url: 'https://example.org/blog/login', html: post('Login', prose(4)) },
  {
    name: 'short, about logging in',
    html: post(
      'How we log in',
      '<p>We log in with keys, not with passwords. A key is made on the machine that will use it and never leaves it. When somebody leaves, their keys are removed by a job that runs every hour, and the job is watched by another one. It has failed twice in five years, both times on a leap day.</p>',
    ),
  },
  {
    name: 'rendered by a framework, but with its text',
    html: bare(
      'Counters',
      `<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"><article><h1>Counters</h1>${prose(3)}</article></div><script src="/main.js"></script>`,
    ),
  },
  {
    name: 'one short paragraph',
    html: post(
      'TIL: sort is stable',
      '<p>Today I learned that the sort of every current engine is stable, which it was not when I began. You can sort by name and then by age, and the names stay in order.</p>',
    ),
  },
  {
    name: 'code and little else',
    html: post(
      'A lock in five lines',
      '<pre><code>mkdir /tmp/lock || exit 1\ntrap "rmdir /tmp/lock" EXIT\ndo_work\n</code></pre><p>Creating a directory is atomic on every file system that I know.</p>',
    ),
  },
  {
    name: 'a list of links that somebody wrote',
    url: 'https://example.org/lists/papers',
    html: post(
      'Papers I keep coming back to',
      `<p>These are the papers that I reread once a year, in the order in which I would give them to a new colleague.</p><ul>${Array.from({ length: 20 }, (_, n) => `<li><a href="https://papers.example/${n}">Paper number ${n} on consensus and its discontents</a>: read it for section ${n}.</li>`).join('')}</ul>`,
    ),
  },
  {
    name: 'under related posts',
    url: 'https://example.org/2019/05/counting',
    html: blog(
      'Counting again',
      `<article><h1>Counting again</h1>${prose(2)}</article><section><h2>Related</h2>${Array.from({ length: 6 }, (_, n) => `<article><h3><a href="/r${n}">Related post ${n} with a rather long title</a></h3><a href="/r${n}">Read more</a></article>`).join('')}<a href="/older" rel="next">Older posts</a></section>`,
      { bodyClass: 'post-template single' },
    ),
  },
  {
    name: 'under an address of searches',
    url: 'https://eng.example/search/did-you-mean',
    html: post(
      'Did you mean: spelling at scale',
      `${prose(3)}<ul>${'<li><a href="/x">A list of related posts here</a></li>'.repeat(12)}</ul>`,
    ),
  },
  { name: 'about topics', url: 'https://eng.example/topics/', html: post('Topics', prose(5)) },
  {
    name: 'with an address of a query',
    url: 'https://example.org/?p=123',
    html: post('Counting by number', prose(4)),
  },
  {
    name: 'in a category by its address',
    url: 'https://example.org/blog/category-theory-for-counters',
    html: post('Category theory for counters', prose(4)),
  },
  {
    name: 'a page of documentation at a folder',
    url: 'https://docs.example/guide/',
    html: bare(
      'Guide',
      `<nav>${Array.from({ length: 15 }, (_, n) => `<a href="/g${n}">Chapter ${n}</a>`).join(' ')}</nav><main><h1>Guide</h1>${prose(4)}</main>`,
    ),
  },
  {
    name: 'from before frames were boxes',
    html: '<html><title>Notes</title><body bgcolor=white><font size=+2>On the Price of Locks</font><br><br>A lock is a queue with a length of one. Everybody who waits for it waits in a queue too, only that nobody has written it down. If you write it down you can bound it, and if you can bound it you can say no, which a lock never does.<br><br>That is all.</body></html>',
  },
  {
    name: 'Japanese',
    html: '<html lang="ja"><head><title>キューの値段</title></head><body><article><h1>キューの値段</h1><p>キューは約束です。あとで仕事をするという約束であり、長くなりすぎたキューは守られない約束になります。この記事では、長さの上限を決める方法と、上限に達したときに何をするべきかについて説明します。</p></article></body></html>',
  },
  {
    name: 'Arabic',
    html: '<html lang="ar" dir="rtl"><head><title>ثمن الطابور</title></head><body><article><h1>ثمن الطابور</h1><p>الطابور وعد بالقيام بالعمل لاحقا، والطابور الذي يطول بلا حد وعد لن يوفى به. نشرح في هذه المقالة كيف نضع حدا لطوله، وماذا نفعل عندما نصل إلى ذلك الحد، ولماذا يجب أن نقول لا في الوقت المناسب.</p></article></body></html>',
  },
  {
    name: 'a question and its answer',
    html: post(
      'Why is my queue slow?',
      '<p>My queue has a million messages and one consumer. Why is it slow?</p><h2>Answer</h2><p>Because it has a million messages and one consumer. Add consumers, or accept fewer messages, or wait. There is no fourth way, although vendors will sell you one.</p>',
    ),
  },
];
