/** A PDF becomes an article: text in reading order with its headings, title, authors and date; or the reason why not. */
import type { PDFDocumentProxy } from 'unpdf/pdfjs';
import type { Extracted, Removal } from './extracted.js';
import { languageOf } from './language.js';
import { textOf } from './markdown.js';
import { dateBounds } from './metadata.js';
import { type Front, frontMatter } from './pdf/front.js';
import { type Furniture, withoutFurniture } from './pdf/furniture.js';
import { type Line, linesOfPage, type Run } from './pdf/layout.js';
import { markdownOf } from './pdf/markdown.js';
import { bodySize, type Paragraph, paragraphsOf } from './pdf/paragraph.js';

/** Bounds of reading one file. Beyond pages, characters or time the rest is left out and listed as removed. */
export interface PdfLimits {
  pages: number;
  chars: number;
  /** Time for all pages together; less than a worker's, so that a long book gives its beginning instead of nothing. */
  timeMs: number;
  fetchedAt: Date;
}

export const PDF_LIMITS: Omit<PdfLimits, 'fetchedAt'> = { pages: 400, chars: 2_000_000, timeMs: 7_000 };

/** Fewer characters a page than this, on average, are no text: the pages are pictures. */
const SCANNED_CHARS_PER_PAGE = 25;
const REFERENCES =
  /^(?:[\dA-Z]{1,2}\.?\s+|[IVX]+\.\s+)?(?:references(?: and notes)?|bibliography|literature(?: cited)?|works cited|cited works|literatur(?:verzeichnis)?|список литературы|литература|références|bibliografía|参考文献)\s*$/i;

/** A line of a table of contents: words, a row of dots, a page number. */
const DOT_LEADER = /(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,6})$/;

/** Extracts the article of a PDF. Expected faults (`pdf-encrypted`, `pdf-scanned`, `pdf-broken`) are verdicts. */
export async function pdf(body: Uint8Array, limits: Partial<PdfLimits> = {}): Promise<Extracted> {
  const { getDocumentProxy } = await import('unpdf');
  const bounds = { ...PDF_LIMITS, fetchedAt: new Date(), ...limits };
  let document: PDFDocumentProxy | undefined;
  try {
    // The parser takes its buffer over, so it gets one of its own.
    document = await getDocumentProxy(body.slice(), {
      verbosity: 0,
      isEvalSupported: false,
      useSystemFonts: false,
    });
    return await read(document, bounds);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'PasswordException') return refuse('pdf-encrypted', 'the file asks for a password');
    // Whatever the parser stumbles over is the file's fault: it is fed from outside and reports damage in many ways.
    return refuse('pdf-broken', `${error.name}: ${error.message}`.slice(0, 200));
  } finally {
    await document?.loadingTask.destroy();
  }
}

async function read(document: PDFDocumentProxy, limits: PdfLimits): Promise<Extracted> {
  const { pages, stamps, removed } = await readPages(document, limits);
  const chars = pages.flat().reduce((sum, line) => sum + line.text.replace(/\s/g, '').length, 0);
  if (chars < SCANNED_CHARS_PER_PAGE * pages.length) {
    return refuse('pdf-scanned', `${chars} characters on ${pages.length} pages`);
  }
  const { lines, furniture } = withoutFurniture(pages);
  const contents = lines.filter((line) => DOT_LEADER.test(line.text));
  const first = lines.filter((line) => line.page === 1);
  const span = { ...dateBounds(limits.fetchedAt), earliest: '1950-01-01' };
  const front = frontMatter(first, stamps, await declaredBy(document), span);
  const own = new Set([...front.lines, ...contents]);
  const paragraphs = inOrder(lines.filter((line) => !own.has(line)));
  const { kept, references } = withoutReferences(paragraphs);
  removed.push(
    ...furnitureRemovals(furniture),
    ...frontRemovals(front),
    ...referenceRemovals(references),
    ...contentsRemovals(contents),
  );
  const markdown = markdownOf(kept);
  const text = textOf(markdown);
  const lang = languageOf(text, null);
  return {
    ...NOTHING,
    title: front.title,
    byline: front.byline,
    published: front.published,
    lang: lang?.lang ?? null,
    description: abstractOf(kept),
    provenance: { ...front.provenance, ...(lang ? { lang: lang.source } : {}) },
    markdown,
    removed,
    verdict: text
      ? { ok: true, reason: null, evidence: null }
      : { ok: false, reason: 'empty', evidence: 'no running text' },
  };
}

/** The lines of every page within the limits, and text set at an angle. */
async function readPages(document: PDFDocumentProxy, limits: PdfLimits) {
  const started = performance.now();
  const pages: Line[][] = [];
  const stamps: string[] = [];
  const removed: Removal[] = [];
  let chars = 0;
  let column = 0;
  for (let number = 1; number <= document.numPages; number++) {
    const late = performance.now() - started > limits.timeMs;
    if (late || number > limits.pages || chars > limits.chars) {
      const what = `pages ${number} to ${document.numPages}`;
      removed.push({ rule: late ? 'pdf:time-limit' : 'pdf:size-limit', what, chars: 0 });
      break;
    }
    const page = await document.getPage(number);
    const { items, styles } = await page.getTextContent();
    const runs: Run[] = [];
    for (const item of items) {
      if (!('str' in item) || !item.str) continue;
      const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = item.transform as number[];
      const size = Math.round(Math.hypot(c, d) * 10) / 10;
      if (Math.abs(b) > Math.abs(a) * 0.2) stamps.push(item.str);
      else {
        const mono = /mono|courier|consol/i.test(styles[item.fontName]?.fontFamily ?? '');
        runs.push({ text: tidy(item.str), x, y, width: item.width, size, font: item.fontName, mono });
      }
      chars += item.str.length;
    }
    page.cleanup();
    const lines = linesOfPage(runs, number, column);
    column = (lines.at(-1)?.column ?? column) + 1;
    pages.push(lines);
  }
  return { pages, stamps, removed };
}

/**
 * Ligatures as letters, control characters and private-use glyphs away. Fonts of old TeX files name no characters: their
 * codes come through, which in the encodings OT1 and T1 are ligatures just where ASCII has control characters.
 */
function tidy(text: string): string {
  return text
    .replace(/[\ufb00-\ufb06]/g, (ligature) => ligature.normalize('NFKC'))
    .replace(/\p{Cc}/gu, (code) => TEX_LIGATURES[code] ?? ' ')
    .replace(/[\p{Co}\ufffd]/gu, ' ');
}
const TEX_LIGATURES: Record<string, string> = {
  ...{ '\u000b': 'ff', '\u000c': 'fi', '\u000d': 'fl', '\u000e': 'ffi', '\u000f': 'ffl' },
  ...{ '\u001b': 'ff', '\u001c': 'fi', '\u001d': 'fl', '\u001e': 'ffi', '\u001f': 'ffl' },
  ...{ '\u0010': '“', '\u0011': '”', '\u0015': '–', '\u0016': '—', '\u0088': '•' },
};

async function declaredBy(document: PDFDocumentProxy) {
  const info = (await document.getMetadata()).info as Record<string, unknown>;
  const field = (name: string) =>
    typeof info[name] === 'string' ? (info[name] as string).replace(/\s+/g, ' ').trim() : '';
  return { title: field('Title'), author: field('Author'), created: field('CreationDate') };
}

/** Paragraphs in reading order, footnotes at the end, where they interrupt nothing. */
function inOrder(lines: readonly Line[]): Paragraph[] {
  const body = bodySize(lines);
  const notes = new Set(footnoteLines(lines, body));
  return [
    ...paragraphsOf(lines.filter((line) => !notes.has(line))),
    ...paragraphsOf(lines.filter((line) => notes.has(line))),
  ];
}

/** Small type at the foot of a column, below running text; never the whole column. */
function footnoteLines(lines: readonly Line[], body: number): Line[] {
  const columns = new Map<number, Line[]>();
  for (const line of lines) {
    const column = columns.get(line.column);
    if (column) column.push(line);
    else columns.set(line.column, [line]);
  }
  return [...columns.values()].flatMap((column) => {
    let from = column.length;
    while (from > 0 && column[from - 1]!.size < body * 0.93) from--;
    return from > 0 && column.length - from <= 12 ? column.slice(from) : [];
  });
}

/** Takes the list of references out: from its heading to the next one that follows it (an appendix), or the end. */
function withoutReferences(paragraphs: Paragraph[]): { kept: Paragraph[]; references: Paragraph[] } {
  const at = paragraphs.findLastIndex((paragraph) => REFERENCES.test(paragraph.text));
  // A heading in the first third is a table of contents or a document about references.
  if (at < paragraphs.length * 0.3 || at < 0) return { kept: paragraphs, references: [] };
  const end = paragraphs.findIndex((paragraph, index) => index > at && isAfterReferences(paragraph));
  const to = end < 0 ? paragraphs.length : end;
  return {
    kept: [...paragraphs.slice(0, at), ...paragraphs.slice(to)],
    references: paragraphs.slice(at, to),
  };
}

function isAfterReferences(paragraph: Paragraph): boolean {
  return (
    (paragraph.kind === 'heading' &&
      /^(?:appendix|[A-Z]\.?\s+\p{Lu}|acknowledg|supplement|about the author)/iu.test(paragraph.text)) ||
    paragraph.kind === 'note'
  );
}

function abstractOf(paragraphs: readonly Paragraph[]): string | null {
  const at = paragraphs.findIndex((paragraph) => /^abstract\s*(?:$|[.:—–-])/i.test(paragraph.text));
  const paragraph = paragraphs[at];
  const text =
    paragraph && paragraph.text.length > 40
      ? paragraph.text.replace(/^abstract[\s.:—–-]*/i, '')
      : paragraphs[at + 1]?.text;
  return at >= 0 && at < 6 && text ? text.slice(0, 600) : null;
}

function furnitureRemovals(furniture: readonly Furniture[]): Removal[] {
  const rules = new Map<string, Removal>();
  for (const { line, rule } of furniture) {
    const known = rules.get(rule);
    if (known) known.chars += line.text.length;
    else rules.set(rule, { rule, what: line.text.slice(0, 80), chars: line.text.length });
  }
  return [...rules.values()];
}

function frontRemovals(front: Front): Removal[] {
  const text = front.lines.map((line) => line.text).join(' ');
  return text ? [{ rule: 'pdf:front-matter', what: text.slice(0, 80), chars: text.length }] : [];
}

function referenceRemovals(references: readonly Paragraph[]): Removal[] {
  const chars = references.reduce((sum, paragraph) => sum + paragraph.text.length, 0);
  return chars > 0 ? [{ rule: 'pdf:references', what: references[0]!.text.slice(0, 80), chars }] : [];
}

function contentsRemovals(contents: readonly Line[]): Removal[] {
  const chars = contents.reduce((sum, line) => sum + line.text.length, 0);
  return chars > 0 ? [{ rule: 'pdf:table-of-contents', what: contents[0]!.text.slice(0, 80), chars }] : [];
}

const NOTHING = {
  title: '',
  byline: null,
  published: null,
  modified: null,
  lang: null,
  site: null,
  canonicalUrl: null,
  description: null,
  provenance: {},
  captions: [],
};

function refuse(reason: string, evidence: string): Extracted {
  return { ...NOTHING, markdown: '', removed: [], verdict: { ok: false, reason, evidence } };
}
