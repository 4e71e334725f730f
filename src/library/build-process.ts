/** Starts an index build in a process of its own and reports what becomes of it (I/O: a process). */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { sendLast } from '../../crawler/priority.js';
import type { BuildProgress } from '../../index/build.js';
import { PublishRefused } from '../../index/gate.js';
import type { Manifest } from '../../index/manifest.js';

/** What the builder needs to know; it opens catalog and embedder itself. */
export interface BuildRequest {
  dataDir: string;
  /** `auto`, `builtin` or a model, as for `openEmbedder`. */
  embedder: string;
  modelsDir: string;
  offline: boolean;
  /** Publish whatever the gate finds. */
  force: boolean;
}

interface ProcessOptions {
  /** Whether the build steps behind everything else that the machine has to do. */
  behind?: boolean;
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
}

/** The builder has ended without a word. */
export class BuilderEnded extends Error {
  override readonly name = 'BuilderEnded';
  constructor(ending: string) {
    super(`the index builder ended early, with ${ending}`);
  }
}

/** What the builder says: any number of times how far it is, then how it ended. */
export type BuildReply =
  | { progress: BuildProgress }
  | { manifest: Manifest }
  | { error: Error; name: string; facts: Record<string, unknown> };

/**
 * Builds and publishes in a process of its own: a build takes more memory than all that comes after it, which only a process
 * gives back, and neither the system's memory killer nor a fault in a native module then ends a service that answers. Rejects with what
 * `buildIndex` threw (an error of another class keeps its name and message), the signal's reason, or BuilderEnded.
 */
export async function buildInProcess(request: BuildRequest, options: ProcessOptions = {}): Promise<Manifest> {
  const { behind = false, onProgress, signal } = options;
  signal?.throwIfAborted();
  const builder = fork(createRequire(import.meta.url).resolve('#package/dist/src/library/builder.js'), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [], // this process' own are about its own script
  });
  let last: Exclude<BuildReply, { progress: BuildProgress }> | null = null;
  builder.on('message', (reply: BuildReply) => {
    if ('progress' in reply) onProgress?.(reply.progress);
    else last = reply;
  });
  const abort = (): void => tell(builder, 'abort');
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const ended = Promise.all([once(builder, 'exit'), once(builder, 'disconnect')]);
    if (behind && builder.pid !== undefined) sendLast(builder.pid);
    tell(builder, request);
    const [[code, killer]] = await ended;
    return outcomeOf(last, killer ?? `code ${code}`, signal);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** A builder that is gone already hears nothing; that it is gone is said where its end is waited for. */
function tell(builder: ChildProcess, message: BuildRequest | 'abort'): void {
  if (builder.connected) builder.send(message, () => {});
}

function outcomeOf(last: BuildReply | null, ending: string, signal: AbortSignal | undefined): Manifest {
  if (last && 'manifest' in last) return last.manifest;
  if (signal?.aborted) throw signal.reason;
  if (last && 'error' in last) throw revived(last);
  throw new BuilderEnded(ending);
}

/** Structured clones of errors lose their class; the name and the facts that callers look at come back. */
function revived({ error, name, facts }: Extract<BuildReply, { error: Error }>): Error {
  if (name === 'PublishRefused') return new PublishRefused(facts.reasons as string[]);
  return Object.assign(error, { name, ...facts });
}
