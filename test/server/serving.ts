// A server over the small shelf, for tests: the application called directly, its log kept line by line.
import { createApp } from '../../src/server/app.js';
import { createLog } from '../../src/server/log.js';
import { Metrics } from '../../src/server/metrics.js';
import type { Room } from '../../src/server/room.js';
import { indexedShelf, openShelf } from '../library/shelf.js';

export interface Serving {
  app: ReturnType<typeof createApp>;
  room: Room;
  /** Parsed lines of the log. */
  logged: Record<string, unknown>[];
  /** Makes the server believe that it is being shut down. */
  shutDown(): void;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

/** `flags` as on the command line. */
export async function serving(
  flags: Record<string, unknown> = {},
  environment: NodeJS.ProcessEnv = {},
): Promise<Serving> {
  const folder = await indexedShelf();
  const { library } = openShelf(folder.dir, { logLevel: 'debug', ...flags }, environment);
  await library.prepare();
  const logged: Record<string, unknown>[] = [];
  const log = createLog(library.config.log, false, { write: (line) => void logged.push(JSON.parse(line)) });
  const stop = new AbortController();
  const room: Room = {
    ...{ library, config: library.config, log, metrics: new Metrics(library), version: '1.2.3' },
    shutdown: stop.signal,
  };
  const app = createApp(room);
  const request = async (path: string, init: RequestInit) => {
    const headers = { host: '127.0.0.1:8787', ...(init.headers as Record<string, string>) };
    return app.request(`http://127.0.0.1:8787${path}`, { ...init, headers });
  };
  return {
    ...{ app, room, logged },
    shutDown: () => stop.abort(),
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, body, headers = {}) =>
      request(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    close: async () => {
      await library.close();
      folder.remove();
    },
  };
}

/** The events of a server-sent stream, data parsed. */
export async function eventsOf(
  response: Response,
): Promise<{ event: string; data: Record<string, unknown> }[]> {
  const text = await response.text();
  return text
    .split('\n\n')
    .filter((block) => block.trim() !== '')
    .map((block) => ({
      event: /^event: (.*)$/m.exec(block)?.[1] ?? '',
      data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null') as Record<string, unknown>,
    }));
}
