/** Which links stand in which list: taking a list in, again, and out. */

import { kindOf } from '../link.js';
import type { ReadingList } from '../list/list.js';
import { canonicalUrl, hostOf } from '../url.js';
import { LISTED } from './census.js';
import type { CatalogFile } from './database.js';

/** What an import did: `entries` as the list has them, `links` each once, of which `added` are new to the catalog. */
export interface Added {
  list: string;
  entries: number;
  links: number;
  added: number;
  known: number;
}

/** Makes the list's places, titles and notes those of `list`, in one transaction. */
export function addList(file: CatalogFile, list: ReadingList, origin: string, now: Date): Added {
  return file.write(() => {
    const before = contentsOf(file, list.name);
    const { id } = file
      .prepare(
        `INSERT INTO lists (name, title, origin, imported_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE
         SET title = excluded.title, origin = excluded.origin, imported_at = excluded.imported_at RETURNING id`,
      )
      .get(list.name, list.title, origin, now.toISOString()) as { id: number };
    file.prepare('DELETE FROM places WHERE list_id = ?').run(id);
    const insert = file.prepare(
      `INSERT INTO places (list_id, position, link_id, url, section, title, note) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    const seen = new Map<string, number>();
    let added = 0;
    list.entries.forEach((entry, position) => {
      const canonical = canonicalUrl(entry.url);
      let linkId = seen.get(canonical);
      if (linkId === undefined) {
        const found = findOrAdd(file, canonical, entry.url);
        linkId = found.id;
        if (found.added) added++;
        seen.set(canonical, linkId);
      }
      insert.run(id, position, linkId, entry.url, JSON.stringify(entry.section), entry.title, entry.note);
    });
    dropUnlisted(file);
    if (contentsOf(file, list.name) !== before) file.touch();
    return {
      list: list.name,
      entries: list.entries.length,
      links: seen.size,
      added,
      known: seen.size - added,
    };
  });
}

/** Forgets a list. Says whether there was one. */
export function removeList(file: CatalogFile, name: string): boolean {
  return file.write(() => {
    if (file.prepare('DELETE FROM lists WHERE name = ?').run(name).changes === 0) return false;
    dropUnlisted(file);
    file.touch();
    return true;
  });
}

/** A list with its entries, as it was taken in. */
export function listNamed(file: CatalogFile, name: string): { list: ReadingList; origin: string } | null {
  const held = file.get<{ id: number; title: string; origin: string }>(
    'SELECT id, title, origin FROM lists WHERE name = ?',
    name,
  );
  if (!held) return null;
  const rows = file.all<{ position: number; url: string; section: string; title: string; note: string }>(
    'SELECT position, url, section, title, note FROM places WHERE list_id = ? ORDER BY position',
    held.id,
  );
  const entries = rows.map(({ position, section, ...row }) => ({
    ...row,
    section: JSON.parse(section) as string[],
    line: position + 1,
  }));
  return { list: { name, title: held.title, entries }, origin: held.origin };
}

function findOrAdd(file: CatalogFile, canonical: string, url: string): { id: number; added: boolean } {
  const found = file.prepare('SELECT id FROM links WHERE canonical = ?').get(canonical) as
    | { id: number }
    | undefined;
  if (found) return { id: found.id, added: false };
  const { lastInsertRowid } = file
    .prepare('INSERT INTO links (canonical, host, url, kind) VALUES (?, ?, ?, ?)')
    .run(canonical, hostOf(url), url, kindOf(url));
  return { id: Number(lastInsertRowid), added: true };
}

/** A link without a place goes, unless it was ever fetched: its history stays. */
function dropUnlisted(file: CatalogFile): void {
  file
    .prepare(
      `DELETE FROM links WHERE NOT ${LISTED} AND NOT EXISTS (SELECT 1 FROM fetches WHERE link_id = links.id)`,
    )
    .run();
}

/** A list's title and places as one string, to tell whether an import changed anything. */
function contentsOf(file: CatalogFile, name: string): string {
  return JSON.stringify(
    file
      .prepare(
        `SELECT lists.title AS list, canonical, section, places.title, note FROM lists JOIN places ON list_id = lists.id
         JOIN links ON links.id = link_id WHERE lists.name = ? ORDER BY position`,
      )
      .all(name),
  );
}
