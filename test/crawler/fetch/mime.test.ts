// Types by content: what labels say, what bytes say, and who is believed.
import { describe, expect, it } from 'vitest';
import { essenceOf, mayBeText, mimeOf } from '../../../crawler/fetch/mime.js';

const PNG = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001', 'hex'),
  Buffer.alloc(100, 1),
]);

describe('the essence of a header', () => {
  it.each([
    ['Text/HTML; charset=utf-8', 'text/html'],
    ['application/xhtml+xml', 'application/xhtml+xml'],
    ['text/html, text/plain', 'text/html'],
    ['html', ''],
    ['', ''],
    [undefined, ''],
  ])('%s is %s', (header, essence) => {
    expect(essenceOf(header)).toBe(essence);
  });
});

describe('the type of a body', () => {
  it.each([
    ['<!DOCTYPE html><p>', '', 'text/html'],
    ['\ufeff  <!-- hi --> <HTML>', 'text/plain', 'text/html'],
    ['<p>text</p>', 'application/octet-stream', 'text/html'],
    ['<?xml version="1.0"?><rss version="2.0">', 'text/plain', 'application/rss+xml'],
    ['<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">', '', 'application/atom+xml'],
    ['<?xml version="1.0"?><!DOCTYPE html><html xmlns="x">', '', 'application/xhtml+xml'],
    ['<?xml version="1.0"?><rss>', 'text/xml', 'text/xml'],
    ['%PDF-1.7 ...', 'text/html', 'application/pdf'],
    ['\n\n%PDF-1.4', 'application/octet-stream', 'application/pdf'],
    ['just words', '', 'text/plain'],
    ['just words', 'text/markdown', 'text/markdown'],
    ['{"a": 1}', 'application/json', 'application/json'],
    ['<paragraph> of something else', '', 'text/plain'],
    ['words', 'image/png', 'text/plain'],
  ])('%j labelled %j is %s', async (body, declared, expected) => {
    expect(await mimeOf(Buffer.from(body), declared)).toBe(expected);
  });

  it('of binary data is what its signature says, or nothing we know', async () => {
    expect(await mimeOf(PNG, 'text/html')).toBe('image/png');
    expect(await mimeOf(PNG, 'image/png')).toBe('image/png');
    expect(await mimeOf(Buffer.from(Array.from({ length: 500 }, (_, i) => (i * i * 31) & 255)), '')).toBe(
      'application/octet-stream',
    );
  });

  it('of text in UTF-16 is text', async () => {
    const text = '<html><body><p>Каждый потребитель читает раздел со своего смещения</p></body></html>';
    expect(await mimeOf(Buffer.from(text, 'utf16le'), '')).toBe('text/html');
    expect(await mimeOf(Buffer.from(text, 'utf16le').swap16(), 'text/html')).toBe('text/html');
  });

  it('of nothing is what was declared', async () => {
    expect(await mimeOf(Buffer.alloc(0), 'text/html')).toBe('text/html');
  });

  it('may be worth reading', () => {
    expect(
      ['text/html', '', 'application/pdf', 'application/rss+xml', 'application/octet-stream'].every(
        mayBeText,
      ),
    ).toBe(true);
    expect(['image/png', 'video/mp4', 'application/zip', 'font/woff2'].some(mayBeText)).toBe(false);
  });
});
