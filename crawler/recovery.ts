/**
 * Looks for archived copies of links that are dead. (I/O: network, disk)
 *
 * It runs beside the crawl and behind it, since archives are slow and want to be asked once a second. A link is recorded as
 * dead first and becomes `recovered` when a copy holds the article; what a kill interrupts is still marked as wanted. Copies
 * are judged like any page: a copy of the "not found" page is none.
 */
import { type FetchFailure, isFailure } from './fetch/failure.js';
import { createGuard } from './fetch/guard.js';
import type { Link } from './link.js';
import type { Tally } from './progress.js';
import { isBad, type SettleContext, settle } from './settle.js';
import { GONE, WALLED } from './verdict.js';
import { type Draft, judgePage, type VisitContext, type Visited } from './visit.js';
import { type Copy, dateInUrl, type Wayback } from './wayback.js';

/** Reasons of the network or the server under which a link is as good as dead. */
const DEAD: ReadonlySet<string> = new Set([
  ...GONE,
  ...['dns', 'timeout', 'tls', 'reset', 'connection-refused', 'unreachable', 'protocol'],
  ...['redirect-loop', 'too-many-redirects', 'bad-redirect', 'http-400', 'http-418', 'http-451'],
  ...[
    'http-500',
    'http-502',
    'http-503',
    'http-504',
    'http-520',
    'http-521',
    'http-522',
    'http-523',
    'http-530',
  ],
]);
const SHUT: ReadonlySet<string> = new Set([...WALLED, 'http-401', 'http-403', 'http-429']);

/**
 * Which links copies are looked for.
 * @param base of the archive; addresses of a private network are told to no public one
 */
export function copyWish(base: string, walled: boolean): (link: Link, draft: Draft) => boolean {
  const guard = createGuard();
  const privateArchive = guard.refuse(new URL(base)) !== null;
  return (link, { status, reason }) => {
    if (status !== 'failed' || reason === null || !URL.canParse(link.url)) return false;
    if (!privateArchive && guard.refuse(new URL(link.url)) !== null) return false;
    return DEAD.has(reason) || (walled && SHUT.has(reason));
  };
}

export interface RecoveryContext extends SettleContext, Pick<VisitContext, 'pool'> {
  wayback: Wayback;
  tally: Tally;
  signal: AbortSignal;
  unpaused: () => Promise<void>;
  onProgress: () => void;
}

export class Recovery {
  readonly #context: RecoveryContext;
  readonly #tried = new Set<number>();
  #more: () => void = () => {};
  #ended = false;

  constructor(context: RecoveryContext) {
    this.#context = context;
  }

  /** Links still waiting for their turn. */
  get wanted(): number {
    return this.#waiting().length;
  }

  /** A link was settled: it may want a copy. */
  look(): void {
    this.#more();
  }

  /** No further links will come; `run` ends once those there are have had their turn. */
  end(): void {
    this.#ended = true;
    this.#more();
  }

  async run(): Promise<void> {
    const { signal, unpaused } = this.#context;
    signal.addEventListener('abort', this.#wake);
    while (!signal.aborted) {
      await unpaused();
      const next = this.#waiting()[0];
      if (next !== undefined) {
        this.#tried.add(next);
        await this.#recover(next);
      } else if (this.#ended) break;
      else await new Promise<void>((resolve) => (this.#more = resolve));
    }
    signal.removeEventListener('abort', this.#wake);
  }

  readonly #wake = () => this.#more();

  #waiting(): number[] {
    return this.#context.frontier.wantingCopies().filter((id) => !this.#tried.has(id));
  }

  async #recover(id: number): Promise<void> {
    const { catalog, frontier, wayback, tally, signal, onProgress } = this.#context;
    const link = catalog.linkById(id);
    if (!link || !isBad(link)) return frontier.settle(id, { ...frontier.known(id), wantsCopy: false });
    let trouble: FetchFailure | null = null;
    try {
      for await (const copy of wayback.copies(link.url, dateInUrl(link.url), signal)) {
        if (isFailure(copy)) {
          trouble ??= copy.transient || copy.httpStatus === null ? copy : null;
          continue;
        }
        const visited = await this.#judge(link, copy);
        if (!visited) continue;
        await settle(link, visited, 1, this.#context);
        tally.recount(link, visited.draft.status, visited.draft.reason);
        onProgress();
        return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      return;
    }
    // Out of reach is not "no copy": asked again in a later crawl.
    if (!trouble) frontier.settle(id, { ...frontier.known(id), wantsCopy: false });
  }

  /** The copy as the link's outcome, or null where it is no article either. */
  async #judge(link: Link, { page, archivedUrl, archivedAt }: Copy): Promise<Visited | null> {
    const visited = await judgePage(link, { page, about: {}, brief: false, related: [] }, this.#context);
    const { draft } = visited;
    if (draft.status !== 'fetched' && draft.status !== 'unchanged') return null;
    const evidence = `${link.reason}: ${link.evidence ?? ''}`.slice(0, 300);
    const recovered: Draft = {
      ...draft,
      status: 'recovered',
      reason: null,
      evidence,
      archivedUrl,
      archivedAt,
    };
    return { ...visited, draft: { ...recovered, etag: null, lastModified: null } };
  }
}
