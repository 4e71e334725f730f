/** What repeats on the pages of a PDF and is no text of the article: running headers and footers, page numbers. */
import type { Line } from './layout.js';

/** A line that was left out, and the rule that said so. */
export interface Furniture {
  line: Line;
  rule: 'pdf:page-number' | 'pdf:running-header' | 'pdf:running-footer';
}

const PAGE_NUMBER =
  /^[-–—[(]?\s*(?:page\s+|p\.\s*|seite\s+|стр\.?\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:\/|of|von|из)\s*\d{1,4})?\s*[-–—\])]?$/i;
/** Lines looked at from each end of a page. */
const DEPTH = 3;

/**
 * Divides the lines of a document. A line is furniture if it stands among the outermost lines of its page and is a page
 * number, or if the same words (numbers apart) stand at the same height on enough other pages: every page, or every other one, as
 * left and right pages differ.
 */
export function withoutFurniture(pages: readonly (readonly Line[])[]): {
  lines: Line[];
  furniture: Furniture[];
} {
  const seen = new Map<string, number>();
  for (const page of pages) {
    for (const key of new Set(outermost(page).map(({ line }) => keyOf(line))))
      seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const needed =
    pages.length < 2 ? Number.POSITIVE_INFINITY : pages.length < 5 ? 2 : Math.max(3, pages.length * 0.3);
  const lines: Line[] = [];
  const furniture: Furniture[] = [];
  for (const page of pages) {
    const rules = new Map<Line, Furniture['rule']>();
    for (const { line, end, rank } of outermost(page)) {
      if (rank < 2 && PAGE_NUMBER.test(line.text)) rules.set(line, 'pdf:page-number');
      else if ((seen.get(keyOf(line)) ?? 0) >= needed)
        rules.set(line, end === 'top' ? 'pdf:running-header' : 'pdf:running-footer');
    }
    for (const line of page) {
      const rule = rules.get(line) ?? (isLoneHeader(line, page) ? 'pdf:running-header' : undefined);
      if (rule) furniture.push({ line, rule });
      else lines.push(line);
    }
  }
  return { lines, furniture };
}

/**
 * The first line of a later page with a gap below it that no two lines of text have between them: short documents
 * repeat their header too seldom to be counted.
 */
function isLoneHeader(line: Line, page: readonly Line[]): boolean {
  if (line.page === 1 || line.text.length > 120 || page.length < 8) return false;
  const top = Math.max(...page.map((one) => one.y));
  if (line.y < top - 2) return false;
  const next = Math.max(...page.filter((one) => one.y < top - 2).map((one) => one.y));
  const typical = page.toSorted((a, b) => a.size - b.size)[page.length >> 1]!.size;
  return top - next > typical * 2.4 && line.size <= typical * 1.1;
}

interface Outer {
  line: Line;
  end: 'top' | 'bottom';
  /** How many rows stand further out. */
  rank: number;
}

/** The lines of the first and last rows of a page. */
function outermost(page: readonly Line[]): Outer[] {
  const heights = [...new Set(page.map((line) => Math.round(line.y)))].sort((a, b) => b - a);
  const top = heights.slice(0, DEPTH);
  const bottom = heights.slice(-DEPTH).reverse();
  return page.flatMap((line): Outer[] => {
    const y = Math.round(line.y);
    if (bottom.includes(y)) return [{ line, end: 'bottom', rank: bottom.indexOf(y) }];
    return top.includes(y) ? [{ line, end: 'top', rank: top.indexOf(y) }] : [];
  });
}

/** The words of a line with numbers folded, and its height in steps of 3 points. */
function keyOf(line: Line): string {
  return `${Math.round(line.y / 3)} ${line.text.toLowerCase().replace(/\d+|(?<![\p{L}])[ivxl]+(?![\p{L}])/gu, '#')}`;
}
