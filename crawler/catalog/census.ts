/** The census of a catalog: how many links there are, and what became of them. */

import { READABLE, SEARCHABLE } from '../link.js';
import type { CatalogFile } from './database.js';

/** SQL conditions on a row of `links`. */
export const LISTED = 'EXISTS (SELECT 1 FROM places WHERE link_id = links.id)';
const statusIn = (all: readonly string[]) =>
  `links.status IN (${all.map((status) => `'${status}'`).join(', ')})`;
/** Beside a row of `articles`: it may be searched. */
export const IS_SEARCHABLE = statusIn(SEARCHABLE);
/** The same, and its page was there when it was last asked for. */
export const IS_READABLE = statusIn(READABLE);

/** Totals by status, reason and list. */
export interface Counts {
  links: number;
  articles: number;
  byStatus: Record<string, number>;
  byReason: Record<string, number>;
  byList: Record<string, { links: number; byStatus: Record<string, number> }>;
}

/** Totals over the links that a list names. A link in two lists counts in both of `byList`, once elsewhere. */
export function countLinks(file: CatalogFile): Counts {
  const counts: Counts = { links: 0, articles: 0, byStatus: {}, byReason: {}, byList: {} };
  const totals = file.all<{ status: string; reason: string | null; links: number; articles: number }>(
    `SELECT status, reason, count(*) AS links, count(CASE WHEN ${IS_SEARCHABLE} THEN link_id END) AS articles
     FROM links LEFT JOIN articles ON link_id = links.id WHERE ${LISTED} GROUP BY status, reason`,
  );
  for (const { status, reason, links, articles } of totals) {
    counts.links += links;
    counts.articles += articles;
    counts.byStatus[status] = (counts.byStatus[status] ?? 0) + links;
    if (reason !== null) counts.byReason[reason] = (counts.byReason[reason] ?? 0) + links;
  }
  const lists = file.all<{ list: string; status: string | null; links: number }>(
    `SELECT lists.name AS list, status, count(DISTINCT links.id) AS links FROM lists
     LEFT JOIN places ON list_id = lists.id LEFT JOIN links ON links.id = link_id
     GROUP BY lists.id, status ORDER BY lists.id`,
  );
  for (const { list, status, links } of lists) {
    counts.byList[list] ??= { links: 0, byStatus: {} };
    if (status === null) continue;
    counts.byList[list].links += links;
    counts.byList[list].byStatus[status] = links;
  }
  return counts;
}
