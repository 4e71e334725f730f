/** What Prometheus may read: latency by stage and route, the index that is live, and what became of the links. */
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Library } from '../library/library.js';

/** Seconds; from a search of an index in memory to an answer written by a model. */
const BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #stages: Histogram<'stage'>;
  readonly #questions: Counter<'mode' | 'covered'>;

  constructor(library: Library) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Histogram({
      ...{ name: 'wellread_http_request_duration_seconds', help: 'Time to answer a request, by route' },
      ...{ labelNames: ['method', 'route', 'status'] as const, buckets: BUCKETS, registers },
    });
    this.#stages = new Histogram({
      ...{
        name: 'wellread_stage_duration_seconds',
        help: 'Time in one stage of a question: embed, search, answer',
      },
      ...{ labelNames: ['stage'] as const, buckets: BUCKETS, registers },
    });
    this.#questions = new Counter({
      ...{
        name: 'wellread_questions_total',
        help: 'Questions answered, by mode and by whether the lists cover them',
      },
      ...{ labelNames: ['mode', 'covered'] as const, registers },
    });
    this.#watchLibrary(library);
  }

  /** Gauges that ask the library when they are read: nothing to keep up to date in between. */
  #watchLibrary(library: Library): void {
    const registers = [this.registry];
    const index = new Gauge({
      ...{
        name: 'wellread_index_info',
        help: 'The index that is live',
        labelNames: ['generation', 'embedder'] as const,
      },
      registers,
      async collect() {
        index.reset();
        const facts = library.indexFacts();
        if (facts) index.set({ generation: facts.generation, embedder: facts.embedder }, 1);
      },
    });
    const sizes = new Gauge({
      ...{
        name: 'wellread_index_size',
        help: 'What is in the live index',
        labelNames: ['what'] as const,
        registers,
      },
      collect() {
        const facts = library.indexFacts();
        for (const what of ['links', 'articles', 'passages'] as const)
          sizes.set({ what }, facts?.[what] ?? 0);
      },
    });
    const links = new Gauge({
      ...{
        name: 'wellread_links',
        help: 'Links of the lists by status',
        labelNames: ['status'] as const,
        registers,
      },
      collect() {
        links.reset();
        for (const [status, count] of Object.entries(library.counts().byStatus)) links.set({ status }, count);
      },
    });
    const fetched = new Counter({
      ...{
        name: 'wellread_crawl_links_total',
        help: 'Links crawled since the start',
        labelNames: ['status'] as const,
      },
      registers,
      collect() {
        fetched.reset();
        for (const [status, count] of Object.entries(library.crawled())) fetched.inc({ status }, count);
      },
    });
  }

  /** Times every request under its route's pattern, so that addresses cannot make up series. */
  middleware(): MiddlewareHandler {
    return createMiddleware(async (c, next) => {
      const stop = this.#requests.startTimer();
      await next();
      const route = routePath(c); // of the handler that answered
      stop({
        method: c.req.method,
        route: route.endsWith('*') ? 'none' : route,
        status: String(c.res.status),
      });
    });
  }

  stage(timings: Readonly<Record<string, number>>): void {
    for (const [name, ms] of Object.entries(timings)) {
      this.#stages.observe({ stage: name.replace(/Ms$/, '') }, ms / 1000);
    }
  }

  question(answer: { mode: string; covered: boolean }): void {
    this.#questions.inc({ mode: answer.mode, covered: String(answer.covered) });
  }
}
