/** The process that builds and publishes an index, so that queries are never held up; what it opens, its end closes (I/O: disk). */
import { Catalog } from '../../crawler/catalog/catalog.js';
import { type BuildProgress, buildIndex } from '../../index/build.js';
import type { Embedder } from '../../index/embedder/embedder.js';
import { openEmbedder, openNamed } from '../../index/embedder/open.js';
import type { Generation } from '../../index/generation.js';
import type { Manifest } from '../../index/manifest.js';
import type { BuildReply, BuildRequest } from './build-process.js';
import { createGate } from './gate.js';
import { ownQueries } from './golden.js';
import { claimBuild } from './lock.js';

/** Progress messages sent a second; more would only fill the queue. */
const PER_SECOND = 10;

const cancel = new AbortController();
process.on('message', (message: BuildRequest | 'abort') => {
  if (message === 'abort') cancel.abort();
  else answer(message);
});
// whoever asked has heard all of it, or is gone
process.on('disconnect', () => process.exit());
// Ctrl-C reaches every process of a terminal; the one that asked says what becomes of this one
process.on('SIGINT', () => {}).on('SIGTERM', () => {});

async function answer(request: BuildRequest): Promise<void> {
  const reply = await build(request).then((manifest) => ({ manifest }), failure);
  tell(reply, () => process.disconnect());
}

function tell(reply: BuildReply, told?: () => void): void {
  process.send?.(reply, undefined, undefined, told);
}

/** With what a clone of an error loses: its class, and the fields that say what happened (`code`, `file`, `reasons`, ...). */
function failure(error: Error): BuildReply {
  return { error, name: error.name, facts: JSON.parse(JSON.stringify({ ...error })) };
}

async function build(request: BuildRequest): Promise<Manifest> {
  const { dataDir, force } = request;
  claimBuild(dataDir);
  const catalog = Catalog.open(dataDir, { readonly: true });
  catalog.verify();
  const embedder = await openEmbedder(request.embedder, request);
  return buildIndex({
    ...{ catalog, dataDir, embedder, clock: () => new Date(), signal: cancel.signal },
    gate: createGate({
      embedder,
      liveEmbedder: (live) => liveEmbedder(live, embedder, request),
      own: ownQueries(dataDir),
      force,
    }),
    onProgress: throttled((progress) => tell({ progress })),
  });
}

/** The model of the live index, for the gate's comparison: the one at hand, another one opened, or none that could be. */
async function liveEmbedder(
  { manifest }: Generation,
  own: Embedder,
  request: BuildRequest,
): Promise<Embedder | null> {
  const { name } = manifest.embedder;
  if (name === own.name) return own;
  try {
    const other = await openNamed(name, request);
    return other.name === name ? other : null;
  } catch (error) {
    if ((error as Error).name === 'EmbedderMissing') return null;
    throw error;
  }
}

/** Passes on the first message of every phase, and some of those between. */
function throttled(report: (progress: BuildProgress) => void): (progress: BuildProgress) => void {
  let last = { phase: '', at: 0 };
  return (progress) => {
    const now = performance.now();
    if (progress.phase === last.phase && now - last.at < 1000 / PER_SECOND) return;
    last = { phase: progress.phase, at: now };
    report(progress);
  };
}
