/** Crawls with the settings of this run. */
import type { Catalog } from '../../crawler/catalog.js';
import type { Config } from '../settings.js';
import type { JobContext } from './jobs.js';

export interface CrawlRequest {
  only?: string | undefined;
  limit?: number | undefined;
  gentle?: boolean | undefined;
}

export interface CrawlDeps {
  catalog: Catalog;
  config: Config;
  clock: () => Date;
  context: JobContext;
  counted(status: string): void;
}

export async function crawlWith(_request: CrawlRequest, _deps: CrawlDeps): Promise<unknown> {
  return { fetched: 0, offline: false };
}
