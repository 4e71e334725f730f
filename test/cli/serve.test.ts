// The server as a process: comes up, goes down, shares its data folder, and survives being killed.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillShelf, indexedShelf, temporaryFolder } from '../library/shelf.js';
import { type Started, start } from './run.js';

let folder: ReturnType<typeof temporaryFolder>;
let started: Started[] = [];

beforeEach(async () => {
  folder = await indexedShelf();
});

afterEach(async () => {
  for (const one of started) await one.stop('SIGKILL');
  started = [];
  folder.remove();
});

function serve(...args: string[]): Started {
  const one = start(['serve', '--offline', '--port', '0', '--data', folder.dir, ...args]);
  started.push(one);
  return one;
}

async function search(address: string): Promise<string> {
  const response = await fetch(`${address}/api/search?q=backpressure`);
  return ((await response.json()) as { sources: { url: string }[] }).sources[0]!.url;
}

describe('serve', { timeout: 120_000 }, () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('answers, and ends cleanly after %s', async (signal) => {
    const server = serve();
    expect(await search(await server.address())).toBe('https://bakery.example.org/backpressure');
    expect([await server.stop(signal), server.out]).toEqual([0, '']);
  });

  it('finishes an answer in flight', async () => {
    const server = serve();
    const address = await server.address();
    const body = JSON.stringify({ question: 'what is backpressure' });
    const socket = connect(Number(new URL(address).port), '127.0.0.1').setEncoding('utf8');
    let answer = '';
    socket.on('data', (text) => {
      answer += text;
    });
    const headers = `Host: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    socket.write(`POST /api/ask HTTP/1.1\r\n${headers}\r\n\r\n${body.slice(0, 10)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    server.child.kill('SIGINT');
    await server.says(/in flight/);
    socket.write(body.slice(10));
    expect(await server.ended).toBe(0);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*bakery\.example\.org/);
  });

  it('says which port is taken', async () => {
    const server = serve();
    const port = new URL(await server.address()).port;
    const other = start(['serve', '--offline', '--port', port, '--data', folder.dir]);
    started.push(other);
    expect(await other.ended).toBe(1);
    expect(other.err).toContain('--port');
  });

  it('reads beside another server and takes over what a third process publishes', async () => {
    const [first, second] = [serve(), serve()];
    const addresses = [await first.address(), await second.address()];
    const generation = async (address: string) =>
      ((await (await fetch(`${address}/api/status`)).json()) as { index: { generation: string } }).index
        .generation;
    const before = await generation(addresses[0]!);
    const index = start(['index', '--json', '--data', folder.dir]);
    expect(await index.ended).toBe(0);
    const published = (JSON.parse(index.out) as { generation: string }).generation;
    expect(published).not.toBe(before);
    for (const address of addresses) {
      for (let i = 0; i < 100 && (await generation(address)) !== published; i++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(await generation(address)).toBe(published);
    }
  });

  it('killed while it starts leaves a folder that the next one starts from at once', async () => {
    folder.remove();
    folder = temporaryFolder();
    fillShelf(folder.dir);
    for (const wait of [150, 400, 700]) {
      const server = serve();
      await new Promise((resolve) => setTimeout(resolve, wait));
      await server.stop('SIGKILL');
    }
    expect(await search(await serve().address())).toBe('https://bakery.example.org/backpressure');
  });

  it('refuses a catalog that is none, in words', async () => {
    const broken = temporaryFolder();
    writeFileSync(join(broken.dir, 'catalog.sqlite'), 'this is no database, '.repeat(400));
    const server = start(['serve', '--offline', '--port', '0', '--data', broken.dir]);
    started.push(server);
    expect(await server.ended).toBe(1);
    expect(server.err).toMatch(/error: .*catalog\.sqlite is damaged/);
    broken.remove();
  });
});

describe('a pipe', () => {
  it('that nobody reads any more ends the command without a word', async () => {
    const links = start(['links', '--data', folder.dir]);
    links.child.stdout!.destroy();
    await once(links.child, 'exit');
    expect(links.err).toBe('');
  });
});
