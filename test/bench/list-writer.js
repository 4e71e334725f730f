// A thread that writes the versions of a list that it is sent into a catalog, so that whoever measures meanwhile is not held up
// by the disk (plain JavaScript of the compiled package: a thread has no loader for TypeScript).
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const dist = (file) => import(createRequire(import.meta.url).resolve(`#package/dist/crawler/${file}`));
const [{ Catalog }, { parseList }] = await Promise.all([dist('catalog/catalog.js'), dist('list/list.js')]);

parentPort.on('message', (text) => {
  const catalog = Catalog.open(workerData.dir);
  catalog.addList(parseList(text, workerData.name), `${workerData.name}.md`);
  catalog.close();
  parentPort.postMessage('written');
});
