/** Thread that builds and publishes an index, so that queries in the main thread are never held up (I/O: disk). */
import { parentPort, workerData } from 'node:worker_threads';
import { Catalog } from '../crawler/catalog.js';
import { buildIndex } from './build.js';
import type { BuildReply, BuildRequest } from './build-thread.js';
import { openEmbedder } from './embedder/open.js';

const request = workerData as BuildRequest;
const port = parentPort;
if (!port) throw new Error('build-worker.js runs as a worker thread only');

const cancel = new AbortController();
port.once('message', () => cancel.abort());

const reply = (message: BuildReply): void => port.postMessage(message);

/** Progress messages sent a second; more would only fill the queue. */
const PER_SECOND = 10;
let last = { phase: '', at: 0 };

const catalog = Catalog.open(request.dataDir, { readonly: true });
try {
  const embedder = await openEmbedder(request.embedder, request);
  try {
    const manifest = await buildIndex({
      catalog,
      dataDir: request.dataDir,
      embedder,
      clock: () => new Date(),
      signal: cancel.signal,
      onProgress: (progress) => {
        const now = performance.now();
        if (progress.phase === last.phase && now - last.at < 1000 / PER_SECOND) return;
        last = { phase: progress.phase, at: now };
        reply({ progress });
      },
    });
    reply({ manifest });
  } finally {
    await embedder.close?.();
  }
} catch (error) {
  reply({ error: error as Error, name: (error as Error).name });
} finally {
  catalog.close();
  // the only listener left; without it the thread ends by itself
  port.close();
}
