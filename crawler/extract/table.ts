/** Tells a table that holds data from one that lays out a page. */

/** Characters a cell may hold on average and still be data. */
const DATA_CELL_CHARS = 120;

/** The cells of a table that holds data, row by row; null for a table that lays out a page. */
export function dataRows(table: Element): Element[][] | null {
  if (table.querySelector('table, ul, ol, pre, blockquote, h1, h2, h3, h4, article, section')) return null;
  if (table.getAttribute('role') === 'presentation') return null;
  const rows = [...table.querySelectorAll('tr')].map((row) =>
    [...row.children].filter((cell) => /^t[dh]$/.test(cell.localName)),
  );
  const cells = rows.flat();
  const widest = Math.max(0, ...rows.map((row) => row.length));
  if (widest < 2 || rows.length < 2) return null;
  const chars = cells.reduce((sum, cell) => sum + (cell.textContent ?? '').trim().length, 0);
  const hasHeader = cells.some((cell) => cell.localName === 'th');
  return hasHeader || chars / cells.length <= DATA_CELL_CHARS ? rows : null;
}
