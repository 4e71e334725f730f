// One address, one identity: what canonicalUrl folds, what it keeps, and that it does so once and for all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalUrl, hostOf, webUrl } from '../../crawler/url.js';

describe('canonicalUrl', () => {
  it.each([
    ['https://WWW.Example.org/Talks/', 'example.org/Talks'],
    ['http://example.org:80/a', 'example.org/a'],
    ['https://example.org:443/a', 'example.org/a'],
    ['https://example.org:8443/a', 'example.org:8443/a'],
    ['https://example.org/', 'example.org'],
    ['https://example.org', 'example.org'],
    ['https://example.org/#/', 'example.org'],
    ['https://example.org/a#part', 'example.org/a'],
    ['https://example.org/a/?id=3&utm_source=x&UTM_Medium=y&b=', 'example.org/a?id=3&b='],
    ['https://example.org/a?utm_campaign=x', 'example.org/a'],
    ['https://example.org/a?', 'example.org/a'],
    ['https://example.org/watch?v=Ab_C&t=8s', 'example.org/watch?v=Ab_C&t=8s'],
    ['https://example.org/a%2fb%20c', 'example.org/a%2fb%20c'],
    ['https://me:secret@example.org/a', 'example.org/a'],
    ['https://example.org./a', 'example.org/a'],
    ['https://example.org//a//b//', 'example.org//a//b'],
    ['https://пример.рф/Страница', 'xn--e1afmkfd.xn--p1ai/%D0%A1%D1%82%D1%80%D0%B0%D0%BD%D0%B8%D1%86%D0%B0'],
    ['example.org/a/', 'example.org/a'],
    ['www.com', 'www.com'],
    ['http://0x7f.1/a', '127.0.0.1/a'],
    ['http://[::1]:8080/a/', '[::1]:8080/a'],
  ])('%s -> %s', (url, canonical) => {
    expect(canonicalUrl(url)).toBe(canonical);
  });

  it('leaves what is no web address alone', () => {
    expect(canonicalUrl(' not a url ')).toBe('not a url');
    expect(canonicalUrl('ftp://example.org/a')).toBe('ftp://example.org/a');
    expect(webUrl('ftp://example.org/a')).toBeNull();
  });

  it('tells paths and parameters apart by case', () => {
    expect(canonicalUrl('https://example.org/A')).not.toBe(canonicalUrl('https://example.org/a'));
    expect(canonicalUrl('https://example.org/?v=A')).not.toBe(canonicalUrl('https://example.org/?v=a'));
  });

  it('changes nothing the second time, whatever comes in', () => {
    const canonicalTwice = (url: string) => {
      expect(canonicalUrl(canonicalUrl(url))).toBe(canonicalUrl(url));
    };
    fc.assert(fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), canonicalTwice));
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), canonicalTwice));
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => canonicalTwice(`http://${text}`)));
  });

  it('does not see spelling: scheme, www., host case, slash, fragment, utm_', () => {
    const spelling = fc.record({
      scheme: fc.constantFrom('http://', 'https://', 'HTTPS://', ''),
      www: fc.constantFrom('', 'www.', 'WWW.'),
      upper: fc.boolean(),
      slash: fc.constantFrom('', '/', '//'),
      utm: fc.constantFrom('', '?utm_source=a', '?utm_source=a&utm_content=b'),
      fragment: fc.constantFrom('', '#', '#top', '#/'),
    });
    const host = fc.domain().filter((name) => !name.startsWith('www.'));
    const path = fc.array(fc.stringMatching(/^[a-zA-Z0-9_-]{1,8}$/), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(host, path, spelling, (name, parts, { scheme, www, upper, slash, utm, fragment }) => {
        const listed = `${scheme}${www}${upper ? name.toUpperCase() : name}/${parts.join('/')}${slash}${utm}${fragment}`;
        expect(canonicalUrl(listed)).toBe(canonicalUrl(`https://${name}/${parts.join('/')}`));
      }),
    );
  });
});

it('hostOf gives the bare host', () => {
  expect(hostOf('https://WWW.Example.org:8080/a')).toBe('example.org');
  expect(hostOf('example.org/a')).toBe('example.org');
  expect(hostOf('nonsense: text')).toBe('');
});
