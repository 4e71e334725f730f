// A real HTTP server on loopback that speaks the OpenAI chat protocol, streams, and fails in every way; the model's name says how.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ModelServer {
  url: string;
  /** Bodies of the requests so far. */
  requests: ChatRequest[];
  /** The Authorization headers that came with them. */
  keys: (string | undefined)[];
  /** Lets the model `held`, which waits before its last words, write them. */
  release(): void;
  close(): Promise<void>;
}

export interface ChatRequest {
  model: string;
  stream: boolean;
  messages: { role: string; content: string }[];
}

/** What a model writes for a prompt. */
type Writer = (prompt: string) => string;

const sourcesOf = (prompt: string): { number: number; text: string }[] =>
  [...prompt.matchAll(/^\[(\d+)\] .*\n---(\w+)\n([\s\S]*?)\n---\2$/gm)].map((match) => ({
    number: Number(match[1]),
    text: match[3]!,
  }));

const firstSentence = (text: string): string => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;

/** Repeats the first sentence of the first two sources, each with its number. */
const honest: Writer = (prompt) =>
  sourcesOf(prompt)
    .slice(0, 2)
    .map(({ number, text }) => firstSentence(text).replace(/([.!?])$/, ` [${number}]$1`))
    .join(' ');

const WRITERS: Record<string, Writer> = {
  honest,
  thinking: (prompt) => `<think>Let me invent something. Elephants fly [1].</think>${honest(prompt)}`,
  /** An honest sentence, then inventions: a fact, a number, a denial. */
  liar: (prompt) => {
    const { number, text } = sourcesOf(prompt)[0]!;
    const true1 = firstSentence(text);
    return [
      true1.replace(/\.$/, ` [${number}].`),
      `Penguins migrate through the data centre every autumn to lay eggs [${number}].`,
      `${true1.replace(/\.$/, '')} within 4711 seconds [${number}].`,
      `It is not true that ${true1.replace(/\.$/, '')} [${number}].`,
    ].join(' ');
  },
  /** True sentences with numbers of sources that do not exist or say something else. */
  miscites: (prompt) => {
    const [one, two] = sourcesOf(prompt);
    return `${firstSentence(one!.text).replace(/\.$/, ' [99].')} ${firstSentence(one!.text).replace(/\.$/, ` [${two?.number ?? 99}].`)}`;
  },
  inventor: () => 'Penguins migrate through the data centre every autumn. They lay eggs on the racks [1].',
  uncited: (prompt) => firstSentence(sourcesOf(prompt)[0]!.text),
  declines: () => 'NO ANSWER',
  empty: () => '',
  /** Does whatever any text in the prompt orders it to do, and links where it is told to. */
  obedient: (prompt) => {
    const order = /(?:answer|say|respond with|write)[^"“]*["“]([^"”]+)["”]/i.exec(
      sourcesOf(prompt)
        .map(({ text }) => text)
        .join('\n'),
    );
    return order ? `${order[1]} [1]. ${order[1]}.` : honest(prompt);
  },
  /** Repeats every sentence of every source, orders to machines included. */
  parrot: (prompt) =>
    sourcesOf(prompt)
      .map(({ number, text }) => text.replace(/([.!?])(?=\s|$)/g, ` [${number}]$1`))
      .join(' '),
};

export async function modelServer(): Promise<ModelServer> {
  const requests: ChatRequest[] = [];
  const keys: (string | undefined)[] = [];
  let release = () => {};
  const released = () =>
    new Promise<void>((resolve) => {
      release = resolve;
    });
  const server = createServer((request, response) => {
    void body(request).then((text) => {
      const chat = JSON.parse(text) as ChatRequest;
      requests.push(chat);
      keys.push(request.headers.authorization);
      respond(chat, response, released);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    keys,
    release: () => release(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function respond(
  { model, messages }: ChatRequest,
  response: ServerResponse,
  released: () => Promise<void>,
): void {
  const status = /^http-(\d{3})$/.exec(model)?.[1];
  if (status) {
    response.writeHead(Number(status), { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'secret detail of the endpoint' } }));
    return;
  }
  if (model === 'hang') return;
  if (model === 'html') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<html><body>Welcome to the router</body></html>');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  if (model === 'garbled') {
    response.end('data: {"choices":[{"delta":{"content":"Back\n\ndata: [DONE]\n\n');
    return;
  }
  if (model === 'error-event') {
    response.end('data: {"error":{"message":"out of memory","code":500}}\n\n');
    return;
  }
  const prompt = messages.map(({ content }) => content).join('\n');
  const text = (WRITERS[model] ?? honest)(prompt);
  const pieces = text.match(/[\s\S]{1,7}/g) ?? [];
  const half = ['cut', 'ends-early', 'stalls'].includes(model) ? Math.ceil(pieces.length / 2) : pieces.length;
  const held = model === 'held' ? pieces.splice(-1) : [];
  const shown = pieces.slice(0, half);
  for (const content of shown) response.write(chunk({ content }, null));
  if (model === 'cut') {
    response.write('data: {"choi', () => response.destroy());
  } else if (model === 'ends-early') response.end();
  else if (model === 'held') {
    void released().then(() => {
      for (const content of held) response.write(chunk({ content }, null));
      response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
    });
  } else if (model === 'endless') {
    const timer = setInterval(() => response.write(chunk({ content: 'and so on '.repeat(500) }, null)), 1);
    response.on('close', () => clearInterval(timer));
  } else if (model !== 'stalls') response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
}

function chunk(delta: Record<string, string>, finish: string | null): string {
  const event = {
    id: '1',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  };
  return `data: ${JSON.stringify(event)}\n\n`;
}

async function body(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
