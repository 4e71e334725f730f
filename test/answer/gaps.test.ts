// The log of questions that the lists do not cover: counted, bounded, safe from torn lines and control characters.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GAPS, GapLog } from '../../src/answer/gaps.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wellread-gaps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (minute: number): Date => new Date(Date.UTC(2024, 4, 1, 0, minute));

describe('the gap log', () => {
  it('counts a question however it is written, most often asked first', () => {
    const log = new GapLog(folder);
    log.add('How to boil an egg?', 'Egg timers at scale', at(1));
    log.add('Quantum gravity', null, at(2));
    log.add('how to  boil an EGG', null, at(3));
    expect(log.list()).toEqual([
      { question: 'how to boil an EGG', nearest: null, count: 2, lastAsked: at(3).toISOString() },
      { question: 'Quantum gravity', nearest: null, count: 1, lastAsked: at(2).toISOString() },
    ]);
    expect(new GapLog(folder).list(1)).toHaveLength(1);
  });

  it('is empty where nobody asked', () => {
    expect(new GapLog(join(folder, 'nowhere')).list()).toEqual([]);
  });

  it('loses no other line to one that a crash tore', () => {
    new GapLog(folder).add('one', null, at(1));
    appendFileSync(join(folder, GAPS), '\n{"at":"2024-05-01T00:00:00.0');
    const log = new GapLog(folder);
    log.add('two', null, at(2));
    expect(log.list().map(({ question }) => question)).toEqual(['two', 'one']);
  });

  it('starts anew behind a file that is nothing but a torn line', () => {
    writeFileSync(join(folder, GAPS), '{"at":"20');
    const log = new GapLog(folder);
    log.add('one', null, at(1));
    expect(log.list().map(({ question }) => question)).toEqual(['one']);
  });

  it('keeps one line a question and no control characters', () => {
    const log = new GapLog(folder);
    log.add('one\ntwo\u001b[31m\u0000 \u202e three', 'a\nb', at(1));
    log.add(' \n ', null, at(2));
    expect(log.list()).toMatchObject([{ question: 'one two [31m three', nearest: 'a b', count: 1 }]);
    expect(readFileSync(join(folder, GAPS), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('is bounded, and keeps the newest', () => {
    const log = new GapLog(folder);
    for (let n = 0; n < 4_500; n++) log.add(`question ${n} ${'x'.repeat(400)}`, null, at(n));
    const lines = readFileSync(join(folder, GAPS), 'utf8').split('\n').length;
    expect(lines).toBeLessThanOrEqual(2_000);
    expect(statSync(join(folder, GAPS)).size).toBeLessThan(1_000_000);
    expect(log.list(1)[0]!.question).toMatch(/^question 4499 /);
    expect(log.list(5_000).length).toBeLessThanOrEqual(1_000);
  });
});
