/**
 * The pages of an archive that another tool made: `.warc`, `.warc.gz` or `.wacz`. (I/O: disk)
 *
 * A page is an answer of status 200 with something to read in it, or a redirect to one; scripts, pictures and styles are
 * passed over. Where the archive names its pages (WACZ), only those count.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { AsyncIterReader } from 'warcio';
import { type Exchange, headerOf } from '../fetch/exchange.js';
import { essenceOf } from '../fetch/mime.js';
import { locationOf } from '../fetch/redirect.js';
import { canonicalUrl } from '../url.js';
import { waczFiles, waczPages } from './wacz.js';
import { BadArchive, parseHttp, parseRecords, sha256, type WarcEntry } from './warc.js';

export type ForeignRecord =
  | { kind: 'page'; exchange: Exchange; title: string; digest: string }
  /** The same bytes as an earlier page with this digest. */
  | { kind: 'again'; url: string; date: string; digest: string; title: string }
  | { kind: 'redirect'; url: string; to: string };

const READABLE = /^(text\/(html|plain|markdown|x-markdown)|application\/(xhtml\+xml|pdf))$/;

/** What kind of archive a file is, by its first bytes; null for anything else. */
export async function archiveKind(path: string): Promise<'warc' | 'wacz' | null> {
  const handle = await open(path);
  try {
    const head = Buffer.alloc(512);
    const { bytesRead } = await handle.read(head, 0, head.length, 0);
    if (head.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) return 'wacz';
    if (head.subarray(0, 5).equals(Buffer.from('WARC/'))) return 'warc';
    return startOfGzip(head.subarray(0, bytesRead)).startsWith('WARC/') ? 'warc' : null;
  } finally {
    await handle.close();
  }
}

/** What the first bytes of a gzip file unpack to, as far as they go; '' for anything else. */
function startOfGzip(head: Buffer): string {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return '';
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1024 * 1024 }).toString(
      'latin1',
    );
  } catch {
    return ''; // no gzip after all: whoever reads it next says what it is
  }
}

/** Pages and redirects in the order of the file. Throws BadArchive where the bytes stop being an archive. */
export async function* foreignRecords(path: string): AsyncGenerator<ForeignRecord> {
  const kind = await archiveKind(path);
  const named = kind === 'wacz' ? await waczPages(path) : new Map<string, string>();
  const titles = new Map([...named].map(([url, title]) => [canonicalUrl(url), title]));
  for await (const source of kind === 'wacz' ? waczFiles(path) : oneFile(path)) {
    try {
      for await (const entry of parseRecords(source)) {
        const record = await recordOf(entry, titles);
        if (record) yield record;
      }
    } catch (error) {
      throw new BadArchive(path, (error as Error).message);
    }
  }
}

async function* oneFile(path: string): AsyncGenerator<AsyncIterable<Uint8Array>> {
  yield createReadStream(path, { highWaterMark: 1024 * 1024 });
}

async function recordOf(
  entry: WarcEntry,
  titles: ReadonlyMap<string, string>,
): Promise<ForeignRecord | null> {
  const { type, url, date, fields, block } = entry;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  const title = titles.get(canonicalUrl(url));
  const isPage = titles.size === 0 || title !== undefined;
  const declared = fields.get('warc-payload-digest') ?? '';
  if (type === 'revisit')
    return isPage && declared ? { kind: 'again', url, date, digest: declared, title: title ?? '' } : null;
  if (type === 'resource') {
    const mime = essenceOf(fields.get('content-type'));
    if (!isPage || !READABLE.test(mime)) return null;
    const exchange = exchangeOf(url, date, {
      status: 200,
      statusText: 'OK',
      headers: [['Content-Type', mime]],
      body: block,
    });
    return { kind: 'page', exchange, title: title ?? '', digest: declared || sha256(block) };
  }
  const message = type === 'response' ? parseHttp(block) : null;
  if (!message) return null;
  const target = locationOf(message.status, headerOf(message.headers, 'location'), new URL(url));
  if (target) return 'to' in target ? { kind: 'redirect', url, to: target.to.href } : null;
  if (
    !isPage ||
    message.status !== 200 ||
    !READABLE.test(essenceOf(headerOf(message.headers, 'content-type')))
  )
    return null;
  const body = await unchunked(message.body, headerOf(message.headers, 'transfer-encoding') ?? '');
  return {
    kind: 'page',
    exchange: exchangeOf(url, date, { ...message, body }),
    title: title ?? '',
    digest: declared || sha256(message.body),
  };
}

function exchangeOf(
  url: string,
  date: string,
  { status, statusText, headers, body }: NonNullable<ReturnType<typeof parseHttp>>,
): Exchange {
  const at = Number.isNaN(Date.parse(date)) ? new Date(0) : new Date(date);
  return {
    url,
    date: at.toISOString(),
    requestHeaders: [],
    status,
    statusText,
    headers,
    rawBody: body,
    address: null,
  };
}

/** Some tools keep the chunks of a chunked body, some do not and keep its header; warcio sees which by the first chunk. */
async function unchunked(body: Uint8Array, encoding: string): Promise<Uint8Array> {
  if (!/\bchunked\b/i.test(encoding)) return body;
  return new AsyncIterReader([body], null, true).readFully();
}
