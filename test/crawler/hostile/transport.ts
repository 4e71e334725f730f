// Connections and protocol: what can go wrong before there is a page.
import type net from 'node:net';
import { mark, page } from './prose.js';
import type { Expected, Site } from './web.js';

const ok = (seed: number): Expected => ({ status: 'fetched', text: mark(seed) });
const failed = (reason: string): Expected => ({ status: 'failed', reason });

function raw(
  name: string,
  expected: Expected,
  answer: (socket: net.Socket, attempt: number) => void,
  check?: Site['check'],
): Site {
  return {
    name,
    robots: '',
    raw: (_path, socket, { seen }) => answer(socket, seen.filter((each) => each.path === '/page').length),
    links: { '/page': expected },
    ...(check ? { check } : {}),
  };
}

const head = (length: number) =>
  `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${length}\r\n\r\n`;
const send = (socket: net.Socket, html: string) => socket.end(head(Buffer.byteLength(html)) + html);
const asked = (path: string, times: number): Site['check'] => {
  return (seen) => {
    const count = seen.filter((each) => each.path === path).length;
    return count === times ? null : `${path} was asked for ${count} times, not ${times}`;
  };
};

export const transport: Site[] = [
  {
    name: 'a plain page',
    http: (_request, response) => response.setHeader('content-type', 'text/html').end(page(1)),
    links: { '/page': ok(1) },
  },
  raw('HTTP/1.0, body until close', ok(2), (socket) =>
    socket.end(`HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n${page(2)}`),
  ),
  raw('status without a phrase', ok(3), (socket) =>
    socket.end(`HTTP/1.1 200\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n${page(3)}`),
  ),
  raw('a page in chunks of one byte', ok(4), (socket) => {
    const html = Buffer.from(page(4));
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n');
    socket.end(
      `${[...html].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`).join('')}0\r\n\r\n`,
      'latin1',
    );
  }),
  raw('100 Continue nobody waits for', failed('protocol'), (socket) => {
    socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    send(socket, page(5));
  }),
  raw('103 Early Hints before the answer', ok(6), (socket) => {
    socket.write('HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n');
    send(socket, page(6));
  }),
  raw('trailers after the chunks', ok(7), (socket) => {
    const html = page(7);
    const size = Buffer.byteLength(html).toString(16);
    socket.end(
      `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${html}\r\n0\r\nX-Sum: 1\r\n\r\n`,
    );
  }),
  raw('no HTTP at all', failed('protocol'), (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
  raw('HTTP/0.9', failed('protocol'), (socket) => socket.end(page(8))),
  raw('a malformed status line', failed('protocol'), (socket) => socket.end('HTTP/1.1 OK 200\r\n\r\n')),
  raw('a version nobody speaks', failed('protocol'), (socket) => socket.end('HTTP/9.9 200 OK\r\n\r\n')),
  raw('a chunk size that is no number', failed('protocol'), (socket) =>
    socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nXYZ\r\n<html>'),
  ),
  raw('a NUL inside a header', failed('protocol'), (socket) =>
    socket.end('HTTP/1.1 200 OK\r\nX-A: a\0b\r\n\r\n'),
  ),
  raw('random bytes', failed('protocol'), (socket) =>
    socket.end(Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) & 255))),
  ),
  raw('a megabyte in one header', failed('too-large'), (socket) =>
    socket.end(`HTTP/1.1 200 OK\r\nX-Big: ${'y'.repeat(1_000_000)}\r\n\r\n`),
  ),
  raw('a hundred thousand headers', failed('too-large'), (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    socket.end('X-One-More: 1\r\n'.repeat(100_000));
  }),
  raw('closed without a word', failed('reset'), (socket) => socket.end(), asked('/page', 3)),
  raw('reset at once', failed('reset'), (socket) => socket.resetAndDestroy(), asked('/page', 3)),
  raw('reset twice, then well', ok(9), (socket, attempt) =>
    attempt < 3 ? socket.resetAndDestroy() : send(socket, page(9)),
  ),
  raw('reset in the middle of the headers', failed('reset'), (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Ty');
    setTimeout(() => socket.resetAndDestroy(), 20);
  }),
  raw('reset in the middle of the body', failed('reset'), (socket) => {
    socket.write(head(50_000) + page(10));
    setTimeout(() => socket.resetAndDestroy(), 20);
  }),
  raw('a body shorter than promised', failed('reset'), (socket) => socket.end(head(50_000) + page(11))),
  raw('a body longer than promised', { status: 'fetched' }, (socket) =>
    socket.end(head(Buffer.byteLength(page(12))) + page(12) + page(12)),
  ),
  raw('chunks without an end', failed('reset'), (socket) =>
    socket.end(
      'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<html>\r\n',
    ),
  ),
  raw('no answer, ever', failed('timeout'), () => {}, asked('/page', 2)),
  raw('headers dripping', failed('timeout'), (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket.write('X-More: 1\r\n'), 300);
    socket.on('close', () => clearInterval(timer));
  }),
  raw(
    'a body that stops',
    failed('timeout'),
    (socket) => socket.write(`${head(90_000)}<html><p>And then`),
    asked('/page', 1),
  ),
  raw('a body dripping', failed('timeout'), (socket) => {
    socket.write(head(90_000));
    const timer = setInterval(() => socket.write('x'), 200);
    socket.on('close', () => clearInterval(timer));
  }),
  raw('a body dripping a little faster', failed('timeout'), (socket) => {
    socket.write(head(9_000_000));
    const timer = setInterval(() => socket.write('<p>slowly does it</p>'.repeat(10)), 400);
    socket.on('close', () => clearInterval(timer));
  }),
  {
    name: 'a host nobody serves',
    http: () => {},
    links: { 'http://127.66.255.254:9/page': failed('connection-refused') },
  },
  {
    name: 'a name that does not exist',
    http: () => {},
    links: { 'http://no-such-host.invalid/page': failed('dns') },
  },
  {
    name: 'a certificate of nobody',
    tls: true,
    http: (_request, response) => response.end(page(13)),
    links: { '/page': failed('tls') },
  },
  {
    name: 'another host that hangs even for robots.txt',
    raw: () => {},
    links: { '/page': failed('timeout'), '/other': failed('timeout') },
  },
  {
    name: 'a host that resets even for robots.txt',
    raw: (_path, socket) => socket.resetAndDestroy(),
    links: { '/page': failed('reset') },
  },
];

/** Addresses that are never asked, even where private ones are allowed. */
export const refused: Site[] = [
  {
    name: 'cloud metadata',
    http: () => {},
    links: {
      'http://169.254.169.254/latest/meta-data/': { status: 'refused', reason: 'private-address' },
      'http://2852039166/latest/': { status: 'refused', reason: 'private-address' },
      'http://metadata.google.internal/computeMetadata/v1/': { status: 'refused', reason: 'private-address' },
      'http://[fd00:ec2::254]/latest/': { status: 'refused', reason: 'private-address' },
    },
  },
];
