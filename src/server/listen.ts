/** Puts the application on a port and takes it off again without cutting anybody short (I/O: network). */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Config } from '../settings.js';
import type { Env } from './request.js';

export interface Listening {
  /** Where a person can open it: `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Takes no new connection, finishes what is in flight for `shutdownSeconds` at most, then cuts it. */
  close(): Promise<void>;
}

/** Milliseconds a client may take to send a whole request; our bodies are small. */
const REQUEST_TIMEOUT = 30_000;

/** Rejects with the system's error where the address cannot be had (`EADDRINUSE`). */
export async function listen(app: OpenAPIHono<Env>, config: Config['server']): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT / 2 },
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, () => resolve(void server.off('error', reject)));
  });
  return { url: addressOf(server), close: () => drain(server, config.shutdownSeconds) };
}

function addressOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  const everywhere = address === '0.0.0.0' || address === '::';
  const host = everywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

async function drain(server: Server, seconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // Connections kept alive become idle one by one as their answers are sent.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), seconds * 1000);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
