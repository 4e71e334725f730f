// The frame of the hostile web: every site has a loopback address of its own, a behaviour, and what must become of its links.
import { mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CERTIFICATE, KEY } from './certificate.js';

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse, site: Running) => void;

/** What must become of a link. */
export interface Expected {
  status: string;
  reason?: string;
  /** Must stand in the article's text. */
  text?: string;
  title?: string;
}

export interface Site {
  /** What is tried, in a few words; names are unique. */
  name: string;
  /** Answers every path but robots.txt. */
  http?: Handler | undefined;
  /** Answers in bytes; gets robots.txt as well, unless `robots` is set. */
  raw?: (path: string, socket: net.Socket, site: Running) => void;
  tls?: boolean;
  /** robots.txt: its text, or a handler; by default there is none. */
  robots?: string | Handler;
  /** Path (or a whole URL) of each link in the list, and what must become of it. */
  links: Record<string, Expected>;
  /** Looks at the requests the site got; a complaint, or null. */
  check?: (seen: readonly Seen[]) => string | null;
}

export interface Seen {
  path: string;
  headers: http.IncomingHttpHeaders;
  /** ms since the web was started. */
  at: number;
  /** When the answer was over, or the client went away. */
  until: number;
}

export interface Running {
  site: Site;
  origin: string;
  seen: Seen[];
  /** Origin of another site. */
  originOf(name: string): string;
}

export interface HostileWeb {
  running: Running[];
  /** Path of a reading list with every link. */
  list: string;
  expected: Map<string, Expected & { site: string }>;
  close(): Promise<void>;
}

/** Starts one server a site and writes the list of their links. */
export async function startWeb(sites: readonly Site[]): Promise<HostileWeb> {
  const startedAt = performance.now();
  const byName = new Map<string, Running>();
  const servers: { server: net.Server; sockets: Set<net.Socket> }[] = [];
  const originOf = (name: string) => {
    const origin = byName.get(name)?.origin;
    if (!origin) throw new Error(`no site is called ${name}`);
    return origin;
  };
  for (const [index, site] of sites.entries()) {
    if (byName.has(site.name)) throw new Error(`two sites are called ${site.name}`);
    const address = `127.66.${index >> 8}.${(index & 255) + 1}`;
    const running: Running = { site, origin: '', seen: [], originOf };
    const server = serverOf(running, () => performance.now() - startedAt);
    const sockets = new Set<net.Socket>();
    server.on(site.tls ? 'secureConnection' : 'connection', (socket: net.Socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    running.origin = `http${site.tls ? 's' : ''}://${address}:${(server.address() as AddressInfo).port}`;
    byName.set(site.name, running);
    servers.push({ server, sockets });
  }
  const running = [...byName.values()];
  const { list, expected } = writeList(running);
  const close = async () => {
    for (const { server, sockets } of servers) {
      server.close();
      for (const socket of sockets) socket.destroy();
    }
  };
  return { running, list, expected, close };
}

function serverOf(running: Running, now: () => number): net.Server {
  const { site } = running;
  const note = (path: string, headers: http.IncomingHttpHeaders): Seen => {
    const seen: Seen = { path, headers, at: now(), until: Number.POSITIVE_INFINITY };
    running.seen.push(seen);
    return seen;
  };
  if (site.raw) {
    return net.createServer((socket) => {
      socket.once('data', (data) => {
        const path = data.toString('latin1').split(' ')[1] ?? '';
        const seen = note(path, {});
        socket.on('close', () => {
          seen.until = now();
        });
        if (path === '/robots.txt' && site.robots !== undefined) {
          socket.end(`HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n${site.robots}`);
        } else site.raw?.(path, socket, running);
      });
    });
  }
  const answer: http.RequestListener = (request, response) => {
    const seen = note(request.url ?? '', request.headers);
    const over = () => {
      seen.until = Math.min(seen.until, now());
    };
    response.on('finish', over).on('close', over);
    if (request.url !== '/robots.txt') return site.http?.(request, response, running);
    if (typeof site.robots === 'function') return site.robots(request, response, running);
    if (site.robots === undefined) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': 'text/plain' }).end(site.robots);
  };
  return site.tls ? https.createServer({ key: KEY, cert: CERTIFICATE }, answer) : http.createServer(answer);
}

function writeList(running: readonly Running[]): { list: string; expected: HostileWeb['expected'] } {
  const expected: HostileWeb['expected'] = new Map();
  const lines = ['# Hostile web', ''];
  for (const { site, origin } of running) {
    lines.push(`## ${site.name}`, '');
    for (const [path, outcome] of Object.entries(site.links)) {
      const url = /^https?:/.test(path) ? path : origin + path;
      expected.set(url, { ...outcome, site: site.name });
      lines.push(`- [${outcome.title ?? `${site.name} ${path}`}](${url})`);
    }
    lines.push('');
  }
  const list = join(mkdtempSync(join(tmpdir(), 'hostile-')), 'hostile.md');
  writeFileSync(list, lines.join('\n'));
  return { list, expected };
}
