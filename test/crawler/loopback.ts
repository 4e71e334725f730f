// Small servers on loopback addresses, for tests that need the other end of a wire.
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

export interface Loopback {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  port: number;
  /** Paths asked for, in order. */
  seen: string[];
  close(): Promise<void>;
}

export async function serveHttp(
  handler: (request: http.IncomingMessage, response: http.ServerResponse) => void,
  address = '127.0.0.1',
): Promise<Loopback> {
  const seen: string[] = [];
  const server = http.createServer((request, response) => {
    seen.push(request.url ?? '');
    handler(request, response);
  });
  return listening(server, address, seen, () => server.closeAllConnections());
}

/** A server that speaks bytes: `handler` gets the path of the first request line and the open socket. */
export async function serveRaw(
  handler: (path: string, socket: net.Socket) => void,
  address = '127.0.0.1',
): Promise<Loopback> {
  const seen: string[] = [];
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (data) => {
      const path = data.toString('latin1').split(' ')[1] ?? '';
      seen.push(path);
      handler(path, socket);
    });
  });
  return listening(server, address, seen, () => {
    for (const socket of open) socket.destroy();
  });
}

async function listening(
  server: net.Server,
  address: string,
  seen: string[],
  hangUp: () => void,
): Promise<Loopback> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      hangUp();
    });
  return { origin: `http://${address}:${port}`, port, seen, close };
}
