/**
 * Records of WARC 1.1 (ISO 28500:2017), the web archives' file format, through `warcio`.
 *
 * A record is a head of named fields and a block of bytes; in a `.warc.gz` each record is a gzip member of its own, so that
 * one can be read without the others. HTTP messages are kept to the byte as far as they are known: the body as it came over
 * the wire, still compressed. Only the framing is gone by then: `transfer-encoding` gets the prefix `X-Crawler-` that other
 * crawlers give it, since the body below is not chunked any more.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { WARCParser, WARCRecord, WARCSerializer } from 'warcio';
import type { Exchange, HeaderList } from '../fetch/exchange.js';

export type RecordType =
  | 'warcinfo'
  | 'response'
  | 'resource'
  | 'request'
  | 'metadata'
  | 'revisit'
  | 'conversion'
  | 'continuation';

/** A record as read back, with its place in the file it came from (bytes of the file, compressed or not). */
export interface WarcEntry {
  type: RecordType;
  /** Target of the record; '' for records about no URL. */
  url: string;
  /** ISO 8601. */
  date: string;
  /** Fields by lower-cased name. */
  fields: ReadonlyMap<string, string>;
  block: Uint8Array;
  offset: number;
  length: number;
}

/** The file begins like an archive, but cannot be read as one. */
export class BadArchive extends Error {
  readonly file: string;
  constructor(file: string, detail: string) {
    super(`${file}: ${detail}`);
    this.name = 'BadArchive';
    this.file = file;
  }
}

export interface RecordHead {
  type: RecordType;
  url?: string;
  date: string;
  fields?: Record<string, string>;
}

const compress = promisify(gzip);
const encoder = new TextEncoder();

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Of gzip: half the time of its default for a tenth more bytes, measured on 60 pages. */
const LEVEL = 3;

/** One gzip member that holds one record. `level` 0 is for blocks that are compressed already. */
export async function formatRecord(head: RecordHead, block: Uint8Array, level = LEVEL): Promise<Uint8Array> {
  const record = WARCRecord.create(
    {
      type: head.type,
      date: head.date,
      warcVersion: 'WARC/1.1',
      warcHeaders: {
        'WARC-Block-Digest': sha256(block),
        'WARC-Payload-Digest': sha256(block),
        ...head.fields,
      },
      ...(head.url === undefined ? {} : { url: head.url }),
    },
    [block],
  );
  record.httpHeaders = null; // the block has them already
  return compress(await WARCSerializer.serialize(record), { level });
}

/** A header cannot end its own line, whatever a server sent. */
function headerLines(first: string, headers: HeaderList): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}`.replace(/[\r\n\0]+/g, ' '));
  return Buffer.from(`${[first.replace(/[\r\n\0]+/g, ' '), ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
}

/** The request of an exchange as an HTTP message. */
export function requestBlock({ url, requestHeaders }: Exchange): Uint8Array {
  const { pathname, search } = new URL(url);
  return headerLines(`GET ${pathname}${search} HTTP/1.1`, requestHeaders);
}

/** The answer's status line and headers as they stand in a record; `revisit` records hold nothing else. */
function responseHead({ status, statusText, headers }: Exchange): Uint8Array {
  const kept = headers.map(([name, value]): [string, string] => [
    name.toLowerCase() === 'transfer-encoding' ? `X-Crawler-${name}` : name,
    value,
  ]);
  return headerLines(`HTTP/1.1 ${status} ${statusText}`.trimEnd(), kept);
}

/** Where a record lies: a file of the archive, and bytes in it. */
export interface RecordPlace {
  file: string;
  offset: number;
  length: number;
}

/** A page that the archive has, and when it was fetched from where. */
export interface KeptPage extends RecordPlace {
  url: string;
  date: string;
}

/** A `response`, or where the archive has these very bytes, a `revisit` that points at them. */
export function responseRecord(exchange: Exchange, digest: string, known?: KeptPage): Promise<Uint8Array> {
  const { url, date, address, rawBody, headers } = exchange;
  const declared = Number(headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? 0);
  const fields: Record<string, string> = {
    'Content-Type': 'application/http; msgtype=response',
    'WARC-Payload-Digest': digest,
    ...(address ? { 'WARC-IP-Address': address } : {}),
    ...(declared > rawBody.length ? { 'WARC-Truncated': 'length' } : {}),
  };
  const head = responseHead(exchange);
  if (!known) {
    const packed = headers.some(([name]) => name.toLowerCase() === 'content-encoding');
    return formatRecord(
      { type: 'response', url, date, fields },
      Buffer.concat([head, rawBody]),
      packed ? 0 : LEVEL,
    );
  }
  Object.assign(fields, {
    'WARC-Refers-To-Target-URI': known.url,
    'WARC-Refers-To-Date': known.date,
    'WARC-Refers-To-Filename': known.file,
    'WARC-Refers-To-File-Offset': String(known.offset),
    'Wellread-Refers-To-Length': String(known.length),
  });
  return formatRecord({ type: 'revisit', url, date, fields }, head);
}

/** Where the body of a `revisit` of ours lies. */
export function originalOf({ fields }: WarcEntry): RecordPlace | null {
  const file = fields.get('warc-refers-to-filename');
  const offset = Number(fields.get('warc-refers-to-file-offset'));
  const length = Number(fields.get('wellread-refers-to-length'));
  return file && Number.isSafeInteger(offset) && length > 0 ? { file, offset, length } : null;
}

/** What an HTTP message says; null for a block that is none. */
export function parseHttp(
  block: Uint8Array,
): { status: number; statusText: string; headers: HeaderList; body: Uint8Array } | null {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  let end = bytes.indexOf('\r\n\r\n');
  let bodyAt = end + 4;
  if (end === -1) {
    end = bytes.indexOf('\n\n');
    bodyAt = end + 2;
  }
  if (end === -1) {
    end = bytes.length;
    bodyAt = end;
  }
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split(/\r?\n/);
  const status = /^HTTP\/[\d.]+ +(\d{3})(?: +(.*))?$/i.exec(first);
  if (!status) return null;
  const headers: HeaderList = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last) last[1] += ` ${line.trim()}`;
    else if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return { status: Number(status[1]), statusText: status[2] ?? '', headers, body: block.subarray(bodyAt) };
}

/** What a record is about, from its fields by lower-cased name. */
export function recordHead(fields: ReadonlyMap<string, string>): Pick<WarcEntry, 'type' | 'url' | 'date'> {
  return {
    type: (fields.get('warc-type') ?? '') as RecordType,
    url: (fields.get('warc-target-uri') ?? '').replace(/^<|>$/g, ''),
    date: fields.get('warc-date') ?? '',
  };
}

/** Bytes; a record whose block is longer is passed over: no page we could read is that long. */
const MAX_BLOCK = 64 * 1024 * 1024;

/** The records of a `.warc` or `.warc.gz`, one at a time. Throws where the bytes stop being WARC. */
export async function* parseRecords(source: AsyncIterable<Uint8Array>): AsyncGenerator<WarcEntry> {
  const parser = new WARCParser(source, { keepHeadersCase: true, parseHttp: false });
  for (;;) {
    const record = await parser.parse();
    if (!record) return;
    if (!/^WARC\/[\d.]+$/.test(record.warcHeaders.statusline)) {
      throw new Error(`no WARC record at byte ${parser.offset}`);
    }
    const fields = new Map<string, string>();
    for (const [name, value] of record.warcHeaders.headers) fields.set(name.toLowerCase(), value);
    const { offset } = parser;
    const size = Number(fields.get('content-length') ?? 0);
    const fits = size <= MAX_BLOCK;
    const block = fits ? await record.readFully(false) : new Uint8Array();
    await record.skipFully();
    if (fits && block.length < size) throw new Error(`the record at byte ${offset} is cut short`);
    yield {
      ...recordHead(fields),
      fields,
      block,
      offset,
      length: parser.recordLength,
    };
  }
}

export function textBlock(text: string): Uint8Array {
  return encoder.encode(text);
}
