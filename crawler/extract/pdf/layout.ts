/**
 * The reading order of a PDF page: glyph runs become lines, lines are read column by column.
 *
 * A PDF stores text in the order its maker drew it, which may jump between columns at every line. So order is taken
 * from geometry: an empty vertical strip that most lines respect is a gutter; lines that cross it (titles, wide
 * figures, footers) cut the page into bands; within a band columns are read from left to right. It is the XY-cut of
 * Nagy and Seth (1984) with the cuts chosen once a page. Right-to-left pages read their columns from the right.
 *
 * Cost: linear in runs, but for sorting. Example: runs at x 50 and x 320 on twenty shared baselines give two columns of
 * twenty lines, whichever way they were drawn.
 */

/** A run of glyphs as the parser gives it; points, origin at the lower left. */
export interface Run {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  font: string;
  /** Set in a face of fixed width, as code is. */
  mono: boolean;
}

/** One line of one column. `full` lines cross a gutter or stand on a page without one. */
export interface Line {
  text: string;
  /** The text divided where a gap is wider than any word space: cells of a table, names side by side. */
  parts: string[];
  x: number;
  right: number;
  y: number;
  size: number;
  font: string;
  mono: boolean;
  page: number;
  /** Left and right border of the column the line stands in. */
  left: number;
  edge: number;
  /** Counts the columns of a document in reading order: a change is a jump of the eye. */
  column: number;
}

/** A strip this wide (points) that stays empty may be a gutter; typesetters leave 12 to 36. */
const MIN_GUTTER = 7;
/** Share of a page's lines that may cross a gutter: titles, wide tables, footers. */
const MAX_CROSSING = 0.35;
/** A column holds at least this many lines, or it is a table or a figure. */
const MIN_COLUMN_LINES = 6;

/** The lines of one page in reading order. `column` numbers go on from `firstColumn`. */
export function linesOfPage(runs: readonly Run[], page: number, firstColumn: number): Line[] {
  const rows = rowsOf(runs);
  if (rows.length === 0) return [];
  const left = Math.min(...rows.flat().map((run) => run.x));
  const right = Math.max(...rows.flat().map((run) => run.x + run.width));
  const gutters = guttersOf(rows, left, right);
  const borders = [left, ...gutters.map((one) => (one.from + one.to) / 2), right];
  const rtl =
    rows.flat().filter((run) => /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(run.text)).length * 2 >
    rows.flat().length;
  const lines: Line[] = [];
  let band: Line[][] = borders.slice(1).map(() => []);
  let column = firstColumn;
  const closeBand = () => {
    for (const columnLines of rtl ? band.reverse() : band) {
      if (columnLines.length === 0) continue;
      lines.push(...columnLines.map((line) => ({ ...line, column })));
      column++;
    }
    band = borders.slice(1).map(() => []);
  };
  const front = page === 1 ? frontRows(rows, gutters) : 0;
  for (const [index, row] of rows.entries()) {
    for (const part of index < front ? [row] : splitRow(row, gutters)) {
      const line = lineOf(part, page);
      const place = index < front ? null : columnOf(line, borders);
      if (place === null) {
        closeBand();
        lines.push({ ...line, left, edge: right, column });
        column++;
      } else band[place]!.push(line);
    }
  }
  closeBand();
  return withEdges(
    gutters.length > 0 ? lines : lines.map((line) => ({ ...line, column: firstColumn })),
    borders,
  );
}

/** Runs on one baseline, from the top of the page down; sub- and superscripts belong to the row they hang on. */
function rowsOf(runs: readonly Run[]): Run[][] {
  const sorted = runs.filter((run) => run.text.trim() && run.size > 0).sort((a, b) => b.y - a.y || a.x - b.x);
  const rows: { y: number; size: number; runs: Run[] }[] = [];
  for (const run of sorted) {
    const row = rows.slice(-3).find((one) => Math.abs(one.y - run.y) < Math.max(one.size, run.size) * 0.45);
    if (row) {
      row.runs.push(run);
      if (run.size > row.size) [row.y, row.size] = [run.y, run.size];
    } else rows.push({ y: run.y, size: run.size, runs: [run] });
  }
  return rows.map((row) => row.runs.sort((a, b) => a.x - b.x));
}

interface Gutter {
  from: number;
  to: number;
}

/** Strips that enough rows leave empty and that have text on both sides. */
function guttersOf(rows: readonly Run[][], left: number, right: number): Gutter[] {
  const width = Math.ceil(right - left);
  if (width < 150 || rows.length < MIN_COLUMN_LINES) return [];
  const crossings = new Float64Array(width + 1);
  for (const row of rows) {
    for (const [from, to] of inkOf(row)) {
      for (let x = Math.max(0, Math.floor(from - left)); x <= Math.min(width, Math.ceil(to - left)); x++)
        crossings[x]!++;
    }
  }
  const allowed = rows.length * MAX_CROSSING;
  const strips: (Gutter & { crossing: number })[] = [];
  for (let x = Math.floor(width * 0.12); x < width * 0.88; x++) {
    if (crossings[x]! > allowed) continue;
    const start = x;
    let lowest = crossings[x]!;
    while (x < width * 0.88 && crossings[x]! <= allowed) lowest = Math.min(lowest, crossings[x++]!);
    const strip = narrowed(crossings, start, x, lowest + Math.max(2, rows.length * 0.06));
    if (strip.to - strip.from >= MIN_GUTTER)
      strips.push({ from: left + strip.from, to: left + strip.to, crossing: lowest });
  }
  return strips.filter((strip) => holdsColumns(rows, strip)).sort((a, b) => a.from - b.from);
}

/** The widest part of a strip in which about as few rows cross as anywhere in it (bullets and indents blur its borders). */
function narrowed(crossings: Float64Array, start: number, end: number, limit: number): Gutter {
  let best = { from: start, to: start };
  for (let x = start; x < end; x++) {
    const from = x;
    while (x < end && crossings[x]! <= limit) x++;
    if (x - from > best.to - best.from) best = { from, to: x };
  }
  return best;
}

/** Both sides carry running text: enough rows, of which many begin where the strip ends, as lines of a column do. */
function holdsColumns(rows: readonly Run[][], strip: Gutter): boolean {
  let before = 0;
  let after = 0;
  let aligned = 0;
  for (const row of rows) {
    const ink = inkOf(row);
    if (ink.some(([from, to]) => from < strip.from - 1 && to > strip.to + 1)) continue;
    const leftChars = row
      .filter((run) => run.x + run.width <= strip.to)
      .reduce((sum, run) => sum + run.text.length, 0);
    const rightRuns = row.filter((run) => run.x >= strip.from);
    const rightChars = rightRuns.reduce((sum, run) => sum + run.text.length, 0);
    if (leftChars >= 15) before++;
    if (rightChars >= 15) after++;
    if (rightRuns[0] && rightRuns[0].x < strip.to + rightRuns[0].size * 3 && rightChars >= 15) aligned++;
  }
  return before >= MIN_COLUMN_LINES && after >= MIN_COLUMN_LINES && aligned * 2 >= after;
}

/** The inked spans of a row: runs closer than a wide word space are one span. */
function inkOf(row: readonly Run[]): [number, number][] {
  const spans: [number, number][] = [];
  for (const run of row) {
    const last = spans.at(-1);
    if (last && run.x - last[1] < run.size * 0.6) last[1] = Math.max(last[1], run.x + run.width);
    else spans.push([run.x, run.x + run.width]);
  }
  return spans;
}

/** A row's parts left and right of the gutters it leaves empty. */
function splitRow(row: Run[], gutters: readonly Gutter[]): Run[][] {
  const parts: Run[][] = [[]];
  let end = Number.NEGATIVE_INFINITY;
  for (const run of row) {
    const cut = gutters.some(
      (gutter) => end <= (gutter.from + gutter.to) / 2 + 2 && run.x >= (gutter.from + gutter.to) / 2 - 2,
    );
    const clear = run.x - end > Math.max(4, run.size * 0.5);
    if (parts.at(-1)!.length > 0 && cut && clear) parts.push([]);
    parts.at(-1)!.push(run);
    end = Math.max(end, run.x + run.width);
  }
  return parts;
}

/**
 * How many rows at the top of a first page are set across the columns: centred title and authors, side by side over the gutter. They
 * end with the first row of which a part begins where the lines of its column do.
 */
function frontRows(rows: readonly Run[][], gutters: readonly Gutter[]): number {
  if (gutters.length === 0) return 0;
  const starts = rows.flatMap((row) => splitRow(row, gutters).map((part) => Math.round(part[0]!.x)));
  const counts = new Map<number, number>();
  for (const x of starts) counts.set(x, (counts.get(x) ?? 0) + 1);
  const edges = [...counts].filter(([, count]) => count >= MIN_COLUMN_LINES).map(([x]) => x);
  const first = rows.findIndex((row) =>
    splitRow(row, gutters).some((part) => edges.some((x) => Math.abs(x - part[0]!.x) <= 2)),
  );
  return Math.max(0, first);
}

/** The index of the column in which a line lies, or null if it crosses a border. */
function columnOf(line: Line, borders: readonly number[]): number | null {
  for (let index = 0; index + 1 < borders.length; index++) {
    if (line.x >= borders[index]! - 2 && line.right <= borders[index + 1]! + 2) return index;
  }
  return null;
}

/** A small raised number or sign after a word or its full stop: it points to a footnote. Exponents follow letters and digits. */
function isNoteMark(runs: readonly Run[], index: number): boolean {
  const run = runs[index]!;
  const before = runs[index - 1];
  if (!before || run.size > before.size * 0.85 || run.y - before.y < before.size * 0.15) return false;
  return /^\s*(?:\d{1,2}|[*†‡§¶])\s*$/.test(run.text) && /(?:\p{L}{3,}|[.,;:)”"])\s*$/u.test(before.text);
}

/** Runs of one line joined: a gap wider than a fifth of the font's size is a space. */
function lineOf(runs: readonly Run[], page: number): Line {
  let text = '';
  const parts: string[] = [''];
  let end = runs[0]!.x;
  const weight = new Map<string, number>();
  for (const run of runs.filter((_, index) => !isNoteMark(runs, index))) {
    const gap = run.x - end;
    const open = text === '' || /\s$/.test(text) || /^\s/.test(run.text);
    const piece = (!open && gap > Math.max(0.8, run.size * 0.18) ? ' ' : '') + run.text;
    text += piece;
    if (gap > run.size * 1.5) parts.push('');
    parts[parts.length - 1] += piece;
    end = run.x + run.width;
    const key = `${run.size}\n${run.font}`;
    weight.set(key, (weight.get(key) ?? 0) + run.text.length);
  }
  const [size, font] = [...weight].sort((a, b) => b[1] - a[1])[0]![0].split('\n');
  const main = runs.find((run) => String(run.size) === size) ?? runs[0]!;
  return {
    text: text.replace(/\s+/g, ' ').trim(),
    parts: parts.map((part) => part.replace(/\s+/g, ' ').trim()).filter(Boolean),
    x: runs[0]!.x,
    right: end,
    y: main.y,
    size: Number(size),
    font: font ?? '',
    mono:
      !/^[•▪●◦‣]/.test(text) && runs.reduce((sum, run) => sum + (run.mono ? 1 : -1) * run.text.length, 0) > 0,
    page,
    left: runs[0]!.x,
    edge: end,
    column: 0,
  };
}

/** Sets each line's column borders to those of the text in its column, which hanging and short lines need to be seen as such. */
function withEdges(lines: readonly Line[], borders: readonly number[]): Line[] {
  const edges = borders.slice(1).map((_, index) => {
    const own = lines.filter((line) => columnOf(line, borders) === index);
    return {
      left: percentile(
        own.map((line) => line.x),
        0.1,
      ),
      edge: percentile(
        own.map((line) => line.right),
        0.9,
      ),
    };
  });
  return lines.map((line) => {
    const index = columnOf(line, borders);
    return index === null ? line : { ...line, ...edges[index]! };
  });
}

function percentile(values: number[], share: number): number {
  values.sort((a, b) => a - b);
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}
