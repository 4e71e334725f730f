/** Extracts many documents, files and addresses alike, in one process (I/O: disk). */
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzip } from 'node:zlib';
import type { Source } from './extract.js';
import type { ExtractPool } from './pool.js';
import type { Examined, Failure } from './report.js';

/** What an address answered with, or why it did not. */
export type Loaded = Pick<Source, 'body' | 'mime' | 'charset' | 'url'> | { failed: string; evidence: string };

export interface ExtractFilesOptions {
  pool: ExtractPool;
  /** The address that a file's page came from, if there is one file; else the page's own canonical link must do. */
  url?: string;
  /** Fetches an address; without it addresses fail as `offline`. */
  load?: (url: string) => Promise<Loaded>;
  /** Documents on their way at a time. */
  concurrency?: number;
}

const MIME: Record<string, string> = {
  '.html': 'text/html',
  '.htm': 'text/html',
  '.xhtml': 'application/xhtml+xml',
  '.md': 'text/markdown',
  '.markdown': 'text/markdown',
  '.txt': 'text/plain',
  '.pdf': 'application/pdf',
  '.xml': 'application/xml',
  '.atom': 'application/atom+xml',
  '.rss': 'application/rss+xml',
};
/** Larger files are refused before they are read: no extractor takes them. */
const MAX_FILE_BYTES = 100_000_000;

/** The results, in the order of the inputs; a bounded number of documents is in memory. */
export async function* extractFiles(
  inputs: readonly string[],
  options: ExtractFilesOptions,
): AsyncGenerator<Examined> {
  const concurrency = options.concurrency ?? 8;
  const running: Promise<Examined>[] = [];
  for (const input of inputs) {
    running.push(extractOne(input, options));
    if (running.length >= concurrency) yield await running.shift()!;
  }
  for (const result of running) yield await result;
}

async function extractOne(input: string, options: ExtractFilesOptions): Promise<Examined> {
  const remote = /^https?:\/\//i.test(input);
  const source = remote ? await loadUrl(input, options) : await loadFile(input, options.url);
  const url = 'failed' in source ? (remote ? input : (options.url ?? pathToFileURL(input).href)) : source.url;
  const result = 'failed' in source ? source : await options.pool.run(source);
  return { file: input, url, result };
}

async function loadUrl(url: string, { load }: ExtractFilesOptions): Promise<Source | Failure> {
  if (!load) return { failed: 'offline', detail: 'addresses are not fetched offline' };
  const loaded = await load(url);
  return 'failed' in loaded ? { failed: loaded.failed, detail: loaded.evidence } : loaded;
}

async function loadFile(path: string, url: string | undefined): Promise<Source | Failure> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) return tooLarge(size);
    const bytes = await readFile(path);
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const body = packed ? await unpack(bytes) : bytes;
    if ('failed' in body) return body;
    const mime = MIME[extname(path.replace(/\.gz$/, '')).toLowerCase()] ?? null;
    return { body, mime, charset: null, url: url ?? pathToFileURL(path).href };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (!code) throw error;
    return { failed: code === 'ENOENT' ? 'no-such-file' : 'unreadable', detail: code };
  }
}

function unpack(bytes: Uint8Array): Promise<Uint8Array | Failure> {
  return new Promise((resolve) => {
    gunzip(bytes, { maxOutputLength: MAX_FILE_BYTES }, (error, body) => {
      if (!error) resolve(body);
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') resolve(tooLarge(MAX_FILE_BYTES));
      else resolve({ failed: 'unreadable', detail: error.message });
    });
  });
}

function tooLarge(size: number): Failure {
  return { failed: 'too-large', detail: `${size} bytes, ${MAX_FILE_BYTES} allowed` };
}
