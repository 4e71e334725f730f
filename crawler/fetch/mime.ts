/**
 * Names the type of a body by its bytes where the header is absent or plainly wrong.
 *
 * After the WHATWG MIME Sniffing standard, with one difference: where the standard keeps a wrong label for safety in a
 * browser, we look for the article, so that HTML labelled `text/plain`, and a PDF labelled HTML, are what they are.
 */
import { fileTypeFromBuffer } from 'file-type';

const HTML = 'text/html';
const PDF = 'application/pdf';
/** Labels that say nothing about what is inside. */
const VAGUE = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'application/unknown',
  'application/x-unknown',
  'unknown/unknown',
  '*/*',
]);
const TEXTUAL =
  /^text\/|[/+](?:xml|json|xhtml|javascript|ecmascript|yaml|markdown)\b|^application\/(?:rss|atom)/;
/** Tags that open HTML documents, as the standard lists them. */
const HTML_START =
  /^(?:<!doctype\s+html|<(?:html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|meta|article|section|main|nav|header|link|base)(?=[\s/>]))/i;
const SNIFFED_BYTES = 2048;

/** The essence of a `Content-Type` header: `text/html` of `Text/HTML; charset=utf-8`; '' where it is none. */
export function essenceOf(contentType: string | undefined): string {
  const essence = (contentType ?? '').split(/[;,]/)[0]?.trim().toLowerCase() ?? '';
  return /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/.test(essence) ? essence : '';
}

/**
 * The type a body really has.
 * @param declared essence of the header, '' where absent
 * @returns an essence; `application/octet-stream` for binary data nobody knows
 */
export async function mimeOf(body: Uint8Array, declared: string): Promise<string> {
  if (body.length === 0) return declared;
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, SNIFFED_BYTES));
  if (head.subarray(0, 1024).includes('%PDF-')) return PDF;
  if (looksBinary(head)) {
    if (isMedia(declared) || declared === PDF) return declared;
    return (await fileTypeFromBuffer(head))?.mime ?? 'application/octet-stream';
  }
  const markup = markupOf(head);
  if (markup && !isMarkup(declared)) return markup;
  if (VAGUE.has(declared) || isMedia(declared) || declared === PDF) return markup ?? 'text/plain';
  return declared;
}

/** True where a declared type promises a body we could make an article of, or promises nothing. */
export function mayBeText(declared: string): boolean {
  return (
    VAGUE.has(declared) || TEXTUAL.test(declared) || declared === PDF || declared === 'application/x-pdf'
  );
}

function isMedia(type: string): boolean {
  return /^(?:image|audio|video|font)\//.test(type) && type !== 'image/svg+xml';
}

function isMarkup(type: string): boolean {
  return type === HTML || /[/+]xml$/.test(type) || type === 'application/xhtml+xml';
}

function markupOf(head: Buffer): string | null {
  const start = textOf(head).replace(/^\ufeff?(?:\s+|<!--[\s\S]*?-->)*/, '');
  if (HTML_START.test(start)) return HTML;
  if (!start.startsWith('<?xml') && !/^<(?:rss|feed|rdf:RDF)\b/i.test(start)) return null;
  if (/<html\b|<!doctype\s+html/i.test(start)) return 'application/xhtml+xml';
  if (/<rss\b|<rdf:RDF\b/i.test(start)) return 'application/rss+xml';
  if (/<feed\b/i.test(start)) return 'application/atom+xml';
  return 'application/xml';
}

/** Control bytes no text encoding uses; UTF-16 and UTF-32 (with a BOM, or by the rhythm of their zeros) are text. */
function looksBinary(head: Buffer): boolean {
  if (utf16Of(head) !== null) return false;
  let strange = 0;
  for (const byte of head) {
    if (byte === 0) strange += 4;
    else if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 0x1b)
      strange++;
  }
  return strange > head.length / 50 + 4;
}

/**
 * UTF-16 by its BOM; without one by its zeros: markup is ASCII, whose other byte is zero, so zeros are frequent on one side
 * of the pairs and absent on the other; and what comes out is text.
 */
export function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const pairs = Math.min(head.length, 512) >> 1;
  if (pairs < 8) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++;
    if (head[2 * i + 1] === 0) odd++;
  }
  const [zeros, others, label] =
    odd > even ? [odd, even, 'utf-16le' as const] : [even, odd, 'utf-16be' as const];
  if (zeros < pairs / 5 || others > pairs / 50) return null;
  const text = new TextDecoder(label).decode(head.subarray(0, pairs * 2));
  const strange = text.match(/[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}\s]/gu)?.length ?? 0;
  return strange <= text.length / 50 ? label : null;
}

function textOf(head: Buffer): string {
  return new TextDecoder(utf16Of(head) ?? 'utf-8').decode(head);
}
