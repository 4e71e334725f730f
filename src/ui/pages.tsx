// The pages: ask, reader, coverage, map, and the static files they load; each works without JavaScript.
import { type Context, Hono } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import type { LinkStatus } from '../../crawler/link.js';
import { DEFAULT_SOURCES, LONGEST_QUESTION, MOST_SOURCES } from '../library/ask.js';
import type { Library } from '../library/library.js';
import { QueryError } from '../search/query.js';
import { AskPage, BadQuestion, type Landing, Results, Welcome } from './ask.js';
import { asset } from './assets.js';
import { CoveragePage } from './coverage.js';
import { LINKS_A_PAGE } from './links.js';
import { MapPage } from './map.js';
import { Missing } from './missing.js';
import type { AskQuery } from './query.js';
import { Reader } from './reader.js';
import { streamedResults } from './streaming.js';

/** A page's address is typed and shared by people: what does not fit falls back instead of failing. */
const askQuery = z.object({
  q: z.string().max(LONGEST_QUESTION).catch(''),
  k: z.coerce.number().int().min(1).max(MOST_SOURCES).catch(DEFAULT_SOURCES),
  mode: z.enum(['extractive', 'llm']).catch('extractive'),
});

const readQuery = z.object({
  url: z.string().max(4000).catch(''),
  q: z.string().max(LONGEST_QUESTION).nullable().default(null).catch(null),
  from: z.coerce.number().int().min(0).nullable().default(null).catch(null),
  to: z.coerce.number().int().min(0).nullable().default(null).catch(null),
});

const word = z
  .string()
  .max(200)
  .transform((text) => text || null)
  .nullable()
  .default(null)
  .catch(null);

const coverageQuery = z.object({
  list: word,
  status: word,
  reason: word,
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});

const mapQuery = z.object({ by: z.enum(['list', 'section']).catch('list'), only: word });

function page(c: Context, body: unknown, status: 200 | 404 = 200) {
  return c.html(`<!doctype html>${body}`, status);
}

function landingOf(library: Library): Landing {
  const { lists, counts } = library.status();
  return { lists, articles: counts.articles, links: counts.links };
}

/** The part of the ask page that depends on the question. */
async function results(library: Library, query: AskQuery) {
  if (query.question.trim() === '') return <Welcome landing={landingOf(library)} />;
  try {
    const result = await library.ask({
      question: query.question,
      k: query.k,
      mode: query.mode,
      facets: true,
    });
    return <Results result={result} query={query} />;
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return <BadQuestion question={query.question} error={error} />;
  }
}

function askQueryOf(c: Context): AskQuery {
  const { q, k, mode } = askQuery.parse(c.req.query());
  return { question: q, k, mode };
}

/** The routes of the pages, to be mounted at the server's root. */
export function pages(library: Library): Hono {
  const app = new Hono();

  app.get('/', async (c) => {
    const query = askQueryOf(c);
    return page(
      c,
      <AskPage query={query} landing={landingOf(library)} hasModel={library.hasModel}>
        {await results(library, query)}
      </AskPage>,
    );
  });

  // The same without the frame, for the page's script.
  app.get('/fragment', async (c) => {
    const query = askQueryOf(c);
    if (query.mode !== 'llm' || !library.hasModel) return c.html(`${await results(library, query)}`);
    c.header('Content-Type', 'text/html; charset=utf-8');
    return stream(c, async (out) => {
      const gone = new AbortController();
      out.onAbort(() => gone.abort());
      for await (const piece of streamedResults(library, query, gone.signal)) await out.write(piece);
    });
  });

  app.get('/read', (c) => {
    const { url, q, from, to } = readQuery.parse(c.req.query());
    const found = url === '' ? null : library.read(url);
    if (found === null) return page(c, <Missing what="No stored article has this address." url={url} />, 404);
    const range = from !== null && to !== null && to > from ? { start: from, end: to } : null;
    return page(c, <Reader link={found.link} article={found.article} range={range} back={q} />);
  });

  app.get('/coverage', (c) => {
    const query = coverageQuery.parse(c.req.query());
    const filter = {
      list: query.list ?? undefined,
      status: (query.status as LinkStatus | null) ?? undefined,
      reason: query.reason ?? undefined,
    };
    const offset = (query.page - 1) * LINKS_A_PAGE;
    return page(
      c,
      <CoveragePage
        status={library.status()}
        query={query}
        links={library.links(filter, { offset, limit: LINKS_A_PAGE })}
        total={library.countOf(filter)}
        job={library.jobs.running('crawl')?.id ?? null}
      />,
    );
  });

  app.get('/map', async (c) => {
    const { by, only } = mapQuery.parse(c.req.query());
    const points = await library.map();
    return page(c, <MapPage points={points ?? []} by={by} only={only} ready={points !== null} />);
  });

  app.get('/static/:name', (c) => {
    const found = asset(c.req.param('name'));
    if (found === undefined) return c.notFound();
    c.header('ETag', found.etag);
    c.header('Cache-Control', 'no-cache');
    if (c.req.header('if-none-match') === found.etag) return c.body(null, 304);
    return c.body(new Uint8Array(found.body), 200, { 'Content-Type': found.type });
  });

  app.get('*', (c) => page(c, <Missing what="There is no page at this address." url="" />, 404));

  return app;
}
