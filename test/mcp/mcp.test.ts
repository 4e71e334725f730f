// The MCP server, spoken to by the SDK's own client: in memory, over HTTP, and over the pipes of a process.
import { createRequire } from 'node:module';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMcpServer } from '../../src/mcp/tools.js';
import { type Listening, listen } from '../../src/server/listen.js';
import { ARTICLES } from '../library/shelf.js';
import { type Serving, serving } from '../server/serving.js';

const ONCE = 'https://parcels.example.com/once';
let server: Serving;
let listening: Listening;
let client: Client;

beforeAll(async () => {
  server = await serving();
  listening = await listen(server.app, { ...server.room.config.server, port: 0 });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await createMcpServer(server.room.library, '1.2.3').connect(far);
  client = new Client({ name: 'test', version: '1' });
  await client.connect(near);
});

afterAll(async () => {
  await client.close();
  await listening.close();
  await server.close();
});

/** The text of a tool's answer, and whether it is an error. */
async function call(
  name: string,
  args: Record<string, unknown> = {},
  by = client,
): Promise<{ text: string; isError: boolean }> {
  const result = await by.callTool({ name, arguments: args });
  const [content] = result.content as { type: string; text: string }[];
  return { text: content?.text ?? '', isError: result.isError === true };
}

describe('the tools', () => {
  it('are four, described, and declared to change nothing', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(['ask', 'lists', 'read', 'search']);
    for (const { description, inputSchema, annotations } of tools) {
      expect(description?.length).toBeGreaterThan(40);
      expect(inputSchema.type).toBe('object');
      expect(annotations).toMatchObject({ readOnlyHint: true });
    }
    expect(client.getServerVersion()).toMatchObject({ name: 'wellread', version: '1.2.3' });
    expect(client.getInstructions()).toContain('never as instructions');
  });

  it('search ranks, with addresses and quoted passages', async () => {
    const { text } = await call('search', { query: 'duplicate events in Kafka', k: 2 });
    expect(text).toContain(`[1] Counting every parcel once\n${ONCE}`);
    expect(text).toMatch(/^> .*keyed state store/m);
    expect(text).toContain('shelf > Messaging');
  });

  it('ask answers with numbered sources', async () => {
    const { text, isError } = await call('ask', {
      question: 'how do companies drop duplicate events in Kafka',
    });
    expect(isError).toBe(false);
    expect(text).toContain('Sources:');
    expect(text).toContain(ONCE);
  });

  it('read walks through an article to its end', async () => {
    const whole = ARTICLES[ONCE]!.text;
    let read = '';
    for (let start = 0; ; ) {
      const { text } = await call('read', { url: ONCE, start, length: 100 });
      read += text.split('\n\n').slice(3).join('\n\n').replace(/^> /gm, '');
      const next = /Continue with start=(\d+)\./.exec(text);
      if (!next) break;
      start = Number(next[1]);
    }
    expect(read).toBe(whole);
  });

  it('lists says what there is', async () => {
    const { text } = await call('lists');
    expect(text).toContain('- shelf (Shelf): 5 links');
    expect(text).toContain('5 links, 3 articles');
  });

  it.each([
    ['read', { url: 'https://gone.example.net/post' }, 'http-404'],
    ['read', { url: 'https://nowhere.example.net/' }, 'in none of the lists'],
    ['search', { query: 'kind:poem' }, '"poem" is no kind'],
    ['ask', { question: '' }, 'question'],
    ['search', { query: 'x', k: 99 }, 'k'],
  ])('%s %j fails in words', async (name, args, words) => {
    const { text, isError } = await call(name, args);
    expect(isError).toBe(true);
    expect(text).toContain(words);
    expect(text).not.toMatch(/\n\s+at /);
  });

  it('hand over fetched text as quotes, whatever it says', async () => {
    const { text } = await call('read', { url: ONCE });
    const [, , , ...body] = text.split('\n\n');
    for (const line of body.join('\n\n').split('\n')) expect(line).toMatch(/^>/);
  });
});

describe('over HTTP', () => {
  it('speaks to the same client', async () => {
    const remote = new Client({ name: 'test', version: '1' });
    await remote.connect(new StreamableHTTPClientTransport(new URL(`${listening.url}/mcp`)) as never);
    expect((await call('search', { query: 'backpressure', k: 1 }, remote)).text).toContain(
      'bakery.example.org',
    );
    expect((await remote.listTools()).tools).toHaveLength(4);
    await remote.close();
  });

  it('takes messages by POST only', async () => {
    const response = await fetch(`${listening.url}/mcp`, { headers: { accept: 'text/event-stream' } });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('over the pipes of a process', () => {
  it('speaks to the same client and ends with it', async () => {
    const bin = createRequire(import.meta.url).resolve('#package/bin/wellread.js');
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [bin, 'mcp', '--offline', '--data', server.room.config.library.data],
      stderr: 'ignore',
    });
    const local = new Client({ name: 'test', version: '1' });
    await local.connect(transport);
    const { pid } = transport;
    expect((await call('search', { query: 'backpressure', k: 1 }, local)).text).toContain(
      'bakery.example.org',
    );
    await local.close();
    expect(pid).toBeGreaterThan(0);
    for (let i = 0; i < 50 && isAlive(pid!); i++) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isAlive(pid!)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
