/**
 * Finds out in which encoding a page is written, and decodes it. Pure.
 *
 * Order: byte order mark; the header's charset, unless the bytes disprove it; strict UTF-8; the page's own declaration;
 * then a guess from the content. Differs from the HTML standard in asking the bytes before believing a label: a page that
 * *is* valid UTF-8 with multi-byte sequences is UTF-8 whatever it says, since text in a single-byte encoding is valid UTF-8
 * by chance in well under one page in a million; and a page that is not valid UTF-8 is something else whatever it says.
 * A header of ISO-8859-1 is often a server's blind default, so the page's own word counts more than that one.
 * `chardet` tells single-byte encodings apart well and East Asian ones badly, so those are tried by strict decoding first.
 */
import chardet from 'chardet';
import { utf16Of } from './mime.js';

/** Bytes in which a page declares itself; the standard says 1,024, real pages are later. */
const DECLARATION_BYTES = 8 * 1024;
/** Bytes a guess is made from. */
const GUESS_BYTES = 128 * 1024;
/** Share of replacement characters below which a text that calls itself UTF-8 is UTF-8 with a broken spot. */
const BROKEN_SHARE = 0.002;

/**
 * The label of a body's encoding, one `TextDecoder` accepts.
 * @param contentType the header's value, where there is one
 */
export function charsetOf(body: Uint8Array, contentType?: string): string {
  const mark = byteOrderMark(body);
  if (mark) return mark;
  const header = labelOf(/charset\s*=\s*["']?([^\s;"',]+)/i.exec(contentType ?? '')?.[1]);
  if (header?.startsWith('utf-16')) return utf16Of(body) ?? (decodesAs(body, header) ? header : 'utf-8');
  const wide = utf16Of(body);
  if (wide) return wide;
  if (decodesAs(body, 'utf-8')) return isAscii(body) ? asciiLabel(header, body) : 'utf-8';
  const inside = declaredIn(body);
  const declared = header && !(header === 'windows-1252' && inside) ? header : inside;
  if (declared && declared !== 'utf-8') return decodesAs(body, declared) ? declared : guess(body, declared);
  if (declared === 'utf-8' && brokenShare(body) < BROKEN_SHARE) return 'utf-8';
  return inside && inside !== 'utf-8' && decodesAs(body, inside) ? inside : guess(body, declared);
}

/** Decodes a body with a label of `charsetOf`, without its byte order mark. Broken bytes become U+FFFD. */
export function decodeText(body: Uint8Array, charset: string): string {
  return new TextDecoder(labelOf(charset) ?? 'utf-8').decode(body);
}

function byteOrderMark(body: Uint8Array): string | null {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'utf-8';
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  return body[0] === 0xfe && body[1] === 0xff ? 'utf-16be' : null;
}

/** ISO-2022-JP and HZ look like ASCII and are not; otherwise plain ASCII is UTF-8. */
function asciiLabel(header: string | null, body: Uint8Array): string {
  if (!body.includes(0x1b)) return 'utf-8';
  return (header ?? declaredIn(body)) === 'iso-2022-jp' ? 'iso-2022-jp' : 'utf-8';
}

/** The name `TextDecoder` gives a label, or null for one it does not know. */
function labelOf(label: string | undefined): string | null {
  if (!label) return null;
  const clean = label.trim().toLowerCase();
  try {
    const { encoding } = new TextDecoder(ALIASES[clean] ?? clean);
    return encoding;
  } catch {
    return null; // a RangeError: no such encoding, which is all there is to know
  }
}

/** Labels seen in the wild that the standard does not list. */
const ALIASES: Record<string, string> = {
  'utf-8mb4': 'utf-8',
  utf8mb4: 'utf-8',
  win1251: 'windows-1251',
  'win-1251': 'windows-1251',
  koi8r: 'koi8-r',
  cp1252: 'windows-1252',
  unicode: 'utf-8',
};

function declaredIn(body: Uint8Array): string | null {
  const head = Buffer.from(body.subarray(0, DECLARATION_BYTES)).toString('latin1');
  const xml = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1];
  const seen = head.replace(/<!--[\s\S]*?(?:-->|$)/g, '');
  const meta = /<meta\s[^>]*charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(seen)?.[1];
  const label = labelOf(meta) ?? labelOf(xml);
  return label?.startsWith('utf-16') ? 'utf-8' : label; // a declaration read as ASCII cannot be in UTF-16
}

function decodesAs(body: Uint8Array, label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true }).decode(body);
    return true;
  } catch {
    return false; // a TypeError: these bytes are not in that encoding, which is the question
  }
}

function isAscii(body: Uint8Array): boolean {
  for (const byte of body) if (byte > 0x7f) return false;
  return true;
}

function brokenShare(body: Uint8Array): number {
  const text = new TextDecoder('utf-8').decode(body.subarray(0, GUESS_BYTES));
  const broken = text.split('\ufffd').length - 1;
  return broken / Math.max(1, text.length);
}

/** The most frequent characters of Chinese prose (simplified, traditional); a wrong decoding hits few of them. */
const FREQUENT_HAN: Record<string, RegExp> = {
  gb18030:
    /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实]/g,
  big5: /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實]/g,
};

function guess(body: Uint8Array, declared: string | null): string {
  const sample = body.subarray(0, GUESS_BYTES);
  return (
    eastAsian(sample) ??
    labelOf(chardet.detect(withoutTags(sample)) ?? undefined) ??
    declared ??
    'windows-1252'
  );
}

/** Strict decodings that give mostly kana, frequent Han or Hangul; null where none does. */
function eastAsian(sample: Uint8Array): string | null {
  const rules: [label: string, letters: RegExp, share: number][] = [
    ['shift_jis', /[\u3041-\u30fe]/g, 0.25],
    ['euc-jp', /[\u3041-\u30fe]/g, 0.25],
    ['euc-kr', /[\uac00-\ud7a3]/g, 0.6],
    ['gb18030', FREQUENT_HAN.gb18030 as RegExp, 0.15],
    ['big5', FREQUENT_HAN.big5 as RegExp, 0.15],
  ];
  let best: string | null = null;
  let bestShare = 0;
  for (const [label, letters, least] of rules) {
    const text = new TextDecoder(label).decode(sample);
    const foreign = text.replace(/[\0-\x7f]/g, '');
    if (foreign.length < 8 || foreign.split('\ufffd').length - 1 > foreign.length / 100) continue;
    const share = (foreign.match(letters)?.length ?? 0) / foreign.length;
    if (share >= least && share > bestShare) [best, bestShare] = [label, share];
  }
  return best;
}

/** chardet counts letters; markup is none of the text's. */
function withoutTags(sample: Uint8Array): Uint8Array {
  const text = Buffer.from(sample).toString('latin1');
  return Buffer.from(text.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>|<[^>]*>/gi, ' '), 'latin1');
}
