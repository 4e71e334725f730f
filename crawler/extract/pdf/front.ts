/** The front matter of a PDF: title, authors and date, from its first page and from what its maker wrote into the file. */
import { cleanNames } from '../byline.js';
import { type DateBounds, findDate, parseDate } from '../date.js';
import type { Line } from './layout.js';
import { bodySize } from './paragraph.js';

/** What the file itself declares (its information dictionary). */
export interface Declared {
  title: string;
  author: string;
  created: string;
}

/** What the first page says. `lines` are those of title, authors and affiliations: they are no text of the article. */
export interface Front {
  title: string;
  byline: string | null;
  published: string | null;
  lines: Line[];
  provenance: Record<string, string>;
}

/** Titles that word processors and typesetters write on their own account. */
const NO_TITLE =
  /^(?:untitled|microsoft word|microsoft powerpoint|powerpoint presentation|slide 1|document\d*|title|no title|layout 1|print|main|paper|template|.*\.(?:dvi|docx?|pptx?|pdf|tex|indd|qxd|ps|eps|fm|ms|rtf|odt)$)/i;
const NO_NAME =
  /univers|institut|departm|laborator|school|college|\b(?:inc|ltd|llc|gmbh|corp)\b|research|google|microsoft|amazon|facebook|\blabs?\b|center|centre|http|www\.|street|avenue|@|\bUSA\b|\d{4}/i;
const OPENING =
  /^(?:\d+\.?\s+|[IVX]+\.\s+)?(?:(?:abstract|summary|zusammenfassung|résumé|аннотация)\s*(?:$|[.:—–-])|introduction\s*$)/i;
/** Authors and affiliations of even a large group end within this many lines. */
const MAX_FRONT_LINES = 40;

/**
 * Reads the front matter. `lines`: the first page in reading order; `stamps`: text set at an angle (arXiv prints its date so).
 */
export function frontMatter(
  lines: readonly Line[],
  stamps: readonly string[],
  declared: Declared,
  bounds: DateBounds,
): Front {
  const provenance: Record<string, string> = {};
  const printed = printedTitle(lines);
  const own = declared.title.length > 3 && !NO_TITLE.test(declared.title) ? declared.title : '';
  const agrees = own && plain(lines.map((line) => line.text).join(' ')).includes(plain(own));
  const title = agrees || printed.length === 0 ? own : joined(printed);
  if (title) provenance.title = title === own ? 'pdf:Title' : 'largest type on the first page';
  const titleLines = lines
    .filter((line) => title && plain(title).includes(plain(line.text)) && plain(line.text).length > 2)
    .slice(0, 5);
  const after = lines.indexOf((titleLines.at(-1) ?? printed.at(-1))!) + 1;
  const opening = lines.findIndex((line, index) => index >= after && OPENING.test(line.text));
  const block = opening > 0 && opening - after <= MAX_FRONT_LINES ? lines.slice(after, opening) : [];
  const byline = authors(
    block.length > 0 ? block : lines.slice(after, after + 4),
    declared,
    bounds,
    provenance,
  );
  const published = dated(lines, stamps, declared, bounds, provenance);
  return {
    title,
    byline,
    published,
    lines: [...lines.slice(0, after).filter((line) => titleLines.includes(line)), ...block],
    provenance,
  };
}

/** The lines set in the largest type in the upper half of the page, if it is larger than the text. */
function printedTitle(lines: readonly Line[]): Line[] {
  if (lines.length === 0) return [];
  const ys = lines.map((line) => line.y);
  const middle = (Math.max(...ys) + Math.min(...ys)) / 2;
  const upper = lines.filter((line) => (line.y >= middle || lines.length < 8) && /\p{L}{2}/u.test(line.text));
  const size = Math.max(...upper.map((line) => line.size));
  if (!(size > bodySize(lines) * 1.08)) return [];
  const start = upper.findIndex((line) => line.size > size - 0.5);
  const end = upper.findIndex((line, index) => index > start && line.size <= size - 0.5);
  return upper.slice(start, end < 0 ? undefined : end).slice(0, 5);
}

function authors(
  block: readonly Line[],
  declared: Declared,
  bounds: DateBounds,
  provenance: Record<string, string>,
): string | null {
  const names: string[] = [];
  for (const line of block) {
    const parts = line.parts.filter((part) => !NO_NAME.test(part) && !OPENING.test(part));
    const bare = parts.map((part) =>
      part.replace(/[\d*†‡§¶∗⋆♦♠,]+(?=\s|,|$)/gu, ',').replace(/,(?:\s*,)+/g, ','),
    );
    const found = cleanNames(bare, false, bounds).filter((name) => /\p{L}\S*\s+\S*\p{L}/u.test(name));
    const share = found.join(' ').length / Math.max(1, line.text.length);
    if (found.length > 0 && share > 0.6) names.push(...found);
    if (names.length > 20) break;
  }
  if (names.length > 0) {
    provenance.byline = 'below the title';
    return [...new Set(names)].slice(0, 12).join(', ');
  }
  const own = cleanNames([declared.author], true, bounds).filter(
    (name) => name.includes(' ') || declared.author.length > 3,
  );
  if (own.length === 0) return null;
  provenance.byline = 'pdf:Author';
  return own.slice(0, 12).join(', ');
}

/** arXiv's stamp, else a date printed on the first page, else the day the file was made. */
function dated(
  lines: readonly Line[],
  stamps: readonly string[],
  declared: Declared,
  bounds: DateBounds,
  provenance: Record<string, string>,
): string | null {
  const stamp = stamps.flatMap((text) => findDate(text, bounds)?.date ?? [])[0];
  if (stamp) {
    provenance.published = 'arXiv stamp';
    return stamp;
  }
  const made = parseDate(declared.created, bounds);
  const printed = [...lines.slice(0, 15), ...lines.slice(-6)].flatMap(
    (line) => findDate(line.text, bounds)?.date ?? [],
  )[0];
  if (printed && (!made || printed.slice(0, 7) <= made.slice(0, 7))) {
    provenance.published = 'first page';
    return printed;
  }
  if (made) provenance.published = 'pdf:CreationDate';
  return made;
}

function joined(lines: readonly Line[]): string {
  return lines
    .map((line) => line.text)
    .join(' ')
    .replace(/(\p{L})- (?=\p{Ll})/gu, '$1');
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
