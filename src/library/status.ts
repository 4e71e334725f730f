/** The state of a library in one look: its lists, what became of their links, the live index, the work under way. */
import type { Counts, ListSummary } from '../../crawler/catalog/catalog.js';
import type { Gap } from '../answer/gaps.js';
import type { IndexFacts } from './ask.js';
import type { Job } from './jobs.js';

/** The crawl in the background: `off` with `--offline`, `idle` when nothing is due. */
export type CrawlState = 'off' | 'idle' | 'running' | 'paused';

export interface LibraryStatus {
  lists: ListSummary[];
  counts: Counts;
  /** null before the first index is published. */
  index: IndexFacts | null;
  /** Whether the catalog has changed since the index was built. */
  stale: boolean;
  crawl: CrawlState;
  /** Newest first. */
  jobs: Job[];
  /** Questions the lists did not cover, most often asked first. */
  gaps: Gap[];
}
