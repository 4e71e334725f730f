// The report for people, and the run over many files behind `wellread extract`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Extraction } from '../../../crawler/extract/extract.js';
import { extractFiles } from '../../../crawler/extract/files.js';
import { ExtractPool } from '../../../crawler/extract/pool.js';
import { isFailure, report } from '../../../crawler/extract/report.js';

const extraction: Extraction = {
  title: 'Leases',
  byline: 'Ann Lee',
  published: '2019-03-04',
  modified: null,
  lang: 'en',
  site: null,
  canonicalUrl: null,
  description: 'What \u001b[31ma lease\u001b[0m is.',
  provenance: { title: 'h1', byline: 'meta:author' },
  text: Array.from({ length: 12 }, (_, n) => `Line ${n} of the text.`).join('\n\n'),
  markdown: '# A\n\ntext\n\n- one\n- two\n\n```\ncode\n```\n\n| a |\n| --- |\n| b |\n',
  captions: [],
  removed: [
    { rule: 'share-bar', what: 'Tweet this', chars: 10 },
    { rule: 'comments', what: 'First!', chars: 400 },
    { rule: 'share-bar', what: 'Share', chars: 5 },
  ],
  verdict: { ok: true, reason: null, evidence: null },
};

describe('report', () => {
  it('shows metadata with its sources, what was kept and what was removed by rule', () => {
    const text = report({ file: 'a.html', url: 'https://example.org/a', result: extraction });
    expect(text).toContain('a.html\n  as https://example.org/a\n  verdict: article\n');
    expect(text).toMatch(/title +Leases {3}\[h1\]/);
    expect(text).toMatch(/modified +-\n/);
    expect(text).toContain('Kept: 60 words in 1 heading, 2 list items, 1 code block, 1 table, 1 paragraph');
    expect(text).toContain('| ... 4 lines ...');
    expect(text.indexOf('400  comments  "First!"')).toBeGreaterThan(0);
    expect(text.indexOf('comments')).toBeLessThan(text.indexOf('15  share-bar x2'));
  });

  it('lets nothing of the page steer the terminal', () => {
    expect(report({ file: 'a', url: 'a', result: extraction })).not.toContain('\u001b');
  });

  it('says why there is no article', () => {
    const verdict = { ok: false, reason: 'soft-404', evidence: 'title "Not found"' };
    expect(report({ file: 'a', url: 'a', result: { ...extraction, verdict, removed: [] } })).toMatch(
      /verdict: soft-404 \(title "Not found"\)[\s\S]*Removed: nothing/,
    );
    expect(report({ file: 'a', url: 'a', result: { failed: 'too-large', detail: '9 bytes' } })).toContain(
      'failed: too-large (9 bytes)',
    );
  });
});

describe('extractFiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wellread-files-'));
  const pool = new ExtractPool({ size: 1 });
  afterAll(async () => {
    await pool.close();
    rmSync(folder, { recursive: true });
  });
  const sentence =
    'A lease is a lock that forgets itself, which is the best thing that a lock can do for everybody else. ';
  const html = (title: string) =>
    `<html><head><title>${title}</title></head><body><article><h1>${title}</h1>${`<p>${sentence.repeat(4)}</p>`.repeat(4)}</article></body></html>`;
  const put = (name: string, body: string | Uint8Array) => {
    writeFileSync(join(folder, name), body);
    return join(folder, name);
  };

  it('extracts files in order, packed ones too, and goes on past bad ones', async () => {
    const inputs = [
      put('one.html', html('One')),
      join(folder, 'missing.html'),
      put('two.html.gz', gzipSync(html('Two'))),
      put('bad.html.gz', new Uint8Array([0x1f, 0x8b, 1, 2, 3])),
      folder,
      'https://example.org/three',
    ];
    const load = async (url: string) => ({
      body: new TextEncoder().encode(html('Three')),
      mime: 'text/html',
      charset: 'utf-8',
      url: `${url}/final`,
    });
    const seen = [];
    for await (const { file, url, result } of extractFiles(inputs, { pool, load, concurrency: 2 }))
      seen.push([file, url, isFailure(result) ? result.failed : result.title]);
    expect(seen).toEqual([
      [inputs[0], expect.stringMatching(/^file:.*one\.html$/), 'One'],
      [inputs[1], expect.stringMatching(/^file:/), 'no-such-file'],
      [inputs[2], expect.stringMatching(/^file:.*two\.html\.gz$/), 'Two'],
      [inputs[3], expect.stringMatching(/^file:/), 'unreadable'],
      [inputs[4], expect.stringMatching(/^file:/), 'unreadable'],
      ['https://example.org/three', 'https://example.org/three/final', 'Three'],
    ]);
  });

  it('fetches nothing unless it is given the means', async () => {
    for await (const { result } of extractFiles(['https://example.org/x'], { pool }))
      expect(result).toEqual({ failed: 'offline', detail: 'addresses are not fetched offline' });
  });
});
