/** The thread behind the pool: takes one page after the other and answers with what the extractor made of it. */
import { parentPort } from 'node:worker_threads';
import { BEHIND, stepBehind } from '../priority.js';
import type { Source } from './extract.js';
import type { WorkerReply } from './pool.js';

const port = parentPort;
if (!port) throw new Error('worker.js runs as a worker thread only');

stepBehind(BEHIND);
const { extract } = await import('./extract.js'); // loading is work too
port.on('message', (source: Source) => {
  answer(source).then((reply) => {
    // A macrotask between pages: documents kept alive by pending callbacks are let go before the next one comes.
    setImmediate(() => port.postMessage(reply));
  });
});
port.postMessage('ready');

async function answer(source: Source): Promise<WorkerReply> {
  try {
    return { extraction: await extract(source) };
  } catch (error) {
    const overflow = error instanceof RangeError && /call stack/i.test(error.message);
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error), overflow };
  }
}
