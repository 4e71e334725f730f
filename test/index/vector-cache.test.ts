import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VectorCache } from '../../index/vector-cache.js';
import { quantise } from '../../index/vectors.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'wellread-cache-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const code = (number: number) => quantise(Float32Array.from([Math.cos(number), Math.sin(number), 0]));
const file = (): string => join(dataDir, 'vectors', readdirSync(join(dataDir, 'vectors'))[0]!);
const open = (model = 'm'): VectorCache => VectorCache.open(dataDir, model, 3);

function fill(count: number): void {
  const cache = open();
  for (let at = 0; at < count; at++) cache.set(`text ${at}`, code(at));
  cache.close();
}

describe('the vector cache', () => {
  it('remembers by text and model', () => {
    fill(3);
    expect(open().get('text 2')).toEqual(code(2));
    expect(open().get('text 3')).toBeNull();
    expect(open('other').get('text 2')).toBeNull();
    expect(VectorCache.open(dataDir, 'm', 4).get('text 2')).toBeNull();
  });

  it('appends to what is there', () => {
    fill(2);
    const size = statSync(file()).size;
    const cache = open();
    cache.get('text 0');
    cache.get('text 1');
    cache.set('more', code(9));
    cache.close();
    expect(statSync(file()).size - size).toBe(16 + 4 + 3 + 4);
    expect(open().get('text 1')).toEqual(code(1));
    expect(open().get('more')).toEqual(code(9));
  });

  it('loses at most the last record to a torn tail, and appends behind the whole ones', () => {
    fill(3);
    truncateSync(file(), statSync(file()).size - 5);
    const cache = open();
    expect(cache.get('text 1')).toEqual(code(1));
    expect(cache.get('text 2')).toBeNull();
    cache.set('text 2', code(2));
    cache.flush();
    expect(open().get('text 2')).toEqual(code(2));
    expect(open().damaged).toBe(0);
  });

  it('leaves damaged records out and gives no wrong vector', () => {
    fill(8);
    const whole = readFileSync(file());
    for (let at = whole.length - 200; at < whole.length; at += 7) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 64;
      writeFileSync(file(), flipped);
      const cache = open();
      expect(cache.damaged).toBe(1);
      const known = Array.from({ length: 8 }, (_, text) => cache.get(`text ${text}`));
      expect(known.filter((one) => one === null)).toHaveLength(1);
      known.forEach((one, text) => {
        if (one) expect(one).toEqual(code(text));
      });
    }
  });

  it('is empty where the file is foreign, and replaces it', () => {
    fill(1);
    writeFileSync(file(), 'something else altogether, longer than the header would ever be, by far and wide');
    const cache = open();
    expect(cache.get('text 0')).toBeNull();
    cache.set('text 0', code(0));
    cache.close();
    expect(open().get('text 0')).toEqual(code(0));
  });

  it('drops what most of a build did not ask for', () => {
    fill(10);
    const cache = open();
    cache.get('text 1');
    cache.get('text 2');
    cache.close();
    expect(open().get('text 1')).toEqual(code(1));
    expect(open().get('text 5')).toBeNull();
  });
});
