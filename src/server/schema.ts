/** The bodies of the API as zod schemas: they check requests, type routes, and are what /openapi.json shows. */
import { z } from '@hono/zod-openapi';
import { DEFAULT_SOURCES, LONGEST_QUESTION, MOST_SOURCES } from '../library/ask.js';
import { CrawlState, Job } from './job-schema.js';

const question = z
  .string('a text is expected')
  .trim()
  .min(1, 'a question is expected')
  .max(LONGEST_QUESTION, `at most ${LONGEST_QUESTION} characters`);

const count = z.coerce
  .number('a number is expected')
  .int('a whole number is expected')
  .min(1, 'at least 1')
  .max(MOST_SOURCES, `at most ${MOST_SOURCES}`)
  .default(DEFAULT_SOURCES)
  .openapi({ description: 'sources wanted' });

const FACETS = 'whether to count the values a filter could narrow to; costs as much as the search';

const many = z
  .union([z.string(), z.array(z.string()).max(20)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** Filters beside those that can stand in the question itself (`list:`, `host:`, `lang:`, `kind:`). Several values are alternatives. */
export const Filter = z
  .strictObject({
    list: many.optional(),
    section: many.optional(),
    host: many.optional(),
    kind: many.optional(),
    lang: many.optional(),
    year: many.optional(),
  })
  .openapi('Filter');

export const AskRequest = z
  .strictObject({
    question: question.openapi({ example: 'how do companies dedupe Kafka' }),
    k: count,
    filter: Filter.optional(),
    facets: z.boolean().default(false).openapi({ description: FACETS }),
    mode: z.enum(['extractive', 'llm']).default('extractive').openapi({
      description: 'llm: written by the configured model, every sentence checked against its sources',
    }),
  })
  .openapi('AskRequest');

export const SearchQuery = z.object({
  q: question.openapi({ example: 'exactly-once host:confluent.io' }),
  k: count,
  facets: z
    .stringbool('true or false is expected')
    .default(false)
    .openapi({ type: 'boolean', description: FACETS }),
  ...Filter.shape,
});

const nullable = z.string().nullable();

export const SourcePassage = z
  .object({
    text: z.string(),
    heading: z.array(z.string()).openapi({ description: 'headings above the passage, outermost first' }),
    score: z.number(),
    start: z.number().int().openapi({ description: 'offset into the stored article; 0 for a link card' }),
    end: z.number().int(),
    highlights: z
      .array(z.tuple([z.number().int(), z.number().int()]))
      .openapi({ description: 'ranges of text that match the question' }),
  })
  .openapi('SourcePassage');

export const Source = z
  .object({
    rank: z.number().int(),
    score: z.number().openapi({
      description: 'evidence in units of BM25: compares within one result, means nothing across results',
    }),
    parts: z.record(z.string(), z.number()).openapi({ description: 'what the score is made of' }),
    title: z.string(),
    canonical: z.string().openapi({ description: 'identity of the link: its URL without scheme and www.' }),
    url: z.string(),
    openUrl: z.string().openapi({ description: 'opens the article at the passage (text fragment)' }),
    archivedUrl: nullable,
    archivedAt: nullable,
    host: z.string(),
    kind: z.string(),
    lang: nullable,
    byline: nullable,
    published: nullable,
    lists: z.array(z.object({ list: z.string(), section: z.array(z.string()) })),
    evidence: z
      .enum(['text', 'link'])
      .openapi({ description: 'text: found in the article; link: known by what the lists say of it' }),
    passages: z.array(SourcePassage),
  })
  .openapi('Source');

const Facets = z.record(z.string(), z.array(z.object({ value: z.string(), count: z.number().int() })));

const IndexFacts = z
  .object({
    generation: z.string(),
    embedder: z.string(),
    links: z.number().int(),
    articles: z.number().int(),
    passages: z.number().int(),
    builtAt: z.string(),
  })
  .openapi('Index');

const Place = z
  .object({ start: z.number().int(), end: z.number().int(), passage: z.number().int() })
  .openapi('Place', { description: 'offsets into the stored article, and where the passage in it begins' });

const AnswerEvidence = z
  .enum(['text', 'link'])
  .openapi({ description: 'link: a title or note of the lists; the article was not fetched' });

export const AnswerSentence = z
  .object({
    text: z.string(),
    sources: z.array(z.number().int()).openapi({ description: 'ranks of the sources that hold it' }),
    place: Place.optional(),
    evidence: AnswerEvidence.optional(),
    supported: z
      .boolean()
      .optional()
      .openapi({ description: 'true: written by a model and borne out by its sources' }),
  })
  .openapi('AnswerSentence');

const AnswerRow = z
  .object({
    company: z.string(),
    text: z.string(),
    source: z.number().int(),
    place: Place.optional(),
    evidence: AnswerEvidence,
  })
  .openapi('AnswerRow');

export const AskResult = z
  .object({
    question: z.string(),
    answer: z.object({
      mode: z.enum(['extractive', 'llm', 'none']),
      covered: z.boolean().openapi({ description: 'whether the lists speak about this at all' }),
      probability: z.number().openapi({ description: 'how sure that is, 0..1, calibrated' }),
      sentences: z.array(AnswerSentence),
      rows: z
        .array(AnswerRow)
        .optional()
        .openapi({ description: 'one a company, for questions about who does something' }),
      notice: z.string().optional().openapi({ description: 'why the answer is not what was asked for' }),
    }),
    sources: z.array(Source),
    facets: Facets.optional(),
    index: IndexFacts,
    timings: z
      .object({ embedMs: z.number(), searchMs: z.number(), answerMs: z.number(), totalMs: z.number() })
      .openapi({ description: 'milliseconds' }),
  })
  .openapi('AskResult');

export const SearchResult = z
  .object({
    query: z.string(),
    total: z.number().int(),
    sources: z.array(Source),
    facets: Facets.optional(),
    index: IndexFacts,
    timings: z.object({ embedMs: z.number(), searchMs: z.number(), totalMs: z.number() }),
  })
  .openapi('SearchResult');

export const LinkStatus = z.enum([
  'new',
  'fetched',
  'unchanged',
  'recovered',
  'duplicate',
  'refused',
  'failed',
]);

export const LinksQuery = z.object({
  status: LinkStatus.optional(),
  list: z.string().optional(),
  host: z.string().optional(),
  reason: z.string().optional().openapi({ example: 'http-404' }),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  offset: z.coerce.number().int().min(0).default(0),
});

export const LinkLine = z
  .object({
    url: z.string(),
    canonical: z.string(),
    title: z.string(),
    lists: z.array(z.object({ list: z.string(), section: z.array(z.string()), note: z.string() })),
    kind: z.string(),
    status: LinkStatus,
    reason: nullable,
    evidence: nullable,
    httpStatus: z.number().int().nullable(),
    finalUrl: nullable,
    archivedUrl: nullable,
    archivedAt: nullable,
    words: z.number().int(),
    lang: nullable,
    published: nullable,
    fetchedAt: nullable,
  })
  .openapi('Link');

export const Links = z.object({ total: z.number().int(), links: z.array(LinkLine) }).openapi('Links');

const Numbers = z.record(z.string(), z.number());

const Generation = z
  .object({
    ...IndexFacts.shape,
    live: z.boolean(),
    scores: Numbers.nullable().openapi({ description: 'what the gate measured before it was published' }),
  })
  .openapi('Generation');

export const Status = z
  .object({
    lists: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        origin: z.string(),
        links: z.number().int(),
        importedAt: z.string(),
      }),
    ),
    counts: z.object({
      links: z.number().int(),
      articles: z.number().int(),
      byStatus: Numbers,
      byReason: Numbers,
      byList: z.record(z.string(), z.object({ links: z.number().int(), byStatus: Numbers })),
    }),
    index: IndexFacts.nullable(),
    stale: z.boolean().openapi({ description: 'the catalog has changed since the index was built' }),
    generations: z
      .array(Generation)
      .openapi({ description: 'on disk, newest first: the live one, and the one to go back to' }),
    crawl: CrawlState,
    jobs: z.array(Job),
    gaps: z
      .array(
        z.object({ question: z.string(), nearest: nullable, count: z.number().int(), lastAsked: z.string() }),
      )
      .openapi({ description: 'questions the lists did not cover, most often asked first' }),
  })
  .openapi('Status');

export const Problem = z
  .object({
    type: z.string(),
    code: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    hint: nullable,
    requestId: z.string(),
  })
  .loose()
  .openapi('Problem');
