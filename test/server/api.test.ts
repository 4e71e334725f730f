// The API as its callers meet it: bodies as documented, refusals that help, streams, jobs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Job } from '../../src/server/job-schema.js';
import { AskResult, Links, Problem, SearchResult, Status } from '../../src/server/schema.js';
import { ARTICLES } from '../library/shelf.js';
import { eventsOf, type Serving, serving } from './serving.js';

const QUESTION = 'how do companies drop duplicate events in Kafka';
interface OpenApi {
  paths: Record<string, unknown>;
  components: Record<string, Record<string, unknown>>;
}

let server: Serving;

beforeAll(async () => {
  server = await serving();
});
afterAll(() => server.close());

describe('POST /api/ask', () => {
  it('answers with the documented body and nothing besides', async () => {
    const response = await server.post('/api/ask', { question: QUESTION, k: 2 });
    expect(response.status).toBe(200);
    const body = AskResult.strict().parse(await response.json());
    expect(body.sources).toHaveLength(2);
    expect(body.sources[0]?.url).toBe('https://parcels.example.com/once');
    for (const { sources } of body.answer.sentences) {
      for (const rank of sources) expect(body.sources.map((source) => source.rank)).toContain(rank);
    }
  });

  it('takes filters', async () => {
    const response = await server.post('/api/ask', {
      question: 'trees',
      filter: { host: 'stores.example.net', year: ['2020'] },
    });
    const { sources } = AskResult.parse(await response.json());
    expect(sources.map(({ host }) => host)).toEqual(['stores.example.net']);
  });

  it('streams sources, sentences and the whole', async () => {
    const response = await server.post('/api/ask', { question: QUESTION }, { accept: 'text/event-stream' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = await eventsOf(response);
    const done = AskResult.parse(events.at(-1)?.data);
    expect(events[0]).toMatchObject({ event: 'sources', data: { sources: done.sources } });
    expect(events.filter(({ event }) => event === 'sentence').map(({ data }) => data)).toEqual(
      done.answer.sentences,
    );
  });

  it('says that a question cannot be read before it streams anything', async () => {
    const response = await server.post('/api/ask', { question: '"open' }, { accept: 'text/event-stream' });
    expect(response.status).toBe(400);
    expect(Problem.parse(await response.json())).toMatchObject({ code: 'bad-query', position: 0, length: 5 });
  });

  it.each([
    [{}, 'question: a text is expected'],
    [{ question: '   ' }, 'question: a question is expected'],
    [{ question: 'x'.repeat(1001) }, 'question: at most 1000 characters'],
    [{ question: 'x', k: 0 }, 'k: at least 1'],
    [{ question: 'x', k: 51 }, 'k: at most 50'],
    [{ question: 'x', k: 'many' }, 'k: a number is expected'],
    [{ question: 'x', mode: 'poetic' }, 'mode: '],
    [{ question: 'x', quesiton: 'y' }, 'quesiton'],
    [{ question: 'x', filter: { poem: 'y' } }, 'filter: '],
    [[], ''],
  ])('refuses %j and says why', async (body, detail) => {
    const response = await server.post('/api/ask', body);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = Problem.parse(await response.json());
    expect(problem).toMatchObject({ code: 'bad-request', status: 400, type: '/docs#bad-request' });
    expect(problem.detail).toContain(detail);
  });

  it('refuses what is not JSON, in form or in type', async () => {
    expect(await (await server.post('/api/ask', '{"question":')).json()).toMatchObject({
      code: 'bad-request',
    });
    const typed = await server.post('/api/ask', 'question=x', { 'content-type': 'text/plain' });
    expect([typed.status, await typed.json()]).toMatchObject([415, { code: 'unsupported-media-type' }]);
  });

  it('refuses a body beyond the limit', async () => {
    const response = await server.post('/api/ask', { question: 'x'.repeat(70_000) });
    expect([response.status, await response.json()]).toMatchObject([413, { code: 'too-large' }]);
  });
});

describe('GET /api/search', () => {
  it('ranks with the documented body', async () => {
    const response = await server.get('/api/search?q=backpressure&k=3&kind=article&kind=video&facets=true');
    const body = SearchResult.strict().parse(await response.json());
    expect(body.sources[0]?.url).toBe('https://bakery.example.org/backpressure');
    expect(body.facets?.list).toEqual([{ value: 'shelf', count: expect.any(Number) }]);
  });

  it.each([
    ['/api/search', 'q: a text is expected'],
    ['/api/search?q=x&k=abc', 'k: a number is expected'],
    ['/api/search?q=x&year=soon', '"soon" is no year'],
    ['/api/search?q=kind:poem', '"poem" is no kind'],
  ])('refuses %s', async (path, detail) => {
    const response = await server.get(path);
    expect(response.status).toBe(400);
    expect(Problem.parse(await response.json()).detail).toContain(detail);
  });
});

describe('GET /api/status and /api/links', () => {
  it('count the lists', async () => {
    const status = Status.strict().parse(await (await server.get('/api/status')).json());
    expect(status).toMatchObject({
      lists: [{ name: 'shelf', title: 'Shelf', links: 5 }],
      counts: {
        links: 5,
        articles: 3,
        byStatus: { fetched: 3, failed: 1, new: 1 },
        byReason: { 'http-404': 1 },
      },
      index: { links: 5, articles: 3 },
      crawl: 'off',
      stale: false,
    });
  });

  it('list links with what became of them, filtered and by pages', async () => {
    const failed = Links.strict().parse(await (await server.get('/api/links?status=failed')).json());
    expect(failed).toMatchObject({
      total: 1,
      links: [
        {
          url: 'https://gone.example.net/post',
          reason: 'http-404',
          httpStatus: 404,
          lists: [{ list: 'shelf', section: ['Storage'] }],
        },
      ],
    });
    const page = Links.parse(await (await server.get('/api/links?limit=2&offset=4')).json());
    expect([page.total, page.links.length]).toEqual([5, 1]);
    expect((await server.get('/api/links?status=lost')).status).toBe(400);
  });
});

describe('jobs', () => {
  it('are accepted, watched to the end, and leave a new index', async () => {
    const before = server.room.library.indexFacts()?.generation;
    const response = await server.post('/api/index', {});
    expect(response.status).toBe(202);
    const job = Job.parse(await response.json());
    expect(response.headers.get('location')).toBe(`/api/jobs/${job.id}`);
    const events = await eventsOf(await server.get(`/api/jobs/${job.id}`, { accept: 'text/event-stream' }));
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { state: 'done', result: { links: 5 } } });
    expect(server.room.library.indexFacts()?.generation).not.toBe(before);
    expect(Job.parse(await (await server.get(`/api/jobs/${job.id}`)).json()).state).toBe('done');
  });

  it('need no body', async () => {
    const response = await server.app.request('http://localhost/api/index', {
      method: 'POST',
      headers: { host: 'localhost' },
    });
    expect(response.status).toBe(202);
    await server.room.library.jobs.result(Job.parse(await response.json()).id);
  });

  it('that do not exist are not found', async () => {
    const response = await server.get('/api/jobs/index-99');
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'not-found' }]);
  });

  it('refuse what there is no crawling of', async () => {
    const { id } = Job.parse(await (await server.post('/api/crawl', { only: 'nowhere.example' })).json());
    await server.room.library.jobs.result(id).catch(() => undefined);
    expect(await (await server.get(`/api/jobs/${id}`)).json()).toMatchObject({
      state: 'failed',
      error: { code: 'nothing-to-crawl' },
    });
  });

  it('of the background can be paused by name only', async () => {
    expect(await (await server.post('/api/crawl/pause', {})).json()).toEqual({ state: 'off' });
    expect((await server.post('/api/crawl/stop', {})).status).toBe(400);
  });
});

describe('the documentation', () => {
  it('is OpenAPI 3.1 whose references all lead somewhere', async () => {
    const document = (await (await server.get('/openapi.json')).json()) as OpenApi;
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'wellread', version: '1.2.3' } });
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/ask',
      '/api/crawl',
      '/api/crawl/{action}',
      '/api/index',
      '/api/jobs/{id}',
      '/api/links',
      '/api/search',
      '/api/status',
    ]);
    const references = JSON.stringify(document).match(/"#\/components\/[^"]+"/g) ?? [];
    expect(references.length).toBeGreaterThan(10);
    for (const reference of new Set(references)) {
      const [, , kind = '', name = ''] = (JSON.parse(reference) as string).split('/');
      expect(document.components[kind], reference).toHaveProperty(name);
    }
  });

  it('is a page without inline scripts, styles or anything from elsewhere', async () => {
    const html = await (await server.get('/docs')).text();
    expect(html).toContain('POST /api/ask');
    expect(html).toContain('id="bad-query"');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc="\/static\/)/);
    expect(html).not.toMatch(/\sstyle=|<style|\son[a-z]+=/);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});

describe('what is not there', () => {
  it('is a problem below /api and says what is', async () => {
    const response = await server.get('/api/nothing');
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'not-found' }]);
  });
});

describe('a page that is not there', () => {
  it('is a page for people and a problem for programs', async () => {
    const page = await server.get('/nope');
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('Not found')]);
    const problem = await server.post('/nope', {});
    expect([problem.status, await problem.json()]).toMatchObject([404, { code: 'not-found' }]);
  });
});

describe('texts', () => {
  it('stay whole and verbatim on their way', async () => {
    const { sources } = AskResult.parse(await (await server.post('/api/ask', { question: QUESTION })).json());
    const first = sources[0]!;
    for (const { start, end, text } of first.passages.filter((passage) => passage.end > 0)) {
      expect(ARTICLES[first.url]!.text.slice(start, end)).toBe(text);
    }
  });
});
