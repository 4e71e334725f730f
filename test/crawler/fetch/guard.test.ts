// The guard: which addresses may be talked to, spelled in every way that was ever used to get round such a list.
import { describe, expect, it } from 'vitest';
import { createGuard, type ResolvedAddress } from '../../../crawler/fetch/guard.js';

const guard = createGuard();
const open = createGuard({ allowPrivate: true });
const reasonOf = (url: string, by = guard) => by.refuse(new URL(url))?.reason ?? null;

describe('a URL', () => {
  it.each([
    ['http://127.0.0.1/', 'loopback'],
    ['http://127.9.9.9/', 'the rest of loopback'],
    ['http://2130706433/', 'decimal'],
    ['http://0x7f000001/', 'hexadecimal'],
    ['http://0x7f.1/', 'hexadecimal, short'],
    ['http://0177.0.0.1/', 'octal'],
    ['http://127.1/', 'short'],
    ['http://①②⑦.⓪.⓪.①/', 'circled digits'],
    ['http://127.0.0.1./', 'a final dot'],
    ['http://0.0.0.0/', 'unspecified'],
    ['http://0/', 'zero'],
    ['http://10.1.2.3/', 'private A'],
    ['http://172.16.0.1/', 'private B'],
    ['http://192.168.0.1/', 'private C'],
    ['http://169.254.1.1/', 'link-local'],
    ['http://100.64.0.1/', 'carrier-grade NAT'],
    ['http://192.0.2.1/', 'documentation'],
    ['http://198.18.0.1/', 'benchmarking'],
    ['http://192.88.99.1/', 'relay anycast'],
    ['http://224.0.0.1/', 'multicast'],
    ['http://240.0.0.1/', 'reserved'],
    ['http://255.255.255.255/', 'broadcast'],
    ['http://[::1]/', 'IPv6 loopback'],
    ['http://[::]/', 'IPv6 unspecified'],
    ['http://[::ffff:127.0.0.1]/', 'mapped'],
    ['http://[::127.0.0.1]/', 'compatible'],
    ['http://[64:ff9b::127.0.0.1]/', 'NAT64'],
    ['http://[64:ff9b:1::10.0.0.1]/', 'local NAT64'],
    ['http://[2002:7f00:1::]/', '6to4'],
    ['http://[2001:0:1:2:3:4:80ff:fffe]/', 'Teredo'],
    ['http://[fe80::1]/', 'IPv6 link-local'],
    ['http://[fc00::1]/', 'unique local'],
    ['http://[fec0::1]/', 'site-local'],
    ['http://[ff02::1]/', 'IPv6 multicast'],
    ['http://[2001:db8::1]/', 'IPv6 documentation'],
    ['http://[3fff::1]/', 'IPv6 documentation, new'],
    ['http://[5f00::1]/', 'segment routing'],
    ['http://[100::1]/', 'discard'],
    ['http://localhost/', 'localhost'],
    ['http://LOCALHOST./', 'localhost with a dot'],
    ['http://a.localhost/', 'below localhost'],
    ['http://169.254.169.254/latest/meta-data/', 'metadata'],
    ['http://metadata.google.internal/', 'metadata by name'],
    ['http://168.63.129.16/', 'a wire server, on a public address'],
  ])('%s is private (%s)', (url) => {
    expect(reasonOf(url)).toBe('private-address');
  });

  it.each([
    'http://93.184.216.34/',
    'https://[2606:4700::1111]/',
    'http://[::ffff:93.184.216.34]/',
    'http://[64:ff9b::5db8:d822]/',
  ])('%s is public', (url) => {
    expect(reasonOf(url)).toBeNull();
  });

  it('must be http or https, on a usual port', () => {
    expect(reasonOf('ftp://example.org/')).toBe('unsupported-scheme');
    expect(reasonOf('file:///etc/passwd')).toBe('unsupported-scheme');
    expect(reasonOf('javascript:alert(1)')).toBe('unsupported-scheme');
    expect(reasonOf('http://example.org:22/')).toBe('unsupported-port');
    expect(reasonOf('https://example.org:80/')).toBeNull();
    expect(createGuard({ ports: [8080] }).refuse(new URL('http://example.org:8080/'))).toBeNull();
  });

  it('may be private and on any port where that is allowed, but never a metadata service', () => {
    expect(reasonOf('http://127.0.0.1:8080/', open)).toBeNull();
    expect(reasonOf('http://localhost:1/', open)).toBeNull();
    expect(reasonOf('http://[::1]:9/', open)).toBeNull();
    expect(reasonOf('http://169.254.169.254/', open)).toBe('private-address');
    expect(reasonOf('http://[fd00:ec2::254]/', open)).toBe('private-address');
    expect(reasonOf('http://metadata.google.internal/', open)).toBe('private-address');
    expect(reasonOf('ftp://10.0.0.1/', open)).toBe('unsupported-scheme');
  });
});

describe('a name', () => {
  const lookup = (
    addresses: ResolvedAddress[],
    options: { all?: boolean; family?: number } = { all: true },
  ) => {
    const by = createGuard({ resolve: async () => addresses });
    return new Promise((resolve, reject) => {
      by.lookup('example.org', options, (error, found) => (error ? reject(error) : resolve(found)));
    });
  };

  it('loses its private addresses and keeps the others', async () => {
    const found = await lookup([
      { address: '10.0.0.1', family: 4 },
      { address: '93.184.216.34', family: 4 },
      { address: '::1', family: 6 },
    ]);
    expect(found).toEqual([{ address: '93.184.216.34', family: 4 }]);
  });

  it('with nothing but private addresses is refused with its evidence', async () => {
    await expect(lookup([{ address: '192.168.1.1', family: 4 }])).rejects.toMatchObject({
      refusal: { reason: 'private-address', evidence: expect.stringContaining('example.org: 192.168.1.1') },
    });
  });

  it('without an address of the family asked for does not exist', async () => {
    await expect(lookup([{ address: '2606:4700::1111', family: 6 }], { family: 4 })).rejects.toMatchObject({
      code: 'ENOTFOUND',
    });
  });

  it('gives one address where one is asked for', async () => {
    expect(await lookup([{ address: '93.184.216.34', family: 4 }], {})).toBe('93.184.216.34');
  });
});
