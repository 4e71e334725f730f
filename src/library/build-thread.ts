/** Starts an index build in a thread of its own and reports what becomes of it. */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { BuildProgress } from '../../index/build.js';
import { PublishRefused } from '../../index/gate.js';
import type { Manifest } from '../../index/manifest.js';

/** What the thread needs to know; it opens catalog and embedder itself. */
export interface BuildRequest {
  dataDir: string;
  /** `auto`, `builtin` or a model, as for `openEmbedder`. */
  embedder: string;
  modelsDir: string;
  offline: boolean;
  /** Publish whatever the gate finds. */
  force: boolean;
}

/** What the thread says: any number of times how far it is, then how it ended. */
export type BuildReply =
  | { progress: BuildProgress }
  | { manifest: Manifest }
  | { error: Error; name: string; facts: Record<string, unknown> };

/**
 * Builds and publishes in a worker thread. Rejects with what `buildIndex` threw (an error of another class keeps its name and
 * message), or with the signal's reason.
 */
export function buildInThread(
  request: BuildRequest,
  options: { onProgress?: (progress: BuildProgress) => void; signal?: AbortSignal } = {},
): Promise<Manifest> {
  const { onProgress, signal } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  const file = createRequire(import.meta.url).resolve('#package/dist/src/library/build-worker.js');
  const worker = new Worker(file, { workerData: request });
  const abort = (): void => worker.postMessage('abort');
  signal?.addEventListener('abort', abort, { once: true });
  return new Promise<Manifest>((resolve, reject) => {
    worker.on('message', (reply: BuildReply) => {
      if ('progress' in reply) onProgress?.(reply.progress);
      else if ('manifest' in reply) resolve(reply.manifest);
      else reject(signal?.aborted ? signal.reason : revived(reply));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the index builder ended early with code ${code}`)));
  }).finally(() => signal?.removeEventListener('abort', abort));
}

/** Structured clones of errors lose their class; the name and the facts that callers look at come back. */
function revived({ error, name, facts }: Extract<BuildReply, { error: Error }>): Error {
  if (name === 'PublishRefused') return new PublishRefused(facts.reasons as string[]);
  return Object.assign(error, { name, ...facts });
}
