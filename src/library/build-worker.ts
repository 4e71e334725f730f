/** Thread that builds and publishes an index, so that queries in the main thread are never held up (I/O: disk). */
import { parentPort, workerData } from 'node:worker_threads';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { stepBehind } from '../../crawler/priority.js';
import { buildIndex } from '../../index/build.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import { openEmbedder } from '../../index/embedder/open.js';
import type { Generation } from '../../index/generation.js';
import type { BuildReply, BuildRequest } from './build-thread.js';
import { createGate } from './gate.js';
import { ownQueries } from './golden.js';

const request = workerData as BuildRequest;
const port = parentPort;
if (!port) throw new Error('build-worker.js runs as a worker thread only');

stepBehind();
const cancel = new AbortController();
port.once('message', () => cancel.abort());

const reply = (message: BuildReply): void => port.postMessage(message);

/** Progress messages sent a second; more would only fill the queue. */
const PER_SECOND = 10;
let last = { phase: '', at: 0 };

/** The model of the live index, for the gate's comparison: the one at hand, another one opened, or none that could be. */
async function liveEmbedder({ manifest }: Generation, own: Embedder): Promise<Embedder | null> {
  const { name } = manifest.embedder;
  if (name === own.name) return own;
  try {
    const other = await openEmbedder(name.replace(/^builtin\b.*$/, 'builtin').replace(/@\w+$/, ''), request);
    return other.name === name ? other : null;
  } catch (error) {
    if ((error as Error).name === 'EmbedderMissing') return null;
    throw error;
  }
}

const catalog = Catalog.open(request.dataDir, { readonly: true });
try {
  catalog.verify();
  const embedder = await openEmbedder(request.embedder, request);
  try {
    const manifest = await buildIndex({
      catalog,
      dataDir: request.dataDir,
      embedder,
      clock: () => new Date(),
      signal: cancel.signal,
      gate: createGate({
        embedder,
        liveEmbedder: (live) => liveEmbedder(live, embedder),
        own: ownQueries(request.dataDir),
        force: request.force,
      }),
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
  // what a clone of an error loses: its class, and the fields that say what happened (`code`, `file`, `reasons`, ...)
  const { name } = error as Error;
  reply({ error: error as Error, name, facts: JSON.parse(JSON.stringify({ ...(error as Error) })) });
} finally {
  catalog.close();
  // the only listener left; without it the thread ends by itself
  port.close();
}
