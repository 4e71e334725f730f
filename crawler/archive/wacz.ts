/**
 * Reads WACZ 1.1.1 (Web Archive Collection Zipped): a ZIP of WARC files with a list of their pages. (I/O: disk)
 */
import { createInterface } from 'node:readline';
import { openPromise, type ZipFile } from 'yauzl';
import { BadArchive } from './warc.js';

const WARC = /^archive\/[^/]+\.warc(?:\.gz)?$/i;
const PAGES = /^pages\/[^/]+\.jsonl$/i;
/** WARC files of one collection. */
const MAX_FILES = 10_000;
/** Pages remembered of one collection, and characters of one line about one. */
const MAX_PAGES = 200_000;
const MAX_LINE = 1_000_000;

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false });
  } catch (error) {
    throw new BadArchive(path, (error as Error).message);
  }
}

/** The bytes of each WARC file inside, in their order. Throws BadArchive. */
export async function* waczFiles(path: string): AsyncGenerator<AsyncIterable<Uint8Array>> {
  const zip = await openZip(path);
  try {
    let files = 0;
    for await (const entry of zip.eachEntry()) {
      if (!WARC.test(entry.fileName)) continue;
      if (++files > MAX_FILES) throw new BadArchive(path, `more than ${MAX_FILES} files`);
      yield await zip.openReadStreamPromise(entry);
    }
    if (files === 0) throw new BadArchive(path, 'a ZIP file without archive/*.warc.gz');
  } finally {
    zip.close();
  }
}

/** The titles of the pages that the collection names, by URL. Embedded resources are not among them. */
export async function waczPages(path: string): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  const zip = await openZip(path);
  try {
    for await (const entry of zip.eachEntry()) {
      if (!PAGES.test(entry.fileName)) continue;
      const input = await zip.openReadStreamPromise(entry);
      for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
        const page = line.length < MAX_LINE ? parsed(line) : null;
        if (page && pages.size < MAX_PAGES) pages.set(page.url, page.title);
      }
    }
  } finally {
    zip.close();
  }
  return pages;
}

/** The first line of the file is about the file; it has no URL. */
function parsed(line: string): { url: string; title: string } | null {
  try {
    const { url, title } = JSON.parse(line) as { url?: unknown; title?: unknown };
    return typeof url === 'string'
      ? { url, title: typeof title === 'string' ? title.trim().slice(0, 300) : '' }
      : null;
  } catch {
    return null; // one broken line does not take the others with it
  }
}
