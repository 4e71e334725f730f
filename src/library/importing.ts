/** Adds reading lists from files and addresses with the settings of this run. */
import type { Catalog } from '../../crawler/catalog/catalog.js';
import type { Imported } from '../../crawler/import.js';
import type { Config } from '../settings.js';
import { openFetcher } from './fetcher.js';

export interface Importing {
  catalog: Catalog;
  config: Config;
  clock: () => Date;
}

/** Runs under the writers' lock. All or nothing: throws SourceUnreadable or BadList for the first that is no list. */
export async function importWith(
  sources: readonly string[],
  { catalog, config, clock }: Importing,
): Promise<Imported[]> {
  const { importLists } = await import('../../crawler/import.js');
  const context = { catalog, dataDir: config.library.data, clock };
  const needsNetwork = sources.some((source) => /^https?:\/\//i.test(source));
  if (!needsNetwork || config.library.offline) return importLists(sources, context);
  const fetcher = await openFetcher(config.crawl);
  try {
    return await importLists(sources, { ...context, fetch: fetcher });
  } finally {
    await fetcher.close();
  }
}
