// RFC 9309, section by section.
import { describe, expect, it } from 'vitest';
import { parseRobots } from '../../../crawler/frontier/robots.js';

const allows = (file: string, path: string) =>
  parseRobots(file, 'wellread').allows(new URL(path, 'https://example.org'));
const disallow = (pattern: string, path: string) => !allows(`User-agent: *\nDisallow: ${pattern}`, path);

describe('groups', () => {
  it('prefer the one that names us, whatever its case and version', () => {
    const file = 'User-agent: *\nDisallow: /\n\nUser-agent: WellRead/2.0\nDisallow: /private';
    expect(allows(file, '/page')).toBe(true);
    expect(allows(file, '/private/x')).toBe(false);
  });

  it('are not ours when ours is only the beginning of their name', () => {
    expect(allows('User-agent: wellreadbot\nDisallow: /', '/page')).toBe(true);
    expect(allows('User-agent: well\nDisallow: /', '/page')).toBe(true);
  });

  it('share rules among several agents and are merged when repeated', () => {
    const file =
      'User-agent: other\nUser-agent: wellread\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\nUser-agent: wellread\nDisallow: /b';
    expect([allows(file, '/a'), allows(file, '/b'), allows(file, '/c')]).toEqual([false, false, true]);
  });

  it('are not ended by lines that are no rules', () => {
    const file =
      'User-agent: wellread\nCrawl-delay: 3\nSitemap: https://example.org/s.xml\nUser-agent: other\nDisallow: /a';
    expect(allows(file, '/a')).toBe(false);
    expect(parseRobots(file, 'wellread').crawlDelay).toBe(3);
  });

  it('do not begin before the first agent', () => {
    expect(allows('Disallow: /\nUser-agent: *\nDisallow: /a', '/b')).toBe(true);
  });

  it('without any for us allow all', () => {
    expect(allows('User-agent: other\nDisallow: /', '/')).toBe(true);
    expect(allows('', '/')).toBe(true);
    expect(allows('<!doctype html><title>Not found</title>', '/')).toBe(true);
  });
});

describe('rules', () => {
  it('the longest match wins, allow wins a tie', () => {
    const file = 'User-agent: *\nAllow: /p\nDisallow: /\nDisallow: /page/secret\nAllow: /page/secret';
    expect(allows(file, '/page')).toBe(true);
    expect(allows(file, '/other')).toBe(false);
    expect(allows(file, '/page/secret')).toBe(true);
  });

  it('an empty rule says nothing', () => {
    expect(allows('User-agent: *\nDisallow:', '/x')).toBe(true);
  });

  it('robots.txt itself is always allowed', () => {
    expect(disallow('/', '/robots.txt')).toBe(false);
  });

  it.each([
    ['/fish', '/fish.html', true],
    ['/fish', '/catfish', false],
    ['/fish/', '/fish', false],
    ['/*.php', '/folder/any.php.file', true],
    ['/*.php$', '/filename.php', true],
    ['/*.php$', '/filename.php?q=1', false],
    ['/fish*.php', '/fishheads/catfish.php?x', true],
    ['/a*b*c', '/a-b-b', false],
    ['/a*b*c$', '/axbyc/abc', true],
    ['/ab*ab$', '/ab', false],
    ['*', '/anything', true],
    ['/$', '/', true],
    ['/$', '/x', false],
    ['/page?id=', '/page?id=7', true],
    ['fish', '/fish', true],
  ])('Disallow: %s on %s is %s', (pattern, path, expected) => {
    expect(disallow(pattern, path)).toBe(expected);
  });

  it.each([
    ['/foo/bar?baz=https%3A%2F%2Ffoo.bar', '/foo/bar?baz=https%3A%2F%2Ffoo.bar', true],
    ['/foo/bar/%62%61%7A', '/foo/bar/baz', true],
    ['/foo/bar/baz', '/foo/bar/%62%61%7A', true],
    ['/foo/bar/ツ', '/foo/bar/%E3%83%84', true],
    ['/foo/bar/%e3%83%84', '/foo/bar/ツ', true],
    ['/path/file-with-a-%2A.html', '/path/file-with-a-*.html', true],
    ['/path/file-with-a-%2A.html', '/path/file-with-a-x.html', false],
    ['/path/foo-%24', '/path/foo-$', true],
    ['/a%2Fb', '/a/b', false],
  ])('escapes: Disallow: %s on %s is %s', (pattern, path, expected) => {
    expect(disallow(pattern, path)).toBe(expected);
  });
});

describe('files', () => {
  it('may have any line ends, a byte order mark, comments and spaces', () => {
    const file = '\ufeffUSER-AGENT : *   # all\r Disallow : /a # not this\r\n\r\ndisallow: /b';
    expect([allows(file, '/a'), allows(file, '/b'), allows(file, '/c')]).toEqual([false, false, true]);
  });

  it('are read up to 500 KiB', () => {
    const filler = `# ${'x'.repeat(98)}\n`.repeat(5200);
    const file = `User-agent: *\nDisallow: /early\n${filler}Disallow: /late\n`;
    expect(allows(file, '/early')).toBe(false);
    expect(allows(file, '/late')).toBe(true);
  });

  it('with hostile patterns cost little', () => {
    const rules = `Disallow: /${'*a'.repeat(200)}$\n`.repeat(1000);
    expect(allows(`User-agent: *\n${rules}`, `/${'a'.repeat(1500)}b`)).toBe(true);
  });

  it('may be invalid UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('User-agent: *\nDisallow: /a\n'),
      Buffer.from([0xff, 0xfe, 0x0a]),
    ]);
    expect(parseRobots(bytes, 'wellread').allows(new URL('https://example.org/a'))).toBe(false);
  });
});

describe('crawl delay', () => {
  it.each([
    ['10', 10],
    ['0.5', 0.5],
    ['1,5', 1.5],
    ['soon', null],
    ['-3', null],
  ])('%s is %s seconds', (value, seconds) => {
    expect(parseRobots(`User-agent: *\nCrawl-delay: ${value}`, 'wellread').crawlDelay).toBe(seconds);
  });
});
