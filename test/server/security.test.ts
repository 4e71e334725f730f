// Who may talk to the server: names, origins, tokens, rates, and what browsers are told to enforce.
import { afterEach, describe, expect, it } from 'vitest';
import { type Serving, serving } from './serving.js';

let server: Serving | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const TOKEN = 'correct horse battery';

async function served(
  flags: Record<string, unknown> = {},
  environment: Record<string, string> = {},
): Promise<Serving> {
  server = await serving(flags, environment);
  return server;
}

describe('the name a server goes by', () => {
  it('is loopback when it listens there, whatever a rebound name says', async () => {
    const { get } = await served();
    for (const host of ['localhost', '127.0.0.1:8787', '[::1]:8787', '127.1.2.3']) {
      expect([host, (await get('/healthz', { host })).status]).toEqual([host, 200]);
    }
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:8787',
      '10.0.0.1',
      '',
    ]) {
      const response = await get('/api/status', { host });
      expect([host, response.status, await response.json()]).toMatchObject([
        host,
        421,
        { code: 'wrong-host' },
      ]);
    }
  });

  it('can be another one behind a proxy', async () => {
    const { get } = await served({ allowedHosts: 'reads.example' });
    expect((await get('/healthz', { host: 'reads.example' })).status).toBe(200);
    expect((await get('/healthz', { host: 'evil.example' })).status).toBe(421);
  });

  it('is open when it listens for others', async () => {
    const { get } = await served({ host: '0.0.0.0' });
    expect((await get('/healthz', { host: 'reads.example' })).status).toBe(200);
  });
});

describe('pages of others', () => {
  it('cannot make a browser write here, nor read', async () => {
    const { get, post } = await served();
    const response = await post('/api/index', {}, { origin: 'https://evil.example' });
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'forbidden' }]);
    expect((await post('/mcp', {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect(
      (await get('/api/status', { origin: 'https://evil.example' })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBeNull();
  });

  it('of the server itself can', async () => {
    const { post } = await served();
    expect((await post('/api/crawl/pause', {}, { origin: 'http://127.0.0.1:8787' })).status).toBe(200);
  });

  it('may where the operator says so', async () => {
    const { get, post } = await served({ corsOrigins: 'https://friend.example' });
    const response = await post('/api/ask', { question: 'trees' }, { origin: 'https://friend.example' });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
      200,
      'https://friend.example',
    ]);
    expect(
      (await get('/api/status', { origin: 'https://evil.example' })).headers.get(
        'access-control-allow-origin',
      ),
    ).toBeNull();
  });
});

describe('writing', () => {
  const writes = ['/api/index', '/api/crawl', '/api/crawl/pause'];

  it('is closed off loopback without a token', async () => {
    const { post } = await served({ host: '0.0.0.0' });
    for (const path of writes) {
      expect([path, (await post(path, {})).status]).toEqual([path, 403]);
      expect((await post(path, {}, { authorization: 'Bearer ' })).status).toBe(403);
    }
    expect((await post('/api/ask', { question: 'trees' })).status).toBe(200);
  });

  it('is for holders of the token where there is one', async () => {
    const { post } = await served({ host: '0.0.0.0' }, { WELLREAD_ADMIN_TOKEN: TOKEN });
    for (const authorization of [
      '',
      'Bearer wrong',
      `Bearer ${TOKEN}x`,
      `Basic ${TOKEN}`,
      `Bearer ${TOKEN.slice(0, -1)}`,
    ]) {
      const response = await post('/api/crawl/pause', {}, { authorization });
      expect([authorization, response.status, response.headers.get('www-authenticate')]).toEqual([
        authorization,
        401,
        'Bearer realm="wellread"',
      ]);
    }
    expect((await post('/api/crawl/pause', {}, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });

  it('is closed as well on loopback behind a proxy, which lets everyone in', async () => {
    const { post } = await served({ trustProxy: true });
    expect((await post('/api/crawl/pause', {})).status).toBe(403);
  });
});

describe('the rate limit', () => {
  const from = (address: string) => ({ 'x-forwarded-for': `1.1.1.1, ${address}` });

  it('is one address with its own allowance, and says when to come back', async () => {
    const { get } = await served({ trustProxy: true, allowedHosts: '127.0.0.1', rateLimit: '3' });
    for (let i = 0; i < 3; i++) expect((await get('/api/status', from('203.0.113.7'))).status).toBe(200);
    const refused = await get('/api/status', from('203.0.113.7'));
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'too-many-requests' }]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await get('/api/status', from('203.0.113.8'))).status).toBe(200);
    expect((await get('/healthz', from('203.0.113.7'))).status).toBe(200);
  });

  it('takes the network of an IPv6 address for one', async () => {
    const { get } = await served({ trustProxy: true, rateLimit: '2' });
    expect((await get('/api/status', from('2001:db8:1:2::1'))).status).toBe(200);
    expect((await get('/api/status', from('2001:db8:1:2:ffff::9'))).status).toBe(200);
    expect((await get('/api/status', from('2001:db8:1:2::77'))).status).toBe(429);
    expect((await get('/api/status', from('2001:db8:1:3::1'))).status).toBe(200);
  });
});

describe('browsers', () => {
  it('are told to run nothing but the own files', async () => {
    const { get } = await served();
    for (const path of ['/', '/docs', '/api/status', '/api/nothing']) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toMatch(/unsafe|\*|nonce/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });
});
