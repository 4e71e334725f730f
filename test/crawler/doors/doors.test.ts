// Doors: what each makes of its source, against stand-ins on loopback.
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOOR_BASES, type DoorBases, type Opened } from '../../../crawler/doors/door.js';
import { doorFor } from '../../../crawler/doors/doors.js';
import { createFetcher, type Fetcher } from '../../../crawler/fetch/fetch.js';
import { createGuard } from '../../../crawler/fetch/guard.js';
import { type Loopback, serveHttp } from '../loopback.js';

let server: Loopback;
let fetcher: Fetcher;
let answers: Record<string, string | ((response: ServerResponse) => void)>;

beforeEach(async () => {
  answers = {};
  server = await serveHttp((request, response) => {
    const answer = answers[decodeURIComponent(request.url ?? '')];
    if (answer === undefined) response.writeHead(404).end('nothing here');
    else if (typeof answer === 'string') response.end(answer);
    else answer(response);
  });
  fetcher = createFetcher({ guard: createGuard({ allowPrivate: true }), userAgent: 'test' });
});

afterEach(async () => {
  await fetcher.close();
  await server.close();
});

async function open(address: string): Promise<Opened | { failed: string }> {
  const bases = Object.fromEntries(
    Object.keys(DOOR_BASES).map((name) => [
      name,
      name === 'wikipedia' ? `${server.origin}/{lang}` : server.origin,
    ]),
  ) as unknown as DoorBases;
  return doorFor(address)!.open(new URL(address), { fetch: fetcher, bases });
}

async function opened(address: string): Promise<Opened> {
  const result = await open(address);
  if ('failed' in result) throw new Error(result.failed);
  return result;
}

const textOf = ({ page }: Opened) => new TextDecoder().decode(page.body);

describe('which address has which door', () => {
  it.each([
    ['https://github.com/some/thing', 'github'],
    ['https://github.com/some/thing/blob/main/docs/a.md', 'github'],
    ['https://github.com/some/thing/tree/main/docs', 'github'],
    ['https://github.com/some/thing/wiki/Home-Page', 'github'],
    ['https://gist.github.com/some/0123abcd', 'github'],
    ['https://github.com/some/thing/issues/3', null],
    ['https://github.com/topics/queues', null],
    ['https://github.com/some', null],
    ['https://news.ycombinator.com/item?id=42', 'hackernews'],
    ['https://news.ycombinator.com/item?id=x', null],
    ['https://news.ycombinator.com/newest', null],
    ['https://arxiv.org/abs/1704.00411', 'arxiv'],
    ['https://arxiv.org/pdf/1704.00411v2.pdf', 'arxiv'],
    ['https://arxiv.org/abs/cs/0112017', 'arxiv'],
    ['https://arxiv.org/list/cs/new', null],
    ['https://www.youtube.com/watch?v=abcdefghijk&t=8s', 'youtube'],
    ['https://youtu.be/abcdefghijk', 'youtube'],
    ['https://www.youtube.com/embed/abcdefghijk', 'youtube'],
    ['https://www.youtube.com/@somebody', null],
    ['https://vimeo.com/123456', 'vimeo'],
    ['https://vimeo.com/about', null],
    ['https://medium.com/p/62c8dd387935', 'medium'],
    ['https://medium.com/@somebody/a-story-62c8dd387935', null],
    ['https://en.wikipedia.org/wiki/Data_deduplication', 'wikipedia'],
    ['https://ru.m.wikipedia.org/wiki/Очередь', 'wikipedia'],
    ['https://en.wikipedia.org/wiki/Special:Random', null],
    ['https://www.wikipedia.org/', null],
    ['https://example.org/', null],
    ['https://notgithub.com/a/b', null],
    ['https://github.com.example.org/a/b', null],
    ['nonsense', null],
  ])('%s -> %s', (address, name) => {
    expect(doorFor(address)?.name ?? null).toBe(name);
  });
});

describe('github', () => {
  it('finds the README whatever it is called', async () => {
    answers['/some/thing/HEAD/README.rst'] = 'Thing\n=====\n\nIt does things.';
    const found = await opened('https://github.com/some/thing/');
    expect(server.seen).toEqual([
      '/some/thing/HEAD/README.md',
      '/some/thing/HEAD/readme.md',
      '/some/thing/HEAD/README.rst',
    ]);
    expect(textOf(found)).toContain('It does things.');
    expect(found.page.finalUrl).toBe('https://github.com/some/thing/');
    expect(found.about).toEqual({ site: 'GitHub' });
  });

  it('gives a README without a heading the name of the repository, and Markdown its type', async () => {
    answers['/some/thing/HEAD/README.md'] = 'Just words.';
    const found = await opened('https://github.com/some/thing.git');
    expect(found.about.title).toBe('some/thing');
    expect(found.page.mime).toBe('text/markdown');
  });

  it('reads files, wiki pages and gists as they are', async () => {
    answers['/some/thing/main/src/a b.go'] = 'package a';
    answers['/wiki/some/thing/Big-Queues.md'] = '# Big queues';
    answers['/some/0123abcd/raw'] = 'a gist';
    expect(textOf(await opened('https://github.com/some/thing/blob/main/src/a%20b.go'))).toBe('package a');
    expect(textOf(await opened('https://github.com/some/thing/wiki/Big-Queues'))).toBe('# Big queues');
    expect(textOf(await opened('https://gist.github.com/some/0123abcd'))).toBe('a gist');
  });

  it('says what failed, and stops asking when the host is unwell', async () => {
    expect(await open('https://github.com/some/thing')).toMatchObject({
      failed: 'http-404',
      transient: false,
    });
    answers['/else/thing/HEAD/README.md'] = (response) => response.writeHead(503).end();
    server.seen.length = 0;
    expect(await open('https://github.com/else/thing')).toMatchObject({
      failed: 'http-503',
      transient: true,
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe('hacker news', () => {
  const tree = {
    title: 'Why <queues> fill up',
    author: 'ada',
    url: 'https://story.example.org/queues',
    created_at: '2020-05-01T10:00:00Z',
    children: [
      {
        author: 'bob',
        text: 'First &amp; foremost: <i>little&#x27;s</i> law.<p>See <a href="https:&#x2F;&#x2F;x.example.org">this</a>.<pre><code>a &lt; b\n* c</code></pre>',
        children: [{ author: 'eve', text: 'A *reply*', children: [] }],
      },
      { author: null, text: null, children: [] },
    ],
  };

  it('is title, story and comments in the order of the tree', async () => {
    answers['/items/42'] = JSON.stringify(tree);
    const found = await opened('https://news.ycombinator.com/item?id=42');
    expect(found.about).toEqual({
      site: 'Hacker News',
      title: 'Why <queues> fill up',
      byline: 'ada',
      published: '2020-05-01T10:00:00Z',
    });
    expect(found.related).toEqual(['https://story.example.org/queues']);
    expect(found.brief).toBe(true);
    expect(found.page).toMatchObject({
      mime: 'text/markdown',
      finalUrl: 'https://news.ycombinator.com/item?id=42',
    });
    expect(found.page.hops.map((hop) => hop.url)).toEqual([`${server.origin}/items/42`]);
    expect(textOf(found)).toBe(`# Why \\<queues\\> fill up

Story: <https://story.example.org/queues>

**bob:** First & foremost: little's law.

See this.

\`\`\`
a < b
* c
\`\`\`

**eve:** A \\*reply\\*
`);
  });

  it('goes item by item where the tree cannot be had, and keeps to a bound', async () => {
    answers['/item/42.json'] = JSON.stringify({
      id: 42,
      title: 'T',
      by: 'ada',
      time: 1_588_327_200,
      kids: Array.from({ length: 100 }, (_, index) => index + 100),
    });
    for (let id = 100; id < 200; id++)
      answers[`/item/${id}.json`] = JSON.stringify({
        id,
        by: 'bob',
        text: `comment ${id}`,
        deleted: id === 101,
      });
    const found = await opened('https://news.ycombinator.com/item?id=42');
    expect(found.about.published).toBe('2020-05-01T10:00:00.000Z');
    expect(textOf(found)).toContain('comment 100');
    expect(textOf(found)).not.toContain('comment 101');
    expect(server.seen.length).toBeLessThan(40);
  });

  it('is a failure where there is no such item', async () => {
    answers['/items/7'] = 'null';
    answers['/item/7.json'] = 'null';
    expect(await open('https://news.ycombinator.com/item?id=7')).toMatchObject({
      failed: 'unexpected-answer',
    });
  });
});

describe('arxiv', () => {
  const abs = `<html><head><meta name="citation_title" content="A Model of
     Queues"/><meta name="citation_author" content="Lovelace, Ada"/><meta name="citation_author" content="Babbage, Charles"/>
     <meta name="citation_date" content="2017/04/03"/><meta name="citation_abstract" content="We model &amp; queue."/></head><body>x</body></html>`;
  const about = {
    site: 'arXiv',
    title: 'A Model of Queues',
    byline: 'Ada Lovelace, Charles Babbage',
    published: '2017-04-03',
    description: 'We model & queue.',
  };

  it('is the PDF, with what the abstract page says', async () => {
    answers['/abs/1704.00411'] = abs;
    answers['/pdf/1704.00411'] = '%PDF-1.4 pretend';
    const found = await opened('https://arxiv.org/pdf/1704.00411.pdf');
    expect(found.about).toEqual(about);
    expect(found.page).toMatchObject({
      finalUrl: 'https://arxiv.org/abs/1704.00411',
      mime: 'application/pdf',
    });
    expect(found.page.hops.map((hop) => hop.url)).toEqual([`${server.origin}/abs/1704.00411`]);
  });

  it('is the abstract page where there is no PDF', async () => {
    answers['/abs/1704.00411'] = abs;
    const found = await opened('https://arxiv.org/abs/1704.00411');
    expect(found).toMatchObject({ about, brief: true });
    expect(textOf(found)).toContain('<body>x');
  });
});

describe('videos', () => {
  const embed = JSON.stringify({ title: 'Queues, live', author_name: 'Ada', type: 'video' });
  const embedPath = '/oembed?format=json&url=https://www.youtube.com/watch?v=abcdefghijk';

  it('are title, author, description and captions', async () => {
    answers[embedPath] = embed;
    const tracks = `"captionTracks":[{"baseUrl":"${server.origin}/api/timedtext?v=abcdefghijk\\u0026lang=de","languageCode":"de"},{"baseUrl":"https://elsewhere.example/api/timedtext?v=abcdefghijk\\u0026lang=en","languageCode":"en"}],"audioTracks":[]`;
    answers['/watch?v=abcdefghijk'] =
      `<script>var x = {"shortDescription":"About \\"queues\\".\\nSecond *line*",${tracks}};</script>`;
    answers['/api/timedtext?v=abcdefghijk&lang=en&fmt=json3'] = JSON.stringify({
      events: [{ segs: [{ utf8: 'hello ' }, { utf8: 'there' }] }, {}, { segs: [{ utf8: 'queues' }] }],
    });
    const found = await opened('https://youtu.be/abcdefghijk');
    expect(found.about).toEqual({ site: 'YouTube', title: 'Queues, live', byline: 'Ada' });
    expect(textOf(found)).toBe(
      '# Queues, live\n\nA video by Ada on YouTube.\n\nAbout "queues".\n\nSecond \\*line\\*\n\n## Transcript\n\nhello there queues\n',
    );
    expect(found.page.hops).toHaveLength(3);
  });

  it('are title and author alone where there is no more', async () => {
    answers[embedPath] = embed;
    const found = await opened('https://www.youtube.com/watch?v=abcdefghijk&t=9s');
    expect(textOf(found)).toBe('# Queues, live\n\nA video by Ada on YouTube.\n');
    answers['/watch?v=abcdefghijk'] = '{"captionTracks":[{nonsense}],"audioTracks":';
    expect(textOf(await opened('https://www.youtube.com/watch?v=abcdefghijk'))).toContain('Queues, live');
  });

  it('that are gone are failures', async () => {
    expect(await open('https://youtu.be/abcdefghijk')).toMatchObject({ failed: 'http-404' });
    answers[embedPath] = '{}';
    expect(await open('https://youtu.be/abcdefghijk')).toMatchObject({ failed: 'unexpected-answer' });
  });

  it('of Vimeo bring description and date', async () => {
    answers['/api/oembed.json?url=https://vimeo.com/123456'] = JSON.stringify({
      title: 'T',
      author_name: 'A',
      description: 'D',
      upload_date: '2015-03-04 10:11:12',
    });
    const found = await opened('https://vimeo.com/123456');
    expect(found.about).toEqual({ site: 'Vimeo', title: 'T', byline: 'A', published: '2015-03-04' });
    expect(textOf(found)).toContain('\n\nD\n');
  });
});

it('medium: a short link becomes the story it leads to, without tracking', async () => {
  answers['/p/62c8dd387935'] = (response) =>
    response.writeHead(302, { Location: '/@ada/what-to-log-62c8dd387935?gi=1234&keep=1#top' }).end();
  answers['/@ada/what-to-log-62c8dd387935?gi=1234&keep=1'] = '<html><p>story</p></html>';
  const found = await opened('https://medium.com/p/62c8dd387935/');
  expect(found.page.finalUrl).toBe(`${server.origin}/@ada/what-to-log-62c8dd387935?keep=1`);
  expect(found.page.hops).toHaveLength(1);
});

it('wikipedia: the article by its REST interface, under its own address', async () => {
  answers['/ru/api/rest_v1/page/html/Очередь_(программирование)'] = '<html><p>Очередь</p></html>';
  const found = await opened('https://ru.m.wikipedia.org/wiki/Очередь_(программирование)');
  expect(textOf(found)).toContain('Очередь');
  expect(found.about).toEqual({ site: 'Wikipedia', title: 'Очередь (программирование)' });
  expect(found.page.finalUrl).toContain('wikipedia.org/wiki/');
  expect(found.page.headers.at(-1)![0]).toBe('X-Fetched-From');
});
