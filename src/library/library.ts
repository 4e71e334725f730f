/** The library: one data folder with its lists, articles and index, and everything that can be asked of it. */
import type { Article, Catalog, Counts, LinkFilter, Page } from '../../crawler/catalog/catalog.js';
import type { CrawlSummary } from '../../crawler/crawl.js';
import type { Imported } from '../../crawler/import.js';
import type { Link } from '../../crawler/link.js';
import type { Manifest } from '../../index/manifest.js';
import type { GenerationSummary } from '../../index/publish.js';
import { GapLog } from '../answer/gaps.js';
import type { Config } from '../settings.js';
import type { AskPart, AskQuery, AskResult, IndexFacts, SearchQuery, SearchResult } from './ask.js';
import { answerIn, searchIn } from './asking.js';
import { type CrawlRequest, crawlWith } from './crawling.js';
import { openCatalog } from './folder.js';
import { importWith } from './importing.js';
import { buildWith, generationsOf, type IndexRequest, liveManifest, openModel } from './indexing.js';
import { type Job, type JobContext, Jobs } from './jobs.js';
import { Writers } from './lock.js';
import { type MapPoint, Maps } from './mapping.js';
import type { Notify } from './notify.js';
import { prepare } from './preparing.js';
import { NoSuchArticle, type Stretch, stretchOf } from './read.js';
import { type Snapshot, Snapshots } from './snapshot.js';
import { indexFactsOf } from './source.js';
import type { CrawlState, LibraryStatus } from './status.js';
import { Upkeep } from './upkeep.js';

export interface LibraryOptions {
  config: Config;
  notify: Notify;
  clock?: () => Date;
  /** Makes a damaged catalog again from the archive, instead of throwing CatalogDamaged. */
  repair?: boolean;
  /** Milliseconds to wait for another process that prepares the same folder. */
  patienceMs?: number;
}

/** Questions without an answer that a status shows. */
const GAPS_SHOWN = 20;

export class Library {
  readonly config: Config;
  readonly jobs: Jobs;
  readonly #catalog: Catalog;
  readonly #writable: boolean;
  readonly #clock: () => Date;
  readonly #notify: Notify;
  readonly #patienceMs: number;
  readonly #writers: Writers;
  readonly #snapshots: Snapshots;
  readonly #upkeep: Upkeep;
  readonly #maps: Maps;
  readonly #crawled: Record<string, number> = {};
  readonly #gaps: GapLog;
  /** The crawl of the background, which steps aside for one that somebody asked for. */
  #gentle: string | null = null;
  #preparing: Promise<Snapshot> | null = null;

  /** Opens a data folder, creating it where it is missing. Reads no index yet. Throws the catalog's errors. */
  static open(options: LibraryOptions): Library {
    const { config, notify, repair = false, clock = () => new Date() } = options;
    return new Library(options, openCatalog(config.library.data, { repair, notify, now: clock() }));
  }

  private constructor(options: LibraryOptions, { catalog, writable }: ReturnType<typeof openCatalog>) {
    const { config, notify, clock = () => new Date(), patienceMs = 60_000 } = options;
    this.#patienceMs = patienceMs;
    this.config = config;
    this.#catalog = catalog;
    this.#writable = writable;
    this.#clock = clock;
    this.#notify = notify;
    this.jobs = new Jobs(clock);
    this.#writers = new Writers(config.library.data, clock);
    this.#snapshots = new Snapshots(config.library.data, (name) => openModel(name, config.library));
    this.#maps = new Maps(config.library.data, (error) =>
      notify('warn', 'the map could not be drawn', error),
    );
    this.#gaps = new GapLog(config.library.data);
    this.#upkeep = new Upkeep({
      ...{ catalog, library: config.library, notify, clock, takeOver: () => void this.#takeOver() },
      manifest: async () => (await this.#snapshot()).index.manifest,
      build: (signal) => this.jobs.result(this.startIndex({}).id, signal),
      crawl: async (signal) =>
        (await this.jobs.result(this.startCrawl({ gentle: true }).id, signal)) as CrawlSummary | null,
    });
  }

  /** Makes the library answer, whatever the folder holds; questions wait for it. See `prepare` for what it may throw. */
  prepare(): Promise<Snapshot> {
    this.#preparing ??= prepare({
      ...{ dataDir: this.config.library.data, catalog: this.#catalog, writable: this.#writable },
      ...{ snapshots: this.#snapshots, notify: this.#notify, patienceMs: this.#patienceMs },
      importLists: (files) => this.import(files),
      buildIndex: () => this.jobs.result(this.startIndex({}).id),
    });
    return this.#preparing;
  }

  /** From now on, an index that another process publishes is taken over. */
  watchIndex(): void {
    this.#upkeep.watchIndex();
  }

  /** Begins what a service does on its own; where nothing can be written, watching the index is all of it. */
  startService(): void {
    if (this.#writable) this.#upkeep.start();
    else this.#upkeep.watchIndex();
  }

  async #takeOver(): Promise<void> {
    try {
      if (this.#snapshots.current !== null) await this.#snapshots.refresh();
    } catch (error) {
      this.#notify('warn', 'a new index cannot be opened; the old one stays', error);
    }
  }

  async #snapshot(): Promise<Snapshot> {
    return this.#snapshots.current ?? this.prepare();
  }

  /** Ranks sources for a query. Throws QueryError for one that cannot be read. */
  async search(query: SearchQuery): Promise<SearchResult> {
    return searchIn(await this.#snapshot(), query);
  }

  /** Answers a question with citations. Throws QueryError for one that cannot be read. */
  async ask(query: AskQuery, options: { signal?: AbortSignal } = {}): Promise<AskResult> {
    for await (const part of this.askInParts(query, options)) if (part.event === 'done') return part.data;
    throw new Error('an answer ended before it was done');
  }

  /** The same as it comes: sources, sentences, and the whole at last. All parts are of one generation of the index. */
  async *askInParts(
    query: AskQuery,
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncGenerator<AskPart, void> {
    signal?.throwIfAborted();
    const snapshot = await this.#snapshot();
    const { modelOf } = await import('../answer/model.js'); // contacts nobody yet
    const model = query.mode === 'llm' ? modelOf(this.config.answer) : null;
    for await (const part of answerIn(snapshot, query, { model, signal })) {
      if (part.event === 'done' && !part.data.answer.covered) this.#gap(part.data);
      yield part;
    }
  }

  /** Notes a question that the lists do not cover. */
  #gap({ question, sources }: AskResult): void {
    if (!this.#writable) return;
    try {
      this.#gaps.add(question, sources[0]?.title ?? null, this.#clock());
    } catch (error) {
      this.#notify('warn', 'a question without an answer could not be noted', error);
    }
  }

  /** The documents of the live index in two dimensions by meaning; null while they are being drawn. */
  async map(): Promise<MapPoint[] | null> {
    return this.#maps.points((await this.#snapshot()).index);
  }

  /** Whether an endpoint for answers written by a model is configured. */
  get hasModel(): boolean {
    return this.config.answer.llmUrl !== '' && this.config.answer.llmModel !== '';
  }

  indexFacts(): IndexFacts | null {
    const { current } = this.#snapshots;
    return current && indexFactsOf(current.index.manifest);
  }

  links(filter: LinkFilter = {}, page: Page = {}): Link[] {
    return this.#catalog.links(filter, page);
  }

  countOf(filter: LinkFilter): number {
    return this.#catalog.countOf(filter);
  }

  counts(): Counts {
    return this.#catalog.counts();
  }

  status(): LibraryStatus {
    return this.#statusWith(this.#snapshots.current?.index.manifest ?? null);
  }

  /** The same for a process that answers nothing: the index is looked up on disk, not opened. */
  async statusOnDisk(): Promise<LibraryStatus> {
    return this.#statusWith(await liveManifest(this.config.library.data));
  }

  #statusWith(manifest: Manifest | null): LibraryStatus {
    return {
      ...{ lists: this.#catalog.lists(), counts: this.#catalog.counts() },
      index: manifest && indexFactsOf(manifest),
      stale: manifest !== null && this.#upkeep.isStale(manifest),
      ...{ crawl: this.#upkeep.state, jobs: this.jobs.list(), gaps: this.#gaps.list(GAPS_SHOWN) },
    };
  }

  /** The generations on disk with what the gate measured of them, newest first: the live one, and the one to go back to. */
  generations(): Promise<GenerationSummary[]> {
    return generationsOf(this.config.library.data);
  }

  /** The stored article of a link of any list, by its URL in any spelling; null where there is none. */
  read(url: string): { link: Link; article: Article } | null {
    const link = this.#catalog.link(url);
    const article = link && this.#catalog.article(link.id);
    return link && article ? { link, article } : null;
  }

  /** A stretch of an article's text. Throws NoSuchArticle. */
  stretch(url: string, start?: number, length?: number): Stretch {
    const found = this.read(url);
    if (found === null) throw new NoSuchArticle(url, this.#catalog.link(url));
    return stretchOf(found.link, found.article, start, length);
  }

  /** Adds reading lists from files and URLs, all or none of each. Throws BadList. */
  async import(sources: readonly string[]): Promise<Imported[]> {
    const imported = await this.#writers.during('import', () =>
      importWith(sources, { catalog: this.#catalog, config: this.config, clock: this.#clock }),
    );
    this.#upkeep.wake();
    return imported;
  }

  startCrawl(request: CrawlRequest): Job {
    const crawling = {
      catalog: this.#catalog,
      config: this.config,
      clock: this.#clock,
      counted: (status: string, links: number) => {
        this.#crawled[status] = (this.#crawled[status] ?? 0) + links;
      },
    };
    const run = (context: JobContext) =>
      this.#writers.during('crawl', () => crawlWith(request, crawling, context));
    if (!request.gentle) return this.jobs.start('crawl', run, this.#gentle);
    const job = this.jobs.start('crawl', run);
    this.#gentle = job.id;
    return job;
  }

  startIndex(request: IndexRequest): Job {
    const by = {
      ...{ catalog: this.#catalog, config: this.config, clock: this.#clock, notify: this.#notify },
      answering: this.#snapshots.current !== null,
    };
    return this.jobs.start('index', (context) =>
      this.#writers.during('index', async () => {
        const manifest = await buildWith(request, by, context);
        const { index } = await this.#snapshots.refresh();
        this.#maps.drawSoon(index);
        return manifest;
      }),
    );
  }

  /** Pauses or resumes the crawl in the background; says in what state that leaves it. */
  background(action: 'pause' | 'resume'): CrawlState {
    if (action === 'resume') this.#upkeep.resume();
    else void this.#upkeep.pause();
    return this.#upkeep.state;
  }

  /** Links crawled since this process started, by status. */
  crawled(): Readonly<Record<string, number>> {
    return this.#crawled;
  }

  /** Ends the work under way and lets go of everything. */
  async close(): Promise<void> {
    await this.#upkeep.close();
    await this.jobs.close();
    await this.#snapshots.close();
    this.#catalog.close();
  }
}
