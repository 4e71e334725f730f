// What a changed share of the articles costs: texts embedded and seconds, of a full build and of the one after.
import { Catalog } from '../../crawler/catalog/catalog.js';
import { buildIndex } from '../../index/build.js';
import { loadBuiltin } from '../../index/embedder/builtin.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import { makeFolder, store } from './folder.js';

/** `npm run bench -- incremental [PASSAGES] [SHARE]` */
export async function run([passages = '15000', share = '0.01']: string[]): Promise<void> {
  const folder = makeFolder(Number(passages));
  const builtin = loadBuiltin();
  let embedded = 0;
  const counting: Embedder = {
    name: builtin.name,
    dimensions: builtin.dimensions,
    embed: (texts, role) => {
      embedded += texts.length;
      return builtin.embed(texts, role);
    },
  };
  const catalog = Catalog.open(folder.dir);
  const build = async (name: string) => {
    embedded = 0;
    const start = performance.now();
    const manifest = await buildIndex({
      catalog,
      dataDir: folder.dir,
      embedder: counting,
      clock: () => new Date(),
    });
    const seconds = (performance.now() - start) / 1000;
    console.log(
      `${name}: ${manifest.passages} passages, ${embedded} texts embedded, ${seconds.toFixed(1)} s`,
    );
    return embedded;
  };
  try {
    const full = await build('full build');
    const changed = Math.max(1, Math.round(folder.articles * Number(share)));
    for (let at = 0; at < changed; at++)
      store(catalog, at * 7, `Changed ${at}`, [
        `Entirely new words number ${at} about the broker.`,
        'And a second paragraph.',
      ]);
    const part = await build(`after ${changed} of ${folder.articles} articles changed`);
    await build('nothing changed');
    console.log(`embedding work of the change: ${((100 * part) / full).toFixed(2)} % of the full build`);
  } finally {
    catalog.close();
    folder.remove();
  }
}
