// When a build would bring anything: changed catalog, another model; and not what the gate refused before.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { UPGRADE } from '../../index/embedder/open.js';
import type { Manifest } from '../../index/manifest.js';
import { readConfig } from '../../src/config.js';
import { Freshness } from '../../src/library/freshness.js';
import { ARTICLES, fillShelf, storeArticle, temporaryFolder } from './shelf.js';

let folder: ReturnType<typeof temporaryFolder>;
let catalog: Catalog;

beforeEach(() => {
  folder = temporaryFolder();
  fillShelf(folder.dir);
  catalog = Catalog.open(folder.dir);
});
afterEach(() => {
  catalog.close();
  folder.remove();
});

const freshness = (embedder: string) =>
  new Freshness(catalog, readConfig({ data: folder.dir, embedder }, {}).library);
const builtWith = (name: string) =>
  ({ embedder: { name, dimensions: 8 }, catalogChanges: catalog.changes() }) as Manifest;

function change(): void {
  storeArticle(catalog, 'https://gone.example.net/post', { ...Object.values(ARTICLES)[0]!, title: 'New' });
}

describe('an index', () => {
  it('is stale when the catalog has changed', async () => {
    const manifest = builtWith('builtin-1');
    const fresh = freshness('builtin');
    expect([fresh.isStale(manifest), await fresh.needsBuild(manifest)]).toEqual([false, false]);
    change();
    expect([fresh.isStale(manifest), await fresh.needsBuild(manifest)]).toEqual([true, true]);
  });

  it('that was refused is not built again before the catalog changes', async () => {
    const manifest = builtWith('builtin-1');
    const fresh = freshness('builtin');
    change();
    fresh.refused();
    expect(await fresh.needsBuild(manifest)).toBe(false);
    change();
    storeArticle(catalog, 'https://gone.example.net/post', {
      ...Object.values(ARTICLES)[1]!,
      title: 'Newer',
    });
    expect(await fresh.needsBuild(manifest)).toBe(true);
  });

  it.each([
    ['builtin', 'Some/model@q8', true],
    ['Some/model', 'builtin-1', true],
    ['Some/model', 'Some/model@q8', false],
    ['Some/model', 'Some/model-large@q8', true],
    ['auto', 'builtin-1', false],
    ['auto', `${UPGRADE}@fp32`, true],
  ])('asked for %s and built with %s: another one is wanted: %s', async (embedder, name, wanted) => {
    expect(await freshness(embedder).needsBuild(builtWith(name))).toBe(wanted);
  });

  it('of the built-in model is renewed once the better one lies in the folder', async () => {
    const model = join(folder.dir, 'models', UPGRADE);
    mkdirSync(join(model, 'onnx'), { recursive: true });
    for (const file of ['config.json', 'tokenizer.json', 'onnx/model_quantized.onnx'])
      writeFileSync(join(model, file), '{}');
    expect(await freshness('auto').needsBuild(builtWith('builtin-1'))).toBe(true);
    expect(await freshness('auto').needsBuild(builtWith(`${UPGRADE}@q8`))).toBe(false);
  });
});
