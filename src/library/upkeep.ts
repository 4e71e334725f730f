/** What a service does on its own: takes over what other processes publish, keeps the index up with the catalog, and unless offline crawls. */
import type { Catalog } from '../../crawler/catalog/catalog.js';
import type { Manifest } from '../../index/manifest.js';
import type { Config } from '../settings.js';
import { Background } from './background.js';
import { Freshness } from './freshness.js';
import type { Notify } from './notify.js';
import type { CrawlState } from './status.js';
import { Watch } from './watch.js';

export interface UpkeepOptions {
  catalog: Catalog;
  library: Config['library'];
  notify: Notify;
  clock: () => Date;
  /** Of the live index. */
  manifest(): Promise<Manifest>;
  /** Builds and publishes an index. */
  build(signal?: AbortSignal): Promise<unknown>;
  crawl(signal: AbortSignal): Promise<{ offline: boolean; nextDueAt: string | null } | null>;
  /** Takes over an index that was published since. */
  takeOver(): void;
}

export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #freshness: Freshness;
  readonly #background: Background;
  readonly #watch: Watch;
  #renewing: Promise<void> = Promise.resolve();

  constructor(options: UpkeepOptions) {
    const { catalog, library, notify, clock, crawl, takeOver } = options;
    this.#options = options;
    this.#freshness = new Freshness(catalog, library);
    this.#background = new Background(
      {
        crawl,
        index: (signal) => this.#renew(signal),
        failed: (error) => notify('warn', 'work in the background failed and will be tried again', error),
      },
      clock,
    );
    this.#watch = new Watch({
      takeOver,
      changes: () => catalog.changes(),
      changed: () => this.#keepUp(),
      failed: (error) => notify('warn', 'the catalog cannot be read and is not watched any more', error),
    });
  }

  get state(): CrawlState {
    return this.#background.state;
  }

  isStale(manifest: Manifest): boolean {
    return this.#freshness.isStale(manifest);
  }

  /** From now on, an index that another process publishes is taken over. */
  watchIndex(): void {
    this.#watch.start({ catalog: false });
  }

  /** From now on, so is a catalog that changes, whoever changed it; and what is due is crawled. */
  start(): void {
    this.#watch.start({ catalog: true });
    if (this.#options.library.offline) this.#keepUp();
    else this.#background.start();
  }

  resume(): void {
    this.#background.start();
  }

  pause(): Promise<void> {
    return this.#background.pause();
  }

  /** Looks for work now: a list was imported. */
  wake(): void {
    this.#background.wake();
  }

  async close(): Promise<void> {
    this.#watch.close();
    await this.#background.close();
  }

  /** The catalog has changed: there is something to crawl and to index, or offline just to index. */
  #keepUp(): void {
    const { library, notify } = this.#options;
    if (!library.offline) this.#background.wake();
    else
      this.#renewing = this.#renewing
        .then(() => this.#renew())
        .catch((error) => notify('warn', 'the index could not be renewed', error));
  }

  /** Builds an index if that would bring anything. */
  async #renew(signal?: AbortSignal): Promise<void> {
    if (!(await this.#freshness.needsBuild(await this.#options.manifest()))) return;
    try {
      await this.#options.build(signal);
    } catch (error) {
      if ((error as Error).name === 'PublishRefused') this.#freshness.refused();
      throw error;
    }
  }
}
