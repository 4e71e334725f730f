/**
 * Checksums of the catalog's rows: SQLite has none of its own, and a bit that flipped on disk must not become a wrong answer.
 *
 * Every table below has a column `seal`: CRC-32 of its other columns, set by triggers whenever a row is written and compared
 * when it matters. Cost: about 4 microseconds a row of links, and 1 ms a megabyte of articles, both ways.
 */
import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';

/** What is sealed, and by which columns a row is found again. */
const SEALED = {
  lists: { key: ['id'], columns: ['id', 'name', 'title', 'origin', 'imported_at'] },
  links: {
    key: ['id'],
    columns: [
      ...[
        'id',
        'canonical',
        'host',
        'url',
        'kind',
        'status',
        'reason',
        'evidence',
        'http_status',
        'final_url',
      ],
      ...['duplicate_of', 'archived_url', 'archived_at', 'fetched_at'],
    ],
  },
  places: {
    key: ['list_id', 'position'],
    columns: ['list_id', 'position', 'link_id', 'url', 'section', 'title', 'note'],
  },
  articles: {
    key: ['link_id'],
    columns: [
      ...['link_id', 'title', 'byline', 'published', 'modified', 'lang', 'site', 'description', 'words'],
      ...['content_hash', 'text', 'markdown'],
    ],
  },
  fetches: {
    key: ['id'],
    columns: [
      ...['id', 'link_id', 'fetched_at', 'status', 'reason', 'evidence', 'http_status', 'final_url', 'mime'],
      ...['archived_url', 'archived_at', 'etag', 'last_modified', 'content_hash', 'archive_file'],
      ...['archive_offset', 'archive_length', 'attempts'],
    ],
  },
} as const;

export type SealedTable = keyof typeof SEALED;

/** The tables small enough to be gone through whenever a catalog is opened. */
export const SMALL: readonly SealedTable[] = ['lists', 'links', 'places'];
export const ALL: readonly SealedTable[] = [...SMALL, 'articles', 'fetches'];

/** Teaches a connection the SQL function that triggers and checks use; without it, it can read but not write. */
export function teachSeal(db: Database): void {
  db.function('seal_of', { varargs: true, deterministic: true }, (...values) =>
    crc32(JSON.stringify(values)),
  );
}

/** The migration that adds the seals, and seals the rows that are there. */
export function sealTables(): string {
  return ALL.map((table) => {
    const { key, columns } = SEALED[table];
    const found = key.map((column) => `${column} = NEW.${column}`).join(' AND ');
    const set = `UPDATE ${table} SET seal = ${sealOf(table, 'NEW')} WHERE ${found};`;
    return `ALTER TABLE ${table} ADD COLUMN seal INTEGER;
      UPDATE ${table} SET seal = ${sealOf(table)};
      CREATE TRIGGER ${table}_added AFTER INSERT ON ${table} BEGIN ${set} END;
      CREATE TRIGGER ${table}_changed AFTER UPDATE OF ${columns.join(', ')} ON ${table} BEGIN ${set} END;`;
  }).join('\n');
}

/** SQL that is true for a row that is as it was written. */
export function isWhole(table: SealedTable): string {
  return `${table}.seal IS ${sealOf(table)}`;
}

/** The first of the tables that holds a row which is not as it was written; null where all are whole. */
export function brokenTable(db: Database, tables: readonly SealedTable[]): SealedTable | null {
  const broken = (table: SealedTable) =>
    db.prepare(`SELECT 1 FROM ${table} WHERE NOT (${isWhole(table)}) LIMIT 1`).get() !== undefined;
  return tables.find(broken) ?? null;
}

function sealOf(table: SealedTable, row: string = table): string {
  return `seal_of(${SEALED[table].columns.map((column) => `${row}.${column}`).join(', ')})`;
}
