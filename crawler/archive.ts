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
import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ArchivePlace, Outcome } from './catalog.js';
import { asCatalogError } from './database.js';
import type { Exchange, HeaderList } from './exchange.js';
import { wholeRecords } from './tail.js';
import {
  formatRecord,
  parseHttp,
  parseRecords,
  requestBlock,
  responseHead,
  sha256,
  textBlock,
  type WarcEntry,
} from './warc.js';

/** What the archive keeps of an outcome: all but the article, which is made again from the page. */
export type Finding = Omit<Outcome, 'article' | 'archive'>;

/** One visit to a link. */
export interface Visit {
  /** Canonical of the link. */
  link: string;
  /** As they went over the wire, oldest first; the last is the page. Empty where nothing came back. */
  exchanges: readonly Exchange[];
  finding: Finding;
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
  | { kind: 'visit'; link: string; finding: Finding; place: ArchivePlace | null };

export interface ArchiveOptions {
  /** Bytes after which a new file begins. */
  maxFileBytes?: number;
  /** For records' dates. */
  clock?: () => Date;
}

/** 64 MiB: some 3,000 pages; opening reads the last file once, which takes about half a second for a full one. */
const MAX_FILE = 64 * 1024 * 1024;
const FILE_NAME = /^\d{6}\.warc\.gz$/;
const LIST_URI = 'urn:wellread:list:';
/** Bodies remembered by digest, so that the same bytes are kept once. */
const MAX_KNOWN = 50_000;

interface Known extends ArchivePlace {
  url: string;
  date: string;
}

interface Pending {
  bytes: Uint8Array;
  done(start: { file: string; offset: number }): void;
  failed(error: unknown): void;
}

export class Archive {
  /** Open archives of this process by folder: two writers of one file would overwrite each other. */
  static readonly #open = new Map<string, Promise<Archive>>();

  readonly #dir: string;
  readonly #maxFileBytes: number;
  readonly #clock: () => Date;
  /** Pages by the digest of their body. */
  readonly #known = new Map<string, Known>();
  #handle: FileHandle | null = null;
  #file = '';
  #end = 0;
  #pending: Pending[] = [];
  #flushing: Promise<void> | null = null;
  #users = 0;

  private constructor(dataDir: string, options: ArchiveOptions) {
    this.#dir = join(dataDir, 'archive');
    this.#maxFileBytes = options.maxFileBytes ?? MAX_FILE;
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
    try {
      await mkdir(archive.#dir, { recursive: true });
      await archive.#openLast();
    } catch (error) {
      throw asCatalogError(archive.#dir, error);
    }
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
    for (const exchange of visit.exchanges) {
      const { url, date } = exchange;
      add(await formatRecord({ type: 'request', url, date }, requestBlock(exchange)));
      const digest = sha256(exchange.rawBody);
      const known = exchange.rawBody.length > 0 ? this.#known.get(digest) : undefined;
      const bytes = await formatPage(exchange, digest, known);
      page = { at: size, length: bytes.length, digest, revisit: known !== undefined };
      add(bytes);
    }
    const last = visit.exchanges.at(-1);
    const url = last?.url ?? `https://${visit.link}`;
    add(await formatFinding(visit, url, this.#clock()));
    const start = await this.#write(parts);
    if (!page || !last) return null;
    const place = { file: start.file, offset: start.offset + page.at, length: page.length };
    if (!page.revisit) this.#remember(page.digest, { ...place, url: last.url, date: last.date });
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
    await this.#write([await formatRecord(head, textBlock(markdown))]);
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
    await this.#write([await formatRecord(head, textBlock('{"removed":true}'))]);
  }

  /** The page at a place; null where the file or the record is gone. */
  async read(place: ArchivePlace): Promise<ArchivedPage | null> {
    const entry = await this.#entryAt(place);
    if (!entry) return null;
    const message = parseHttp(entry.block);
    if (!message) return null;
    let rawBody = message.body;
    if (entry.type === 'revisit') {
      const original = originalOf(entry);
      const first = original ? await this.#entryAt(original) : null;
      const body = first?.type === 'response' ? parseHttp(first.block)?.body : undefined;
      if (!body) return null;
      rawBody = body;
    }
    const { status, statusText, headers } = message;
    return { url: entry.url, date: entry.date, status, statusText, headers, rawBody };
  }

  /** Every record of every file, in the order they were written. */
  async *records(): AsyncGenerator<WarcEntry & { file: string }> {
    for (const file of await this.#files()) {
      const handle = await open(join(this.#dir, file));
      const source = handle.createReadStream({ highWaterMark: 1024 * 1024 });
      for await (const entry of parseRecords(source)) yield { ...entry, file };
    }
  }

  /** What was taken in and found, oldest first: enough to make the catalog again. */
  async *replay(): AsyncGenerator<Replayed> {
    let page: ArchivePlace | null = null;
    for await (const { type, url, date, fields, block, file, offset, length } of this.records()) {
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
        const { link, finding, pages } = JSON.parse(text()) as {
          link: string;
          finding: Finding;
          pages: number;
        };
        yield { kind: 'visit', link, finding, place: pages > 0 ? page : null };
        page = null;
      }
    }
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    if (--this.#users > 0) return;
    Archive.#open.delete(dirname(resolve(this.#dir)));
    await this.#flushing;
    await this.#handle?.close();
    this.#handle = null;
  }

  #now(): string {
    return this.#clock().toISOString();
  }

  async #files(): Promise<string[]> {
    return (await readdir(this.#dir)).filter((name) => FILE_NAME.test(name)).sort();
  }

  async #openLast(): Promise<void> {
    const last = (await this.#files()).at(-1);
    if (!last) return;
    const bytes = await readFile(join(this.#dir, last));
    let end = 0;
    for await (const entry of wholeRecords(bytes)) {
      end = entry.offset + entry.length;
      const digest = entry.fields.get('warc-payload-digest');
      if (entry.type === 'response' && digest) {
        this.#remember(digest, {
          file: last,
          offset: entry.offset,
          length: entry.length,
          url: entry.url,
          date: entry.date,
        });
      }
    }
    this.#handle = await open(join(this.#dir, last), 'r+');
    this.#file = last;
    this.#end = end;
    if (end < bytes.length) {
      await this.#handle.truncate(end);
      await this.#handle.sync();
    }
  }

  #remember(digest: string, known: Known): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(digest, known);
  }

  #write(parts: Uint8Array[]): Promise<{ file: string; offset: number }> {
    const bytes = Buffer.concat(parts);
    return new Promise((done, failed) => {
      this.#pending.push({ bytes, done, failed });
      this.#flushing ??= this.#flush();
    });
  }

  /** Writes what is waiting in one go; what comes in meanwhile waits for the next, so that one sync serves many. */
  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#rotate();
        const bytes = Buffer.concat(batch.map((each) => each.bytes));
        await this.#handle!.write(bytes, 0, bytes.length, this.#end);
        await this.#handle!.datasync();
        for (const each of batch) {
          each.done({ file: this.#file, offset: this.#end });
          this.#end += each.bytes.length;
        }
      } catch (error) {
        // A full disk may have taken half of it.
        await this.#handle?.truncate(this.#end).catch(() => undefined);
        for (const each of batch) each.failed(asCatalogError(join(this.#dir, this.#file), error));
      }
    }
    this.#flushing = null;
  }

  async #rotate(): Promise<void> {
    if (this.#handle && this.#end < this.#maxFileBytes) return;
    const number = this.#file === '' ? 1 : Number.parseInt(this.#file, 10) + 1;
    const file = `${String(number).padStart(6, '0')}.warc.gz`;
    const handle = await open(join(this.#dir, file), 'wx+');
    const info = 'software: wellread\r\nformat: WARC File Format 1.1\r\n';
    const fields = { 'Content-Type': 'application/warc-fields', 'WARC-Filename': file };
    const bytes = await formatRecord({ type: 'warcinfo', date: this.#now(), fields }, textBlock(info));
    await handle.write(bytes, 0, bytes.length, 0);
    await this.#handle?.close();
    this.#handle = handle;
    this.#file = file;
    this.#end = bytes.length;
    const folder = await open(this.#dir);
    await folder.sync().finally(() => folder.close());
  }

  async #entryAt({ file, offset, length }: ArchivePlace): Promise<WarcEntry | null> {
    if (!FILE_NAME.test(file)) return null;
    const handle = await open(join(this.#dir, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (!handle) return null;
    try {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      if (bytesRead < length) return null;
      const { value } = await wholeRecords(bytes).next();
      return value ?? null;
    } finally {
      await handle.close();
    }
  }
}

const FINDING_TYPE = 'application/vnd.wellread.finding+json';

function formatFinding({ link, exchanges, finding }: Visit, url: string, now: Date): Promise<Uint8Array> {
  const head = {
    type: 'metadata' as const,
    url,
    date: now.toISOString(),
    fields: { 'Content-Type': FINDING_TYPE },
  };
  return formatRecord(head, textBlock(JSON.stringify({ link, pages: exchanges.length, finding })));
}

/** A `response`, or where the archive has these very bytes, a `revisit` that points at them. */
function formatPage(exchange: Exchange, digest: string, known: Known | undefined): Promise<Uint8Array> {
  const { url, date, address, rawBody, headers } = exchange;
  const declared = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
  const fields: Record<string, string> = {
    'Content-Type': 'application/http; msgtype=response',
    'WARC-Payload-Digest': digest,
    ...(address ? { 'WARC-IP-Address': address } : {}),
    ...(declared > rawBody.length ? { 'WARC-Truncated': 'length' } : {}),
  };
  const head = responseHead(exchange);
  if (!known) return formatRecord({ type: 'response', url, date, fields }, Buffer.concat([head, rawBody]));
  Object.assign(fields, {
    'WARC-Refers-To-Target-URI': known.url,
    'WARC-Refers-To-Date': known.date,
    'WARC-Refers-To-Filename': known.file,
    'WARC-Refers-To-File-Offset': String(known.offset),
    'Wellread-Refers-To-Length': String(known.length),
  });
  return formatRecord({ type: 'revisit', url, date, fields }, head);
}

function originalOf({ fields }: WarcEntry): ArchivePlace | null {
  const file = fields.get('warc-refers-to-filename');
  const offset = Number(fields.get('warc-refers-to-file-offset'));
  const length = Number(fields.get('wellread-refers-to-length'));
  return file && Number.isSafeInteger(offset) && length > 0 ? { file, offset, length } : null;
}
