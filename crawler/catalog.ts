// (I/O: disk) The catalog: every reading list, every link of them, what became of each, and the articles.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Database, Statement } from 'better-sqlite3';
import { asCatalogError, openDatabase } from './database.js';
import { kindOf, type Link, type LinkStatus, type Place, READABLE } from './link.js';
import type { ReadingList } from './list.js';
import { canonicalUrl, hostOf } from './url.js';

/** The text of a page and what the page says of itself. */
export interface Article {
  linkId: number;
  canonical: string;
  url: string;
  title: string;
  byline: string | null;
  published: string | null;
  modified: string | null;
  lang: string | null;
  site: string | null;
  description: string | null;
  /** Plain text; blocks are separated by an empty line. */
  text: string;
  markdown: string;
  words: number;
  /** sha256 of `text`, hexadecimal. */
  contentHash: string;
}

/** Where an exchange lies in the archive: a file name below `archive/`, and bytes in it. */
export interface ArchivePlace {
  file: string;
  offset: number;
  length: number;
}

/** What came of one try to fetch a link, as the crawler tells it. */
export interface Outcome {
  status: LinkStatus;
  reason: string | null;
  evidence: string | null;
  httpStatus: number | null;
  finalUrl: string | null;
  mime: string | null;
  archivedUrl: string | null;
  archivedAt: string | null;
  /** Canonical of the link that holds the same article. */
  duplicateOf: string | null;
  fetchedAt: string;
  etag: string | null;
  lastModified: string | null;
  /** null keeps the article that is there, as after `unchanged` or a failure. */
  article: Omit<Article, 'linkId' | 'canonical' | 'url' | 'contentHash' | 'words'> | null;
  archive: ArchivePlace | null;
  attempts: number;
}

/** One line of a link's history. */
export interface FetchRecord extends Omit<Outcome, 'article' | 'duplicateOf'> {
  contentHash: string | null;
}

export interface LinkFilter {
  status?: LinkStatus;
  list?: string;
  host?: string;
  reason?: string;
  /** Also links that no list names any more (kept for their history). */
  unlisted?: boolean;
}

export interface ListSummary {
  name: string;
  title: string;
  origin: string;
  links: number;
  importedAt: string;
}

export interface Counts {
  links: number;
  articles: number;
  byStatus: Record<string, number>;
  byReason: Record<string, number>;
  byList: Record<string, { links: number; byStatus: Record<string, number> }>;
}

/** Words of a text: runs of letters and digits. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+(?:['’_.-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}

export function contentHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const LISTED = 'EXISTS (SELECT 1 FROM places WHERE link_id = links.id)';
const IS_READABLE = `links.status IN (${READABLE.map((status) => `'${status}'`).join(', ')})`;
const LINK_COLUMNS = `links.id, canonical, links.url, articles.title AS articleTitle, kind, status, reason, evidence,
  http_status AS httpStatus, final_url AS finalUrl, duplicate_of AS duplicateOf, archived_url AS archivedUrl,
  archived_at AS archivedAt, coalesce(words, 0) AS words, lang, published, fetched_at AS fetchedAt`;
const PLACES = `SELECT link_id AS linkId, lists.name AS list, section, places.title, note
  FROM places JOIN lists ON lists.id = list_id`;
const ARTICLES = `SELECT link_id AS linkId, canonical, url, title, byline, published, modified, lang, site, description, text,
  markdown, words, content_hash AS contentHash FROM articles JOIN links ON links.id = link_id`;

type LinkRow = Omit<Link, 'title' | 'places'> & { articleTitle: string | null };
type PlaceRow = { linkId: number; list: string; section: string; title: string; note: string };

/**
 * The one owner of `catalog.sqlite`. All calls are synchronous and short; every write is one transaction. Any of them may
 * throw CatalogDamaged or CatalogUnwritable. Other files of this room keep tables of their own in `db`.
 */
export class Catalog {
  readonly db: Database;
  readonly #file: string;
  readonly #statements = new Map<string, Statement>();

  private constructor(db: Database, file: string) {
    this.db = db;
    this.#file = file;
  }

  /** Opens the catalog of a data folder, making it unless `readonly`. Throws CatalogMissing, CatalogTooNew, CatalogDamaged, CatalogUnwritable. */
  static open(dataDir: string, options: { readonly?: boolean } = {}): Catalog {
    return new Catalog(openDatabase(dataDir, options.readonly ?? false), join(dataDir, 'catalog.sqlite'));
  }

  /**
   * Takes a list in, or again: its places, titles and notes become those of `list`. A link that lost its last place
   * stays only if it was ever fetched. `origin` is the file or URL it came from; `now` is the time kept with it.
   */
  addList(
    list: ReadingList,
    origin: string,
    now: Date = new Date(),
  ): { list: string; added: number; known: number; links: number } {
    return this.#write(() => {
      const before = this.#placesOf(list.name);
      const { id } = this.#prepare(
        `INSERT INTO lists (name, title, origin, imported_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE
         SET title = excluded.title, origin = excluded.origin, imported_at = excluded.imported_at RETURNING id`,
      ).get(list.name, list.title, origin, now.toISOString()) as { id: number };
      this.#prepare('DELETE FROM places WHERE list_id = ?').run(id);
      const insert = this.#prepare('INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?)');
      const seen = new Map<string, number>();
      let added = 0;
      list.entries.forEach((entry, position) => {
        const canonical = canonicalUrl(entry.url);
        let linkId = seen.get(canonical);
        if (linkId === undefined) {
          const found = this.#findOrAdd(canonical, entry.url);
          linkId = found.id;
          if (found.added) added++;
          seen.set(canonical, linkId);
        }
        insert.run(id, position, linkId, entry.url, JSON.stringify(entry.section), entry.title, entry.note);
      });
      this.#dropUnlisted();
      if (this.#placesOf(list.name) !== before) this.#touch();
      return { list: list.name, added, known: seen.size - added, links: seen.size };
    });
  }

  /** Forgets a list; its links follow the rule of addList. Says whether there was one. */
  removeList(name: string): boolean {
    return this.#write(() => {
      if (this.#prepare('DELETE FROM lists WHERE name = ?').run(name).changes === 0) return false;
      this.#dropUnlisted();
      this.#touch();
      return true;
    });
  }

  /** The lists in the order of their first import; `links` counts each link once. */
  lists(): ListSummary[] {
    return this.#read(
      `SELECT name, lists.title, origin, imported_at AS importedAt, count(DISTINCT link_id) AS links
       FROM lists LEFT JOIN places ON list_id = id GROUP BY id ORDER BY id`,
    ) as ListSummary[];
  }

  /** Links in the order in which they first came in. */
  links(filter: LinkFilter = {}): Link[] {
    const where = [filter.unlisted ? 'TRUE' : LISTED];
    if (filter.status) where.push('status = @status');
    if (filter.reason) where.push('reason = @reason');
    if (filter.host) where.push("(host = @host OR host LIKE '%.' || @host)");
    if (filter.list) {
      where.push(
        'links.id IN (SELECT link_id FROM places JOIN lists ON lists.id = list_id WHERE lists.name = @list)',
      );
    }
    const values = {
      status: filter.status,
      reason: filter.reason,
      list: filter.list,
      host: filter.host?.toLowerCase(),
    };
    const rows = this.#read(
      `SELECT ${LINK_COLUMNS} FROM links LEFT JOIN articles ON link_id = links.id WHERE ${where.join(' AND ')} ORDER BY links.id`,
      values,
    ) as LinkRow[];
    const places = new Map<number, Place[]>();
    for (const row of this.#read(`${PLACES} ORDER BY list_id, position`) as PlaceRow[]) {
      const of = places.get(row.linkId);
      if (of) of.push(placeOf(row));
      else places.set(row.linkId, [placeOf(row)]);
    }
    return rows.map((row) => linkOf(row, places.get(row.id) ?? []));
  }

  /** The link of a URL in any spelling, or of a canonical form; also one no list names any more. */
  link(canonicalOrUrl: string): Link | null {
    return this.#link('canonical = ?', canonicalUrl(canonicalOrUrl));
  }

  linkById(id: number): Link | null {
    return this.#link('links.id = ?', id);
  }

  /** Stores what came of a fetch: the link's state, a line of history and the article, in one transaction. */
  record(linkId: number, outcome: Outcome): void {
    this.#write(() => {
      const before = this.#indexed(linkId);
      const { article, archive } = outcome;
      const hash = article ? contentHash(article.text) : null;
      const values = { ...outcome, linkId, hash, ...(archive ?? { file: null, offset: null, length: null }) };
      const { changes } = this.#prepare(
        `UPDATE links SET status = @status, reason = @reason, evidence = @evidence, http_status = @httpStatus,
         final_url = @finalUrl, duplicate_of = @duplicateOf, archived_url = @archivedUrl, archived_at = @archivedAt,
         fetched_at = @fetchedAt WHERE id = @linkId`,
      ).run(values);
      if (changes === 0) return; // the link left its last list while it was being fetched
      this.#prepare(
        `INSERT INTO fetches (link_id, fetched_at, status, reason, evidence, http_status, final_url, mime, archived_url,
         archived_at, etag, last_modified, content_hash, archive_file, archive_offset, archive_length, attempts)
         VALUES (@linkId, @fetchedAt, @status, @reason, @evidence, @httpStatus, @finalUrl, @mime, @archivedUrl, @archivedAt,
         @etag, @lastModified, @hash, @file, @offset, @length, @attempts)`,
      ).run(values);
      if (article) {
        this.#prepare(
          `REPLACE INTO articles (link_id, title, byline, published, modified, lang, site, description, words, content_hash,
           text, markdown) VALUES (@linkId, @title, @byline, @published, @modified, @lang, @site, @description, @words, @hash,
           @text, @markdown)`,
        ).run({ ...article, linkId, hash, words: countWords(article.text) });
      }
      if (this.#indexed(linkId) !== before) this.#touch();
    });
  }

  /** The articles of all listed, readable links, one at a time in the order of the links. */
  *articles(): IterableIterator<Article> {
    // A cursor would forbid every write on this connection until it is done; ids first, then row by row, forbids none.
    const ids = this.#read(
      `SELECT links.id FROM articles JOIN links ON links.id = link_id WHERE ${IS_READABLE} AND ${LISTED} ORDER BY links.id`,
    ) as { id: number }[];
    for (const { id } of ids) {
      const article = this.article(id);
      if (article) yield article;
    }
  }

  /** The article of a link, whatever became of the link since. */
  article(linkId: number): Article | null {
    return (this.#read(`${ARTICLES} WHERE link_id = ?`, linkId)[0] as Article | undefined) ?? null;
  }

  /** Id and canonical of a readable link whose article has the very same text, other than `linkId`; the oldest first. */
  sameContent(hash: string, linkId: number): { id: number; canonical: string } | null {
    const rows = this.#read(
      `SELECT links.id, canonical FROM articles JOIN links ON links.id = link_id
       WHERE content_hash = ? AND links.id <> ? AND ${IS_READABLE} ORDER BY links.id LIMIT 1`,
      hash,
      linkId,
    );
    return (rows[0] as { id: number; canonical: string } | undefined) ?? null;
  }

  /** A link's history, newest first. */
  fetches(linkId: number): FetchRecord[] {
    const rows = this.#read(
      `SELECT fetched_at AS fetchedAt, status, reason, evidence, http_status AS httpStatus, final_url AS finalUrl, mime,
       archived_url AS archivedUrl, archived_at AS archivedAt, etag, last_modified AS lastModified,
       content_hash AS contentHash, archive_file AS file, archive_offset AS offset, archive_length AS length, attempts
       FROM fetches WHERE link_id = ? ORDER BY id DESC`,
      linkId,
    ) as (Omit<FetchRecord, 'archive'> & { file: string | null; offset: number; length: number })[];
    return rows.map(({ file, offset, length, ...row }) => ({
      ...row,
      archive: file === null ? null : { file, offset, length },
    }));
  }

  /** Totals over listed links; a link in two lists counts in both of `byList`, once elsewhere. */
  counts(): Counts {
    const counts: Counts = { links: 0, articles: 0, byStatus: {}, byReason: {}, byList: {} };
    for (const row of this.#read(
      `SELECT status, reason, count(*) AS links, count(CASE WHEN ${IS_READABLE} THEN link_id END) AS articles
       FROM links LEFT JOIN articles ON link_id = links.id WHERE ${LISTED} GROUP BY status, reason`,
    ) as { status: string; reason: string | null; links: number; articles: number }[]) {
      counts.links += row.links;
      counts.articles += row.articles;
      counts.byStatus[row.status] = (counts.byStatus[row.status] ?? 0) + row.links;
      if (row.reason !== null) counts.byReason[row.reason] = (counts.byReason[row.reason] ?? 0) + row.links;
    }
    for (const { name } of this.lists()) counts.byList[name] = { links: 0, byStatus: {} };
    for (const row of this.#read(
      `SELECT lists.name AS list, status, count(DISTINCT links.id) AS links FROM places JOIN lists ON lists.id = list_id
       JOIN links ON links.id = link_id GROUP BY lists.id, status`,
    ) as { list: string; status: string; links: number }[]) {
      const list = counts.byList[row.list]!;
      list.links += row.links;
      list.byStatus[row.status] = row.links;
    }
    return counts;
  }

  /** A number that grows with every write an index built before would have to know of. */
  changes(): number {
    return (this.#read("SELECT value FROM meta WHERE key = 'changes'")[0] as { value: number }).value;
  }

  close(): void {
    this.#statements.clear();
    this.db.close();
  }

  #link(where: string, value: string | number): Link | null {
    const row = this.#read(
      `SELECT ${LINK_COLUMNS} FROM links LEFT JOIN articles ON link_id = links.id WHERE ${where}`,
      value,
    )[0] as LinkRow | undefined;
    if (!row) return null;
    const places = this.#read(`${PLACES} WHERE link_id = ? ORDER BY list_id, position`, row.id) as PlaceRow[];
    return linkOf(row, places.map(placeOf));
  }

  #findOrAdd(canonical: string, url: string): { id: number; added: boolean } {
    const found = this.#prepare('SELECT id FROM links WHERE canonical = ?').get(canonical) as
      | { id: number }
      | undefined;
    if (found) return { id: found.id, added: false };
    const { lastInsertRowid } = this.#prepare(
      'INSERT INTO links (canonical, host, url, kind) VALUES (?, ?, ?, ?)',
    ).run(canonical, hostOf(url), url, kindOf(url));
    return { id: Number(lastInsertRowid), added: true };
  }

  #dropUnlisted(): void {
    this.#prepare(
      `DELETE FROM links WHERE NOT ${LISTED} AND NOT EXISTS (SELECT 1 FROM fetches WHERE link_id = links.id)`,
    ).run();
  }

  /** A list's title and places as one string, to tell whether an import changed anything. */
  #placesOf(name: string): string {
    return JSON.stringify(
      this.#prepare(
        `SELECT lists.title AS list, canonical, section, places.title, note FROM lists JOIN places ON list_id = lists.id
         JOIN links ON links.id = link_id WHERE lists.name = ? ORDER BY position`,
      ).all(name),
    );
  }

  /** What an index takes from a link, as one string. */
  #indexed(linkId: number): string {
    return JSON.stringify(
      this.#prepare(
        `SELECT ${IS_READABLE} AS readable, archived_url, archived_at, duplicate_of, title, byline, published, lang,
         content_hash, length(markdown) FROM links LEFT JOIN articles ON link_id = links.id WHERE links.id = ?`,
      ).get(linkId) ?? null,
    );
  }

  #touch(): void {
    this.#prepare("UPDATE meta SET value = value + 1 WHERE key = 'changes'").run();
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #read(sql: string, ...values: unknown[]): unknown[] {
    try {
      return this.#prepare(sql).all(...values);
    } catch (error) {
      throw asCatalogError(this.#file, error);
    }
  }

  #write<T>(work: () => T): T {
    try {
      return this.db.transaction(work).immediate();
    } catch (error) {
      throw asCatalogError(this.#file, error);
    }
  }
}

function placeOf(row: PlaceRow): Place {
  return { list: row.list, section: JSON.parse(row.section) as string[], title: row.title, note: row.note };
}

/** Lists differ in how much they say of a link: the longest title says most, the first wins a tie. */
function linkOf({ articleTitle, ...row }: LinkRow, places: Place[]): Link {
  let title = '';
  for (const place of places) if (place.title.length > title.length) title = place.title;
  return { ...row, title: title || (articleTitle ?? ''), places };
}
