// Archives as other tools write them, for tests: WARC 1.0 with and without gzip, chunked bodies, revisits, WACZ.
import { crc32 } from 'node:zlib';
import { WARCRecord, WARCSerializer } from 'warcio';

type Options = Parameters<typeof WARCRecord.create>[0];

export async function record(options: Options, body: string | Uint8Array = '', gzip = true): Promise<Buffer> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const warc = WARCRecord.create({ date: '2019-03-04T05:06:07Z', ...options }, [bytes]);
  return Buffer.from(await WARCSerializer.serialize(warc, { gzip }));
}

/** An article long enough to be one. */
export function articleHtml(title: string, subject: string): string {
  const sentence = `The ${subject} takes what the producers send, keeps it in order, and hands it to whoever asks for it next. `;
  const paragraph = `<p>${sentence.repeat(3)}Without the ${subject} every one of them would have to wait for the slowest.</p>`;
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><article><h1>${title}</h1>${paragraph.repeat(6)}</article></body></html>`;
}

/** A ZIP file whose entries are stored as they are. */
export function zip(files: Record<string, Uint8Array | string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content);
    const path = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(data.length, 18);
    fields.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), fields, path, data);
    const entry = Buffer.alloc(42);
    entry.writeUInt16LE(20, 0);
    fields.copy(entry, 2);
    entry.writeUInt32LE(offset, 38);
    directory.push(Buffer.from('PK\x01\x02', 'latin1'), entry, path);
    offset += 4 + fields.length + path.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
