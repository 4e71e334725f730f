// In which encoding a page is written: labels, marks, lies and silence.
import { describe, expect, it } from 'vitest';
import { charsetOf, decodeText } from '../../../crawler/fetch/decode.js';

const RUSSIAN = 'Каждый потребитель читает раздел со своего смещения и хранит его отдельно от сообщений.';

function encode(text: string, charset: string): Buffer {
  const decoder = new TextDecoder(charset);
  const codes = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) codes.set(decoder.decode(Uint8Array.of(byte)), byte);
  return Buffer.from([...text].map((char) => codes.get(char) ?? 0x3f));
}

describe('the charset of a page', () => {
  it.each([
    ['a mark beats the header', Buffer.from(`\ufeff${RUSSIAN}`), 'text/html; charset=windows-1251', 'utf-8'],
    ['the header', encode(RUSSIAN, 'koi8-r'), 'text/html; charset=KOI8-R', 'koi8-r'],
    ['a header in quotes', encode(RUSSIAN, 'windows-1251'), 'text/html; charset="cp1251"', 'windows-1251'],
    ['bytes that are UTF-8 beat a header', Buffer.from(RUSSIAN), 'text/html; charset=iso-8859-1', 'utf-8'],
    [
      'bytes that are not UTF-8 beat a header',
      encode(RUSSIAN, 'windows-1251'),
      'text/html; charset=utf-8',
      'windows-1251',
    ],
    ['strict UTF-8 beats silence', Buffer.from(RUSSIAN), undefined, 'utf-8'],
    [
      'the page’s own word',
      encode(`<meta charset=windows-1251>${RUSSIAN}`, 'windows-1251'),
      undefined,
      'windows-1251',
    ],
    [
      'the page’s word beats a blind default',
      encode(`<meta charset=koi8-r>${RUSSIAN}`, 'koi8-r'),
      'text/html; charset=iso-8859-1',
      'koi8-r',
    ],
    [
      'a word in a comment does not count',
      encode(`<!-- <meta charset=koi8-r> --><meta charset=windows-1251>${RUSSIAN}`, 'windows-1251'),
      undefined,
      'windows-1251',
    ],
    [
      'an XML declaration',
      encode(`<?xml version="1.0" encoding="windows-1251"?>${RUSSIAN}`, 'windows-1251'),
      undefined,
      'windows-1251',
    ],
    ['the content alone', encode(RUSSIAN.repeat(4), 'windows-1251'), undefined, 'windows-1251'],
    ['the content alone, koi8-r', encode(RUSSIAN.repeat(4), 'koi8-r'), undefined, 'koi8-r'],
    ['a label nobody knows', Buffer.from(RUSSIAN), 'text/html; charset=klingon', 'utf-8'],
    ['plain ASCII', Buffer.from('<p>plain</p>'), undefined, 'utf-8'],
    [
      'UTF-16 without a mark',
      Buffer.from(`<html><p>${RUSSIAN}</p></html>`, 'utf16le'),
      undefined,
      'utf-16le',
    ],
    ['UTF-16BE by mark', Buffer.from(`\ufeff${RUSSIAN}`, 'utf16le').swap16(), undefined, 'utf-16be'],
    [
      'a header of UTF-16 over UTF-8',
      Buffer.from('<p>really UTF-8: é</p>'),
      'text/html; charset=utf-16',
      'utf-8',
    ],
    [
      'a meta of UTF-16 in what is ASCII',
      Buffer.from('<meta charset="utf-16"><p>plain</p>'),
      undefined,
      'utf-8',
    ],
    [
      'ISO-2022-JP by header',
      Buffer.from('\x1b$B%a%C%;!<%8\x1b(B', 'latin1'),
      'text/html; charset=iso-2022-jp',
      'iso-2022-jp',
    ],
    ['nothing', Buffer.alloc(0), undefined, 'utf-8'],
  ])('%s', (_what, body, contentType, expected) => {
    expect(charsetOf(body, contentType)).toBe(expected);
  });

  it('is one that decodes the text', () => {
    for (const charset of ['windows-1251', 'koi8-r', 'iso-8859-5', 'ibm866']) {
      const body = encode(RUSSIAN, charset);
      expect(decodeText(body, charsetOf(body, `text/html; charset=${charset}`))).toBe(RUSSIAN);
    }
  });

  it('stands a UTF-8 page with a broken spot', () => {
    const body = Buffer.concat([Buffer.from(RUSSIAN.repeat(20)), Buffer.from([0xff]), Buffer.from(RUSSIAN)]);
    expect(charsetOf(body, 'text/html; charset=utf-8')).toBe('utf-8');
  });

  it('costs little on ten megabytes', () => {
    const body = Buffer.alloc(10_000_000, encode(RUSSIAN, 'windows-1251'));
    expect(charsetOf(body)).toBe('windows-1251');
  });
});
