/**
 * The archive: every response as fetched, every list as imported, in `archive/*.warc.gz`. (I/O: disk)
 *
 * It is the source of truth: with everything else deleted, `replay` yields in the order of time what is needed to make the
 * catalog and the index again. Files are only ever appended to and start anew at a size; each append reaches the disk before
 * it is answered. A kill in the middle of a write leaves at most a torn tail, which is cut off when the archive is opened.
 *
 * A visit to a link becomes: `request` and `response` for each hop and for the page (a `revisit` instead, where the same
 * bytes are in the archive already), then one `metadata` record that says which link it was and what came of it.
 */
import { dirname, join, resolve } from 'node:path';
import type { ArchivePlace, Outcome } from '../catalog/catalog.js';
import type { About } from '../doors/door.js';
import type { Exchange, HeaderList } from '../fetch/exchange.js';
import {
  formatRecord,
  type KeptPage,
  originalOf,
  parseHttp,
  requestBlock,
  responseRecord,
  sha256,
  textBlock,
  type WarcEntry,
} from './warc.js';
import { WarcSeries } from './warc-series.js';

/** What the archive keeps of an outcome: all but the article, which is made again from the page. */
export type Finding = Omit<Outcome, 'article' | 'archive'>;

/** One visit to a link. */
export interface Visit {
  /** Canonical of the link. */
  link: string;
  /** As they went over the wire, oldest first; the last is the page. Empty where nothing came back. */
  exchanges: readonly (Exchange & { finalUrl?: string })[];
  finding: Finding;
  /** What a source said of the page beside the page itself; goes before what the page says. */
  about?: About;
}

/** A page as it lies in the archive. */
export interface ArchivedPage {
  url: string;
  date: string;
  status: number;
  statusText: string;
  headers: HeaderList;
  /** As sent: `content-encoding` still to be undone. */
  rawBody: Uint8Array;
}

/** What `replay` yields, oldest first. */
export type Replayed =
  | { kind: 'list'; name: string; title: string; origin: string; date: string; markdown: string }
  | { kind: 'list-removed'; name: string; date: string }
  | { kind: 'visit'; link: string; finding: Finding; about: About; place: ArchivePlace | null };

export interface ArchiveOptions {
  /** Bytes after which a new file begins. */
  maxFileBytes?: number;
  /** For records' dates. */
  clock?: () => Date;
}

/** 32 MiB: some 1,000 pages; opening unpacks the last file once, a second for a full one. */
const MAX_FILE = 32 * 1024 * 1024;
const LIST_URI = 'urn:wellread:list:';
/** Bodies remembered by digest, so that the same bytes are kept once. */
const MAX_KNOWN = 50_000;

export class Archive {
  /** Open archives of this process by folder: two writers of one file would overwrite each other. */
  static readonly #open = new Map<string, Promise<Archive>>();

  readonly #dir: string;
  readonly #clock: () => Date;
  /** Pages by the digest of their body. */
  readonly #known = new Map<string, KeptPage>();
  #series!: WarcSeries;
  #users = 0;

  private constructor(dataDir: string, options: ArchiveOptions) {
    this.#dir = join(dataDir, 'archive');
    this.#clock = options.clock ?? (() => new Date());
  }

  /**
   * Opens the archive of a data folder for appending; a torn tail is cut. Within one process all who open it share it, and
   * the last to close it closes it; between processes the data folder's lock keeps writers apart. Throws CatalogUnwritable.
   */
  static async open(dataDir: string, options: ArchiveOptions = {}): Promise<Archive> {
    const key = resolve(dataDir);
    let opening = Archive.#open.get(key);
    if (!opening) {
      opening = Archive.#prepare(dataDir, options);
      Archive.#open.set(key, opening);
      opening.catch(() => Archive.#open.delete(key));
    }
    const archive = await opening;
    archive.#users++;
    return archive;
  }

  static async #prepare(dataDir: string, options: ArchiveOptions): Promise<Archive> {
    const archive = new Archive(dataDir, options);
    archive.#series = await WarcSeries.open(archive.#dir, options.maxFileBytes ?? MAX_FILE, (entry, file) => {
      const { type, url, date, offset, length } = entry;
      const digest = entry.fields.get('warc-payload-digest');
      if (type === 'response' && digest) archive.#remember(digest, { file, offset, length, url, date });
    });
    return archive;
  }

  /** Keeps a visit; the place is that of the page, null where there was none. Throws CatalogUnwritable. */
  async append(visit: Visit): Promise<ArchivePlace | null> {
    const parts: Uint8Array[] = [];
    let page: { at: number; length: number; digest: string; revisit: boolean } | null = null;
    let size = 0;
    const add = (bytes: Uint8Array) => {
      parts.push(bytes);
      size += bytes.length;
    };
    for (const each of visit.exchanges) {
      const exchange = { ...each, url: each.finalUrl ?? each.url };
      const { url, date } = exchange;
      // A page written from several answers was never asked for as such.
      if (exchange.requestHeaders.length > 0) {
        add(await formatRecord({ type: 'request', url, date }, requestBlock(exchange)));
      }
      const digest = sha256(exchange.rawBody);
      const known = exchange.rawBody.length > 0 ? this.#known.get(digest) : undefined;
      const bytes = await responseRecord(exchange, digest, known);
      page = { at: size, length: bytes.length, digest, revisit: known !== undefined };
      add(bytes);
    }
    const last = visit.exchanges.at(-1);
    const url = last?.finalUrl ?? last?.url ?? `https://${visit.link}`;
    add(await formatFinding(visit, url, this.#clock()));
    const start = await this.#series.append(parts);
    if (!page || !last) return null;
    const place = { file: start.file, offset: start.offset + page.at, length: page.length };
    if (!page.revisit) this.#remember(page.digest, { ...place, url, date: last.date });
    return place;
  }

  /** Keeps a list in its clean form, so that it can be taken in again. */
  async appendList(list: { name: string; title: string }, markdown: string, origin: string): Promise<void> {
    const fields = {
      'Content-Type': 'text/markdown; charset=utf-8',
      'Wellread-Title': encodeURIComponent(list.title),
      'Wellread-Origin': encodeURIComponent(origin),
    };
    const head = {
      type: 'resource' as const,
      url: LIST_URI + encodeURIComponent(list.name),
      date: this.#now(),
      fields,
    };
    await this.#series.append([await formatRecord(head, textBlock(markdown))]);
  }

  /** Keeps that a list was removed. */
  async appendRemoval(name: string): Promise<void> {
    const fields = { 'Content-Type': 'application/json' };
    const head = {
      type: 'metadata' as const,
      url: LIST_URI + encodeURIComponent(name),
      date: this.#now(),
      fields,
    };
    await this.#series.append([await formatRecord(head, textBlock('{"removed":true}'))]);
  }

  /** The page at a place; null where the file or the record is gone. */
  async read(place: ArchivePlace): Promise<ArchivedPage | null> {
    const entry = await this.#series.read(place);
    if (!entry) return null;
    const message = parseHttp(entry.block);
    if (!message) return null;
    let rawBody = message.body;
    if (entry.type === 'revisit') {
      const original = originalOf(entry);
      const first = original ? await this.#series.read(original) : null;
      const body = first?.type === 'response' ? parseHttp(first.block)?.body : undefined;
      if (!body) return null;
      rawBody = body;
    }
    const { status, statusText, headers } = message;
    return { url: entry.url, date: entry.date, status, statusText, headers, rawBody };
  }

  /** Every whole record of every file, or of those from `first` on, in the order they were written; `damaged` hears of the rest. */
  records(
    first?: string,
    damaged?: (place: ArchivePlace) => void,
  ): AsyncGenerator<WarcEntry & { file: string }> {
    return this.#series.records(first, damaged);
  }

  /** What was taken in and found, oldest first: enough to make the catalog again. `first` names the file to begin with. */
  async *replay(first?: string, damaged?: (place: ArchivePlace) => void): AsyncGenerator<Replayed> {
    let page: ArchivePlace | null = null;
    const records = this.records(first, (place) => {
      page = null; // of a visit whose end is lost, it must not become the next one's
      damaged?.(place);
    });
    for await (const { type, url, date, fields, block, file, offset, length } of records) {
      if (type === 'response' || type === 'revisit') page = { file, offset, length };
      const text = () => new TextDecoder().decode(block);
      if (url.startsWith(LIST_URI)) {
        const name = decodeURIComponent(url.slice(LIST_URI.length));
        const field = (key: string) => decodeURIComponent(fields.get(key) ?? '');
        if (type === 'metadata') yield { kind: 'list-removed', name, date };
        else
          yield {
            kind: 'list',
            name,
            title: field('wellread-title'),
            origin: field('wellread-origin'),
            date,
            markdown: text(),
          };
      } else if (type === 'metadata' && fields.get('content-type') === FINDING_TYPE) {
        const { pages, ...found } = JSON.parse(text()) as KeptFinding;
        yield { kind: 'visit', ...found, place: pages > 0 ? page : null };
        page = null;
      }
    }
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    if (--this.#users > 0) return;
    await this.#series.settled();
    if (this.#users > 0) return; // opened again meanwhile
    Archive.#open.delete(dirname(resolve(this.#dir)));
    await this.#series.close();
  }

  #now(): string {
    return this.#clock().toISOString();
  }

  #remember(digest: string, known: KeptPage): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(digest, known);
  }
}

type KeptFinding = Pick<Visit, 'link' | 'finding'> & { about: About; pages: number };

const FINDING_TYPE = 'application/vnd.wellread.finding+json';

function formatFinding(
  { link, exchanges, finding, about = {} }: Visit,
  url: string,
  now: Date,
): Promise<Uint8Array> {
  const head = {
    type: 'metadata' as const,
    url,
    date: now.toISOString(),
    fields: { 'Content-Type': FINDING_TYPE },
  };
  return formatRecord(head, textBlock(JSON.stringify({ link, pages: exchanges.length, finding, about })));
}
