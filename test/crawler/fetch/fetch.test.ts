// The fetcher against servers that behave, misbehave and attack; every failure is a value with a stable reason.
import type http from 'node:http';
import zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFailure } from '../../../crawler/fetch/failure.js';
import {
  createFetcher,
  type Fetched,
  type Fetcher,
  type FetchOptions,
} from '../../../crawler/fetch/fetch.js';
import { createGuard } from '../../../crawler/fetch/guard.js';
import { type Loopback, serveHttp, serveRaw } from '../loopback.js';

const LIMITS = {
  connectMs: 2000,
  headersMs: 400,
  idleMs: 400,
  totalMs: 2000,
  maxBytes: 1_000_000,
  maxWireBytes: 500_000,
  slowAfterMs: 300,
  minBytesPerSecond: 100,
};

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const html = (body: string | Buffer, headers: Record<string, string> = {}): Handler => {
  return (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body);
};
const redirect = (status: number, location: string): Handler => {
  return (_request, response) => response.writeHead(status, { location }).end('moved');
};
const PAGE = '<!doctype html><title>Page</title><p>Text of the page.</p>';

const endless = (response: http.ServerResponse) => {
  const pump = () => {
    while (!response.destroyed && response.write('<p>more</p>'.repeat(1000)));
  };
  response.on('drain', pump);
  pump();
};

const handlers: Record<string, Handler> = {
  '/page': html(PAGE),
  '/301': redirect(301, '/page'),
  '/302': redirect(302, '/page'),
  '/303': redirect(303, 'page'),
  '/307': redirect(307, '/page'),
  '/308': redirect(308, '/page#there'),
  '/relative': redirect(302, '?q=1'),
  '/relative?q=1': html(PAGE),
  '/no-location': (_request, response) => response.writeHead(302).end('where?'),
  '/loop-a': redirect(302, '/loop-b'),
  '/loop-b': redirect(302, '/loop-a'),
  '/to-ftp': redirect(302, 'ftp://127.0.0.1/'),
  '/to-nothing': redirect(302, 'http://[oops/'),
  '/to-metadata': redirect(302, 'http://169.254.169.254/latest/'),
  '/utf8-location': (_request, response) => {
    response.writeHead(302, { location: Buffer.from('/стр').toString('latin1') }).end();
  },
  '/%D1%81%D1%82%D1%80': html(PAGE),
  '/cookie-wall': (request, response) => {
    if (request.headers.cookie === 'seen=1') return html(PAGE)(request, response);
    response.writeHead(302, { location: '/cookie-wall', 'set-cookie': 'seen=1; Path=/' }).end();
  },
  '/refresh': html('<html><head><meta http-equiv="refresh" content="0; url=&quot;/page&quot;"></head>'),
  '/refresh-header': (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html', refresh: '0;url=/page' }).end('moved'),
  '/refresh-loop': html('<meta http-equiv=refresh content="1;URL=/refresh-back">'),
  '/refresh-back': html('<meta http-equiv=refresh content="1;URL=/refresh-loop">'),
  '/refresh-noscript': html(`<noscript><meta http-equiv="refresh" content="0;url=/page"></noscript>${PAGE}`),
  '/refresh-self': html(`<meta http-equiv="refresh" content="5">${PAGE}`),
  '/gzip': html(zlib.gzipSync(PAGE), { 'content-encoding': 'gzip' }),
  '/deflate': html(zlib.deflateSync(PAGE), { 'content-encoding': 'deflate' }),
  '/raw-deflate': html(zlib.deflateRawSync(PAGE), { 'content-encoding': 'deflate' }),
  '/br': html(zlib.brotliCompressSync(PAGE), { 'content-encoding': 'br' }),
  '/twice': html(zlib.brotliCompressSync(zlib.gzipSync(PAGE)), { 'content-encoding': 'gzip, br' }),
  '/not-gzip': html(PAGE, { 'content-encoding': 'gzip' }),
  '/not-br': html(PAGE, { 'content-encoding': 'br' }),
  '/unlabelled-gzip': html(zlib.gzipSync(PAGE)),
  '/broken-gzip': html(zlib.gzipSync(PAGE.repeat(50)).fill(7, 20, 60), { 'content-encoding': 'gzip' }),
  '/cut-gzip': html(zlib.gzipSync(PAGE.repeat(50)).subarray(0, 60), { 'content-encoding': 'gzip' }),
  '/unknown-encoding': html('????', { 'content-encoding': 'exi' }),
  '/bomb': html(zlib.gzipSync(Buffer.alloc(20_000_000)), { 'content-encoding': 'gzip' }),
  '/nested-bomb': html(zlib.gzipSync(zlib.gzipSync(Buffer.alloc(50_000_000))), {
    'content-encoding': 'gzip, gzip',
  }),
  '/announced': (_request, response) => response.writeHead(200, { 'content-length': '900000000' }).write('x'),
  '/endless': (_request, response) => endless(response.writeHead(200, { 'content-type': 'text/html' })),
  '/endless-404': (_request, response) => endless(response.writeHead(404, { 'content-type': 'text/html' })),
  '/hang': () => {},
  '/stall': (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).write('<p>and then'),
  '/drip': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    const timer = setInterval(() => response.write('.'), 50);
    response.on('close', () => clearInterval(timer));
  },
  '/video': html(Buffer.concat([Buffer.from('00000018667479706d703432', 'hex'), Buffer.alloc(5000)]), {
    'content-type': 'video/mp4',
  }),
  '/html-as-image': html(PAGE.padEnd(3000), { 'content-type': 'image/png' }),
  '/html-as-text': html(PAGE, { 'content-type': 'text/plain' }),
  '/pdf-as-html': html('%PDF-1.4\n%âãÏÓ\n1 0 obj'),
  '/no-type': (_request, response) => response.writeHead(200).end(PAGE),
  '/404': (_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('gone'),
  '/etag': (request, response) => {
    if (request.headers['if-none-match'] === '"v1"') return response.writeHead(304, { etag: '"v1"' }).end();
    return response.writeHead(200, { 'content-type': 'text/html', etag: '"v1"' }).end(PAGE);
  },
  '/echo': (request, response) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end(JSON.stringify(request.headers)),
};

let site: Loopback;
let other: Loopback;
let raw: Loopback;
let fetcher: Fetcher;

beforeAll(async () => {
  site = await serveHttp((request, response) => {
    const chain = /^\/chain\/(\d+)$/.exec(request.url ?? '');
    if (chain)
      return redirect(302, chain[1] === '0' ? '/page' : `/chain/${Number(chain[1]) - 1}`)(request, response);
    const handler = handlers[request.url ?? ''];
    if (handler) return handler(request, response);
    return response.writeHead(404).end();
  });
  other = await serveHttp((request, response) => {
    if (request.url === '/to-echo') return redirect(302, `${site.origin}/echo`)(request, response);
    return response.end();
  }, '127.0.0.2');
  raw = await serveRaw((path, socket) => rawAnswers[path]?.(socket));
  fetcher = createFetcher({
    guard: createGuard({ allowPrivate: true }),
    userAgent: 'test/1',
    limits: LIMITS,
  });
});

afterAll(async () => {
  await fetcher.close();
  await Promise.all([site.close(), other.close(), raw.close()]);
});

const rawAnswers: Record<string, (socket: import('node:net').Socket) => void> = {
  '/http10': (socket) => socket.end('HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>old</p>'),
  '/http09': (socket) => socket.end('<html>no status line</html>'),
  '/bad-version': (socket) => socket.end('HTTP/7.7 200 OK\r\n\r\n'),
  '/bad-chunk': (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nab'),
  '/two-lengths': (socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'),
  '/short': (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<html>half'),
  '/reset': (socket) => socket.resetAndDestroy(),
  '/mid-reset': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<html>');
    setTimeout(() => socket.resetAndDestroy(), 30);
  },
  '/silent-close': (socket) => socket.end(),
  '/megabyte-header': (socket) => socket.end(`HTTP/1.1 200 OK\r\nX-Big: ${'y'.repeat(1_000_000)}\r\n\r\n`),
  '/header-drip': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => socket.write('X-More: 1\r\n'), 50);
    socket.on('close', () => clearInterval(timer));
  },
};

const ask = (path: string, options?: FetchOptions, origin = site.origin) =>
  fetcher(`${origin}${path}`, options);
async function page(path: string, options?: FetchOptions, origin?: string): Promise<Fetched> {
  const answer = await ask(path, options, origin);
  if (isFailure(answer)) throw new Error(`${answer.failed}: ${answer.evidence}`);
  return answer;
}
const textOf = (answer: Fetched) => Buffer.from(answer.body).toString();

describe('a page', () => {
  it('comes with its body, headers, type, charset and the peer', async () => {
    const answer = await page('/page');
    expect(answer).toMatchObject({
      status: 200,
      mime: 'text/html',
      charset: 'utf-8',
      redirects: [],
      address: '127.0.0.1',
    });
    expect(textOf(answer)).toBe(PAGE);
    expect(answer.requestHeaders).toContainEqual(['user-agent', 'test/1']);
  });

  it('is asked for without the password in its address', async () => {
    const answer = await fetcher(`${site.origin.replace('//', '//user:secret@')}/echo`);
    expect(JSON.stringify(answer)).not.toContain('authorization');
    expect(isFailure(answer) ? '' : answer.finalUrl).toBe(`${site.origin}/echo`);
  });

  it('with an error status is an answer', async () => {
    expect(await ask('/404')).toMatchObject({ status: 404 });
  });

  it('that has not changed comes back as 304', async () => {
    const validators = { url: `${site.origin}/etag`, etag: '"v1"', lastModified: null };
    expect(await ask('/etag', { validators })).toMatchObject({ status: 304 });
    expect(
      await ask('/etag', { validators: { ...validators, url: `${site.origin}/elsewhere` } }),
    ).toMatchObject({ status: 200 });
  });
});

describe('redirects', () => {
  it.each(['/301', '/302', '/303', '/307', '/308', '/refresh', '/refresh-header'])(
    '%s leads to the page',
    async (path) => {
      const answer = await page(path);
      expect(textOf(answer)).toBe(PAGE);
      expect(answer.url).toBe(`${site.origin}${path}`);
      expect(answer.redirects).toEqual([`${site.origin}/page`]);
      expect(answer.hops.map((hop) => hop.url)).toEqual([`${site.origin}${path}`]);
    },
  );

  it('may be relative, in UTF-8, and ten', async () => {
    expect((await page('/relative')).finalUrl).toBe(`${site.origin}/relative?q=1`);
    expect(textOf(await page('/utf8-location'))).toBe(PAGE);
    expect((await page('/chain/9')).redirects).toHaveLength(10);
    expect(await ask('/chain/10')).toMatchObject({ failed: 'too-many-redirects' });
  });

  it('in a circle are found', async () => {
    expect(await ask('/loop-a')).toMatchObject({ failed: 'redirect-loop' });
    expect(await ask('/refresh-loop')).toMatchObject({ failed: 'redirect-loop' });
  });

  it('to the same URL with a new cookie are no circle', async () => {
    expect(textOf(await page('/cookie-wall'))).toBe(PAGE);
  });

  it('without a target are the answer', async () => {
    expect(await ask('/no-location')).toMatchObject({ status: 302 });
  });

  it('to what may not be asked are refused', async () => {
    expect(await ask('/to-ftp')).toMatchObject({ failed: 'unsupported-scheme', refused: true });
    expect(await ask('/to-metadata')).toMatchObject({ failed: 'private-address', refused: true });
    expect(await ask('/to-nothing')).toMatchObject({ failed: 'bad-redirect' });
  });

  it('in noscript, and a page that reloads itself, are not followed', async () => {
    expect((await page('/refresh-noscript')).redirects).toEqual([]);
    expect((await page('/refresh-self')).redirects).toEqual([]);
  });

  it('to another origin leave the caller’s own headers behind', async () => {
    const headers = { authorization: 'secret' };
    expect(textOf(await page('/echo', { headers }))).toContain('secret');
    expect(textOf(await page('/to-echo', { headers }, other.origin))).not.toContain('secret');
  });
});

describe('compression', () => {
  it.each(['/gzip', '/deflate', '/raw-deflate', '/br', '/twice', '/not-gzip', '/not-br', '/unlabelled-gzip'])(
    '%s is undone',
    async (path) => {
      expect(textOf(await page(path))).toBe(PAGE);
    },
  );

  it('keeps the bytes of the wire for the archive', async () => {
    expect(Buffer.from((await page('/gzip')).rawBody).equals(zlib.gzipSync(PAGE))).toBe(true);
  });

  it.each(['/broken-gzip', '/cut-gzip', '/unknown-encoding'])('%s cannot be decoded', async (path) => {
    expect(await ask(path)).toMatchObject({ failed: 'decode', httpStatus: 200 });
  });

  it.each(['/bomb', '/nested-bomb'])('%s is cut', async (path) => {
    expect(await ask(path)).toMatchObject({ failed: 'too-large' });
  });
});

describe('limits', () => {
  it.each([
    ['/announced', 'too-large'],
    ['/endless', 'too-large'],
    ['/hang', 'timeout'],
    ['/stall', 'timeout'],
    ['/drip', 'timeout'],
    ['/video', 'unsupported-type'],
  ])('%s fails as %s', async (path, reason) => {
    expect(await ask(path)).toMatchObject({ failed: reason });
  });

  it('tell a host that hangs (worth another try) from a page that stalls', async () => {
    expect(await ask('/hang')).toMatchObject({ transient: true, httpStatus: null });
    expect(await ask('/stall')).toMatchObject({ httpStatus: 200 });
  });

  it('cut an endless error page and keep its status', async () => {
    expect(await ask('/endless-404')).toMatchObject({ status: 404 });
  });

  it('cut instead of failing where that is asked for', async () => {
    const answer = await page('/endless', { truncate: true, maxBytes: 1000 });
    expect(answer.truncated).toBe(true);
    expect(answer.body.length).toBe(1000);
  });
});

describe('types', () => {
  it.each([
    ['/html-as-image', 'text/html'],
    ['/html-as-text', 'text/html'],
    ['/pdf-as-html', 'application/pdf'],
    ['/no-type', 'text/html'],
  ])('%s is %s', async (path, mime) => {
    expect((await page(path)).mime).toBe(mime);
  });
});

describe('broken protocol', () => {
  it.each([
    ['/http09', 'protocol'],
    ['/bad-version', 'protocol'],
    ['/bad-chunk', 'protocol'],
    ['/two-lengths', 'reset'],
    ['/short', 'reset'],
    ['/reset', 'reset'],
    ['/mid-reset', 'reset'],
    ['/silent-close', 'reset'],
    ['/megabyte-header', 'too-large'],
    ['/header-drip', 'timeout'],
  ])('%s fails as %s', async (path, reason) => {
    expect(await ask(path, {}, raw.origin)).toMatchObject({ failed: reason });
  });

  it('is not what HTTP/1.0 is', async () => {
    expect(textOf(await page('/http10', {}, raw.origin))).toContain('old');
  });
});

describe('hosts', () => {
  it('that speak no TLS, listen not, or do not exist have their reasons', async () => {
    expect(await fetcher(site.origin.replace('http:', 'https:'))).toMatchObject({
      failed: 'tls',
      transient: false,
    });
    expect(await fetcher('http://127.0.0.1:1/')).toMatchObject({ failed: 'connection-refused' });
    const nowhere = createFetcher({
      guard: createGuard({
        resolve: async () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
      }),
      userAgent: 'test/1',
    });
    expect(await nowhere('http://nowhere.example/')).toMatchObject({ failed: 'dns', transient: false });
    await nowhere.close();
  });

  it('whose name turns private between two requests are refused (rebinding)', async () => {
    let asked = 0;
    const guard = createGuard({
      ports: [site.port],
      resolve: async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }],
    });
    const rebound = createFetcher({ guard, userAgent: 'test/1' });
    const before = site.seen.length;
    expect(await rebound(`http://rebind.example:${site.port}/page`)).toMatchObject({
      failed: 'private-address',
      refused: true,
    });
    expect(site.seen.length).toBe(before);
    await rebound.close();
  });

  it('are asked only when they are admitted', async () => {
    const refusal = { failed: 'robots', evidence: 'no', httpStatus: null, transient: false, refused: true };
    const asked: string[] = [];
    let released = 0;
    const admit: FetchOptions['admit'] = async (url) => {
      asked.push(url.pathname);
      return url.pathname === '/page' ? refusal : { release: () => released++ };
    };
    expect(await ask('/301', { admit })).toMatchObject({ failed: 'robots', url: `${site.origin}/page` });
    expect(asked).toEqual(['/301', '/page']);
    expect(released).toBe(1);
  });
});

describe('a signal', () => {
  it('ends a fetch with its own reason', async () => {
    const controller = new AbortController();
    const fetching = ask('/hang', { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 30);
    await expect(fetching).rejects.toThrow('enough');
  });
});
