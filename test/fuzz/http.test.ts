// Whatever a client sends: an answer, or a refusal with a code; never an error of ours.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Serving, serving } from '../server/serving.js';

let server: Serving;
beforeAll(async () => {
  server = await serving({ rateLimit: 0 });
});
afterAll(() => server.close());

const value = fc.oneof(
  ...[fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary', maxLength: 40 })],
  fc.constantFrom(
    'kafka',
    'kind:poem',
    'year:2019..',
    '"',
    'list:"x',
    '-',
    'host:',
    0,
    -1,
    1e9,
    2.5,
    '8',
    null,
  ),
);

async function judged(response: Response): Promise<void> {
  const body = await response.text();
  const said = `${response.status} ${body.slice(0, 300)}`;
  expect(response.status, said).toBeLessThan(500);
  if (response.status < 400) return;
  expect(response.headers.get('content-type'), said).toContain('problem+json');
  expect(JSON.parse(body), said).toMatchObject({ code: expect.any(String), status: response.status });
}

it('any JSON is asked, or refused', async () => {
  const filter = fc.record(
    { list: value, section: value, host: value, kind: value, lang: value, year: value, other: value },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record(
        { question: value, k: value, filter, mode: value, x: value },
        { requiredKeys: [] },
      ),
    },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  const path = fc.constantFrom('/api/ask', '/api/ask', '/api/ask', '/api/crawl/x', '/mcp');
  await fc.assert(
    fc.asyncProperty(path, body, async (where, given) => {
      const response = await server.post(where, JSON.stringify(given));
      if (where !== '/mcp') return judged(response);
      expect(response.status).toBeLessThan(500); // refusals are JSON-RPC's there
      await response.arrayBuffer();
    }),
  );
});

it('any bytes as a body are refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (given) => {
      await judged(await server.post('/api/ask', given));
    }),
  );
});

it('any query is answered, or refused', async () => {
  const key = fc.constantFrom(
    'q',
    'k',
    'list',
    'section',
    'host',
    'kind',
    'lang',
    'year',
    'status',
    'reason',
    'limit',
    'offset',
    'url',
  );
  const pairs = fc.array(fc.tuple(key, value.map(String)), { maxLength: 5 });
  const path = fc.constantFrom(
    '/api/search',
    '/api/links',
    '/api/status',
    '/',
    '/coverage',
    '/map',
    '/read',
    '/nowhere',
  );
  await fc.assert(
    fc.asyncProperty(path, pairs, async (where, given) => {
      const response = await server.get(`${where}?${new URLSearchParams(given)}`);
      expect(response.status, `${where} ${JSON.stringify(given)}`).toBeLessThan(500);
      await response.arrayBuffer();
    }),
  );
});
