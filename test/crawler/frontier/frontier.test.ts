// The frontier: order, turns, retries that outlive the process, duplicates, copies.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Catalog, type Outcome } from '../../../crawler/catalog/catalog.js';
import { Frontier, NEVER, type Visit } from '../../../crawler/frontier/frontier.js';
import type { ReadingList } from '../../../crawler/list/list.js';

let catalog: Catalog;
let now: number;
const clock = () => now;

function listOf(name: string, urls: string[]): ReadingList {
  const entries = urls.map((url, i) => ({ url, title: '', note: '', section: [], line: i + 1 }));
  return { name, title: name, entries } as ReadingList;
}

const OUTCOME: Outcome = {
  status: 'fetched',
  reason: null,
  evidence: null,
  httpStatus: 200,
  finalUrl: null,
  mime: 'text/html',
  archivedUrl: null,
  archivedAt: null,
  duplicateOf: null,
  fetchedAt: '2026-01-01T00:00:00.000Z',
  etag: null,
  lastModified: null,
  article: null,
  archive: null,
  attempts: 1,
};
const ALL = { again: () => false, limit: Number.POSITIVE_INFINITY };
const settled = { dueAt: NEVER, failures: 0, resolved: null, wantsCopy: false };
const take = (frontier: Frontier) => frontier.next(() => 0) as Visit;
const idOf = (url: string) => catalog.link(url)!.id;

beforeEach(() => {
  catalog = Catalog.open(mkdtempSync(join(tmpdir(), 'frontier-')));
  now = 1_000_000;
});

describe('the order', () => {
  it('lets hosts take turns and gives a host’s links in the list’s order', () => {
    catalog.addList(listOf('a', ['http://one/1', 'http://one/2', 'http://two/1', 'http://three/1']), 'x');
    const frontier = new Frontier(catalog.db, clock);
    expect(frontier.load(catalog.links(), ALL)).toBe(4);
    const order: string[] = [];
    for (let i = 0; i < 4; i++) {
      const visit = take(frontier);
      order.push(visit.link.url);
      frontier.fetched(visit);
    }
    expect(order).toEqual(['http://one/1', 'http://two/1', 'http://three/1', 'http://one/2']);
    expect(frontier.size).toBe(0);
  });

  it('puts what is new before what was fetched, and what many lists name before the rest', () => {
    catalog.addList(listOf('a', ['http://h/old', 'http://h/new', 'http://h/famous']), 'x');
    catalog.addList(listOf('b', ['http://h/famous']), 'x');
    catalog.record(idOf('http://h/old'), OUTCOME);
    const frontier = new Frontier(catalog.db, clock);
    frontier.load(catalog.links(), ALL);
    const order = [1, 2, 3].map(() => {
      const visit = take(frontier);
      frontier.fetched(visit);
      return visit.link.url;
    });
    expect(order).toEqual(['http://h/famous', 'http://h/new', 'http://h/old']);
  });

  it('gives no second link of a host while the first is being fetched', () => {
    catalog.addList(listOf('a', ['http://one/1', 'http://one/2']), 'x');
    const frontier = new Frontier(catalog.db, clock);
    frontier.load(catalog.links(), ALL);
    const first = take(frontier);
    expect(frontier.next(() => 0)).toBe(Number.POSITIVE_INFINITY);
    frontier.fetched(first);
    expect(take(frontier).link.url).toBe('http://one/2');
  });

  it('waits for hosts that want a pause and says how long', () => {
    catalog.addList(listOf('a', ['http://one/1', 'http://two/1']), 'x');
    const frontier = new Frontier(catalog.db, clock);
    frontier.load(catalog.links(), ALL);
    expect(frontier.next((host) => (host === 'one' ? 700 : 300))).toBe(300);
  });

  it('keeps a limit', () => {
    catalog.addList(listOf('a', ['http://one/1', 'http://two/1']), 'x');
    expect(new Frontier(catalog.db, clock).load(catalog.links(), { ...ALL, limit: 1 })).toBe(1);
  });
});

describe('being due', () => {
  it('ends with an outcome and comes again with time, or when asked for', () => {
    catalog.addList(listOf('a', ['http://one/1']), 'x');
    const frontier = new Frontier(catalog.db, clock);
    frontier.settle(idOf('http://one/1'), { ...settled, dueAt: now + 100_000 });
    expect(frontier.load(catalog.links(), ALL)).toBe(0);
    expect(frontier.nextDueAt()).toBe(now + 100_000);
    expect(new Frontier(catalog.db, clock).load(catalog.links(), { ...ALL, again: () => true })).toBe(1);
    now += 100_000;
    expect(new Frontier(catalog.db, clock).load(catalog.links(), ALL)).toBe(1);
  });

  it('keeps a promised wait through a restart', () => {
    catalog.addList(listOf('a', ['http://one/1']), 'x');
    const before = new Frontier(catalog.db, clock);
    before.load(catalog.links(), ALL);
    const visit = take(before);
    before.retry(visit, now + 5000);
    before.fetched(visit);
    const after = new Frontier(catalog.db, clock);
    expect(after.load(catalog.links(), ALL)).toBe(1);
    expect(after.next(() => 0)).toBe(5000);
    now += 5000;
    expect(take(after).link.url).toBe('http://one/1');
  });
});

describe('hosts', () => {
  it('can be given up by origin, and all be left for later', () => {
    catalog.addList(listOf('a', ['http://one/1', 'https://one/2', 'http://two/1', 'http://two/2']), 'x');
    const frontier = new Frontier(catalog.db, clock);
    frontier.load(catalog.links(), ALL);
    expect(frontier.drain('http://one').map((visit) => visit.link.url)).toEqual(['http://one/1']);
    expect(frontier.size).toBe(3);
    expect(frontier.dropAll()).toBe(3);
    expect(frontier.size).toBe(0);
  });
});

describe('what a link turned out to be', () => {
  it('makes the first readable link the holder of an address', () => {
    catalog.addList(listOf('a', ['http://one/1', 'http://one/2']), 'x');
    const first = catalog.link('http://one/1')!;
    const second = catalog.link('http://one/2')!;
    const before = new Frontier(catalog.db, clock);
    expect(before.claim('one/real', first)).toBeNull();
    expect(before.claim('one/real', first)).toBeNull();
    expect(before.claim('one/real', second)).toBe('one/1'); // both are under way
    before.settle(first.id, { ...settled, resolved: 'one/real' });
    catalog.record(first.id, OUTCOME);
    const after = new Frontier(catalog.db, clock);
    expect(after.claim('one/real', second)).toBe('one/1');
    expect(after.claim('one/real', first)).toBeNull();
  });

  it('wakes the duplicates of a link that died', () => {
    catalog.addList(listOf('a', ['http://one/1', 'http://one/2']), 'x');
    const frontier = new Frontier(catalog.db, clock);
    catalog.record(idOf('http://one/2'), { ...OUTCOME, status: 'duplicate', duplicateOf: 'one/1' });
    frontier.settle(idOf('http://one/2'), settled);
    expect(frontier.wakeDuplicates('one/1')).toEqual([idOf('http://one/2')]);
    expect(frontier.known(idOf('http://one/2')).dueAt).toBe(0);
  });
});

describe('state', () => {
  it('remembers a crawl that did not end, and copies still wanted', () => {
    catalog.addList(listOf('a', ['http://one/1']), 'x');
    const frontier = new Frontier(catalog.db, clock);
    expect(frontier.unclean).toBe(false);
    frontier.unclean = true;
    frontier.settle(idOf('http://one/1'), { ...settled, wantsCopy: true });
    const after = new Frontier(catalog.db, clock);
    expect(after.unclean).toBe(true);
    expect(after.wantingCopies()).toEqual([idOf('http://one/1')]);
  });
});
