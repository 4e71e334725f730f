/** The one way out to the network: the crawler's fetcher behind its guard, with the settings of this run. */
import type { Fetcher } from '../../crawler/fetch/fetch.js';
import type { Config } from '../settings.js';
import { packageVersion } from './version.js';

/** Whoever opens it closes it. */
export async function openFetcher({ allowPrivate, contact }: Config['crawl']): Promise<Fetcher> {
  const [{ createFetcher }, { createGuard }, { userAgentOf }] = await Promise.all([
    import('../../crawler/fetch/fetch.js'),
    import('../../crawler/fetch/guard.js'),
    import('../../crawler/fetch/user-agent.js'),
  ]);
  return createFetcher({
    guard: createGuard({ allowPrivate }),
    userAgent: userAgentOf(packageVersion(), contact),
  });
}
