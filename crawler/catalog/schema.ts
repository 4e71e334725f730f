/** The tables of the catalog and the migrations that bring an older catalog up to them. */
import type { Database } from 'better-sqlite3';
import { sealTables } from './seal.js';

/**
 * One entry a version, applied in order and each in a transaction of its own; `PRAGMA user_version` holds how many were.
 * A released entry is never edited: a change is a new entry at the end.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE lists (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    origin TEXT NOT NULL,
    imported_at TEXT NOT NULL
  );
  CREATE TABLE links (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never reused: the archive and the index remember ids
    canonical TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'new',
    reason TEXT,
    evidence TEXT,
    http_status INTEGER,
    final_url TEXT,
    duplicate_of TEXT,
    archived_url TEXT,
    archived_at TEXT,
    fetched_at TEXT
  );
  CREATE INDEX links_status ON links (status);
  CREATE INDEX links_host ON links (host);
  CREATE TABLE places (
    list_id INTEGER NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    section TEXT NOT NULL, -- JSON array of headings, outermost first
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (list_id, position)
  ) WITHOUT ROWID;
  CREATE INDEX places_link ON places (link_id);
  CREATE TABLE articles (
    link_id INTEGER PRIMARY KEY REFERENCES links (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    byline TEXT,
    published TEXT,
    modified TEXT,
    lang TEXT,
    site TEXT,
    description TEXT,
    words INTEGER NOT NULL,
    content_hash TEXT NOT NULL, -- sha256 of text, hexadecimal
    text TEXT NOT NULL,
    markdown TEXT NOT NULL
  );
  CREATE INDEX articles_content ON articles (content_hash);
  CREATE TABLE fetches (
    id INTEGER PRIMARY KEY,
    link_id INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    fetched_at TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT,
    evidence TEXT,
    http_status INTEGER,
    final_url TEXT,
    mime TEXT,
    archived_url TEXT,
    archived_at TEXT,
    etag TEXT,
    last_modified TEXT,
    content_hash TEXT,
    archive_file TEXT,
    archive_offset INTEGER,
    archive_length INTEGER,
    attempts INTEGER NOT NULL
  );
  CREATE INDEX fetches_link ON fetches (link_id, id);
  CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
  INSERT INTO meta VALUES ('changes', 0);
  `,
  sealTables(),
];

/** Version this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings a database to the present version and returns the version it came with. Newer ones are left untouched. */
export function migrate(db: Database): number {
  const version = db.pragma('user_version', { simple: true }) as number;
  for (let next = version; next < MIGRATIONS.length; next++) {
    db.transaction(() => {
      // Read again under the write lock: another process may have migrated in the meantime.
      if (db.pragma('user_version', { simple: true }) !== next) return;
      db.exec(MIGRATIONS[next]!);
      db.pragma(`user_version = ${next + 1}`);
    }).immediate();
  }
  return version;
}
