// Running the server: logs without questions, request ids, metrics, health, and an end that cuts nobody short.
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../src/server/listen.js';
import { eventsOf, type Serving, serving } from './serving.js';

let server: Serving | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function served(flags: Record<string, unknown> = {}): Promise<Serving> {
  server = await serving(flags);
  return server;
}

const SECRET = 'zebrafish';

describe('the log', () => {
  it('has a line a request, with its id and without the question', async () => {
    const { get, post, logged } = await served();
    await post('/api/ask', { question: SECRET }, { 'x-request-id': 'abc-1' });
    await get(`/api/search?q=${SECRET}`);
    await get(`/?q=${SECRET}`);
    await post('/api/ask', { question: `"${SECRET}` });
    expect(logged.filter(({ msg }) => msg === 'request')).toHaveLength(4);
    expect(logged[0]).toMatchObject({ requestId: 'abc-1', method: 'POST', path: '/api/ask', status: 200 });
    expect(JSON.stringify(logged)).not.toContain(SECRET);
  });

  it('has the question when that is asked for', async () => {
    const { post, get, logged } = await served({ logQuestions: true });
    await post('/api/ask', { question: SECRET });
    await get(`/api/search?q=${SECRET}`);
    expect(logged.filter(({ question }) => question === SECRET)).toHaveLength(2);
  });

  it('cannot be forged by a request id', async () => {
    const { get, logged } = await served();
    const response = await get('/healthz', { 'x-request-id': 'a"} {"level":60' });
    expect(response.headers.get('x-request-id')).not.toContain('"');
    expect(logged).toHaveLength(1);
  });

  it('has the stack of a bug of ours, and the answer nothing of it', async () => {
    const { get, logged, room } = await served();
    room.library.status = () => {
      throw new TypeError('secret detail');
    };
    const response = await get('/api/status');
    const body = await response.text();
    expect(response.status).toBe(500);
    expect(body).not.toContain('secret detail');
    expect(JSON.parse(body)).toMatchObject({
      code: 'internal',
      requestId: response.headers.get('x-request-id'),
    });
    expect(JSON.stringify(logged)).toContain('secret detail');
  });
});

describe('metrics', () => {
  it('time the stages and routes, and say what is live', async () => {
    const { get, post, room } = await served();
    await post('/api/ask', { question: 'trees' });
    await get('/api/links?status=failed');
    await get('/no/such/page');
    const text = await (await get('/metrics')).text();
    expect(text).toMatch(/wellread_stage_duration_seconds_count\{stage="search"\} 1/);
    expect(text).toMatch(
      /wellread_http_request_duration_seconds_count\{method="GET",route="\/api\/links",status="200"\} 1/,
    );
    expect(text).not.toContain('/no/such/page');
    expect(text).toContain(`wellread_index_info{generation="${room.library.indexFacts()?.generation}"`);
    expect(text).toMatch(/wellread_links\{status="fetched"\} 3/);
    expect(text).toMatch(/wellread_index_size\{what="articles"\} 3/);
    expect(text).toMatch(/wellread_questions_total\{mode="\w+",covered="\w+"\} 1/);
  });
});

describe('health', () => {
  it('is alive at once, ready while it answers, and not on its way out', async () => {
    const { get, shutDown } = await served();
    expect([(await get('/healthz')).status, (await get('/readyz')).status]).toEqual([200, 200]);
    shutDown();
    const response = await get('/readyz');
    expect([response.status, await response.text()]).toEqual([503, 'shutting down\n']);
  });
});

describe('the end', () => {
  it('lets requests in flight finish and closes idle connections', async () => {
    const { app, room } = await served({ port: '0' });
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const { search } = room.library;
    room.library.search = async (query) => {
      await held;
      return search.call(room.library, query);
    };
    const listening = await listen(app, { ...room.config.server, port: 0 });
    await fetch(`${listening.url}/healthz`); // leaves a connection alive and idle
    const inFlight = fetch(`${listening.url}/api/search?q=trees`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = listening.close();
    goOn();
    expect((await inFlight).status).toBe(200);
    await closed;
    await expect(fetch(`${listening.url}/healthz`)).rejects.toThrow();
  });

  it('cuts what goes on longer than it may', async () => {
    const { app, room } = await served();
    room.library.search = () => new Promise(() => {});
    const listening = await listen(app, { ...room.config.server, port: 0, shutdownSeconds: 0 });
    const inFlight = fetch(`${listening.url}/api/search?q=trees`);
    const cut = expect(inFlight).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await listening.close();
    await cut;
  });

  it('ends streams of jobs that still run', async () => {
    const { get, room, shutDown } = await served();
    const job = room.library.jobs.start(
      'crawl',
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const events = get(`/api/jobs/${job.id}`, { accept: 'text/event-stream' }).then(eventsOf);
    await new Promise((resolve) => setTimeout(resolve, 50));
    shutDown();
    expect(await events).toMatchObject([{ event: 'progress', data: { state: 'running' } }]);
  });

  it('finds a port that is taken', async () => {
    const { app, room } = await served();
    const first = await listen(app, { ...room.config.server, port: 0 });
    const port = Number(new URL(first.url).port);
    await expect(listen(app, { ...room.config.server, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
  });

  it('gives a half-sent request no hold over it', async () => {
    const { app, room } = await served();
    const listening = await listen(app, { ...room.config.server, port: 0, shutdownSeconds: 1 });
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await listening.close();
    socket.destroy();
  });
});
