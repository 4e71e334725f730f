// The table of problems: every error a person can meet is in it, says something, and leaks nothing.
import { describe, expect, it } from 'vitest';
import { BadList } from '../crawler/list/list.js';
import { problemCodes, problemOf, RequestRefused } from '../src/problem.js';
import { sourceFiles } from './source.js';

/** Errors that never leave the file or room they are thrown in: they become an outcome of a link, or another error. */
const INTERNAL = new Set(
  'AddressRefused BadColumns Enough ModelFailed PoolClosed Stop TooComplex ZstdInvalid RequestRefused CatalogUnwritable'.split(
    ' ',
  ),
);

describe('the table', () => {
  it('knows every error class of the tree', () => {
    const classes = sourceFiles().flatMap(({ text }) =>
      [...text.matchAll(/class (\w+) extends Error/g)].map((match) => match[1]!),
    );
    expect(classes.length).toBeGreaterThan(10);
    const unknown = classes.filter((name) => {
      const error = Object.assign(new Error('x'), { name });
      return !INTERNAL.has(name) && problemOf(error) === null;
    });
    expect(unknown).toEqual([]);
  });

  it('has one spelling for every code', () => {
    for (const code of problemCodes()) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});

describe('a problem', () => {
  it('carries the facts of its error', () => {
    expect(problemOf(new BadList('a.md', 7, 'encoding'))).toMatchObject({
      code: 'bad-list',
      status: 422,
      exit: 1,
      extra: { file: 'a.md', line: 7, cause: 'encoding' },
    });
  });

  it.each([
    ['ENOSPC', 'disk-full', 507],
    ['SQLITE_FULL', 'disk-full', 507],
    ['SQLITE_READONLY_DBMOVED', 'not-permitted', 500],
    ['SQLITE_CORRUPT_VTAB', 'catalog-damaged', 503],
    ['EADDRINUSE', 'port-in-use', 500],
  ])('of the system is told by its code: %s', (code, expected, status) => {
    expect(problemOf(Object.assign(new Error('x'), { code }))).toMatchObject({ code: expected, status });
  });

  it.each([
    ['full', 'disk-full'],
    ['read-only', 'not-permitted'],
    ['locked', 'data-folder-busy'],
    ['io', 'disk-failure'],
  ])('of the catalog is told by its obstacle: %s', (obstacle, code) => {
    expect(problemOf(Object.assign(new Error('x'), { name: 'CatalogUnwritable', obstacle }))).toMatchObject({
      code,
    });
  });

  it('of a request keeps what the middleware said', () => {
    expect(problemOf(new RequestRefused('too-many-requests', 'slow down', { retryAfter: 3 }))).toMatchObject({
      status: 429,
      detail: 'slow down',
      extra: { retryAfter: 3 },
    });
  });

  it('is not made of what is a bug of ours', () => {
    expect(problemOf(new TypeError('x is not a function'))).toBeNull();
    expect(problemOf('thrown text')).toBeNull();
    expect(problemOf(Object.assign(new Error('x'), { name: 'constructor' }))).toBeNull();
  });
});
