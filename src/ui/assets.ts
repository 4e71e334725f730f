// The page's own styles and scripts, read once and served with a content hash as their ETag (I/O: disk).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

export interface Asset {
  body: Buffer;
  type: string;
  etag: string;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

let loaded: Map<string, Asset> | undefined;

/** The file of that name in `static/`, or undefined; names are looked up, never turned into paths. */
export function asset(name: string): Asset | undefined {
  loaded ??= readAssets();
  return loaded.get(name);
}

function readAssets(): Map<string, Asset> {
  const folder = dirname(createRequire(import.meta.url).resolve('#package/src/ui/static/base.css'));
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(join(folder, name));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    assets.set(name, { body, type, etag });
  }
  return assets;
}
