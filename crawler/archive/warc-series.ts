/**
 * Appends records to a series of `.warc.gz` files that outlives being killed. (I/O: disk)
 *
 * What waits is written in one go and synced once, so that many appends share the cost of one sync. A file is only ever
 * appended to; a new one begins at a size. A kill in the middle of a write leaves at most a torn tail, cut at the next opening.
 */
import { type FileHandle, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asCatalogError } from '../catalog/database.js';
import { recordAt, wholeRecords } from './tail.js';
import { formatRecord, type RecordPlace, textBlock, type WarcEntry } from './warc.js';

/** Names of the files of a series. */
const FILE_NAME = /^\d{6}\.warc\.gz$/;

interface Pending {
  bytes: Uint8Array;
  done(start: { file: string; offset: number }): void;
  failed(error: unknown): void;
}

export class WarcSeries {
  readonly #dir: string;
  readonly #maxFileBytes: number;
  #handle: FileHandle | null = null;
  #file = '';
  #end = 0;
  #pending: Pending[] = [];
  #flushing: Promise<void> | null = null;

  private constructor(dir: string, maxFileBytes: number) {
    this.#dir = dir;
    this.#maxFileBytes = maxFileBytes;
  }

  /**
   * Opens the series in a folder, made if missing, and cuts a torn tail. `seen` is shown the whole records of the last file.
   * Throws CatalogUnwritable.
   */
  static async open(
    dir: string,
    maxFileBytes: number,
    seen: (entry: WarcEntry, file: string) => void,
  ): Promise<WarcSeries> {
    const series = new WarcSeries(dir, maxFileBytes);
    try {
      await mkdir(dir, { recursive: true });
      await series.#openLast(seen);
    } catch (error) {
      throw asCatalogError(dir, error);
    }
    return series;
  }

  async #files(): Promise<string[]> {
    return (await readdir(this.#dir)).filter((name) => FILE_NAME.test(name)).sort();
  }

  /** Puts records, one behind the other, on disk. Says where the first begins. Throws CatalogUnwritable. */
  append(parts: Uint8Array[]): Promise<{ file: string; offset: number }> {
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
    const path = join(this.#dir, file);
    const handle = await open(path, 'wx+');
    const info = 'software: wellread\r\nformat: WARC File Format 1.1\r\n';
    const fields = { 'Content-Type': 'application/warc-fields', 'WARC-Filename': file };
    const bytes = await formatRecord(
      { type: 'warcinfo', date: new Date().toISOString(), fields },
      textBlock(info),
    );
    try {
      await handle.write(bytes, 0, bytes.length, 0);
    } catch (error) {
      await handle.close(); // and away with it: the next try begins the file anew
      await rm(path, { force: true });
      throw error;
    }
    await this.#handle?.close();
    this.#handle = handle;
    this.#file = file;
    this.#end = bytes.length;
    const folder = await open(this.#dir);
    await folder.sync().finally(() => folder.close());
  }

  /** The record at a place; null where there is none. */
  async read({
    file,
    offset,
    length,
  }: {
    file: string;
    offset: number;
    length: number;
  }): Promise<WarcEntry | null> {
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
      return recordAt(bytes, 0);
    } finally {
      await handle.close();
    }
  }

  /**
   * Every whole record of every file, or of those from `first` on, in the order they were written. `damaged` is told of what
   * had to be passed over.
   */
  async *records(
    first = '',
    damaged: (place: RecordPlace) => void = () => {},
  ): AsyncGenerator<WarcEntry & { file: string }> {
    for (const file of await this.#files()) {
      if (file < first) continue;
      const bytes = await readFile(join(this.#dir, file));
      let end = 0;
      for (const entry of wholeRecords(bytes, (offset, length) => damaged({ file, offset, length }))) {
        end = entry.offset + entry.length;
        yield { ...entry, file };
      }
      if (end < bytes.length) damaged({ file, offset: end, length: bytes.length - end });
    }
  }

  /** Waits for what is being written. */
  async settled(): Promise<void> {
    await this.#flushing;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#handle?.close();
    this.#handle = null;
  }

  async #openLast(seen: (entry: WarcEntry, file: string) => void): Promise<void> {
    const last = (await this.#files()).at(-1);
    if (!last) return;
    const bytes = await readFile(join(this.#dir, last));
    let end = 0;
    for (const entry of wholeRecords(bytes)) {
      end = entry.offset + entry.length;
      seen(entry, last);
    }
    this.#handle = await open(join(this.#dir, last), 'r+');
    this.#file = last;
    this.#end = end;
    if (end === bytes.length) return;
    await this.#handle.truncate(end);
    await this.#handle.sync();
  }
}
