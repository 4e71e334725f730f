// (I/O: disk) The catalog: every reading list, every link of them, what became of each, and the articles.
import type { Database } from 'better-sqlite3';
import type { Link, LinkStatus, Place } from '../link.js';
import type { ReadingList } from '../list/list.js';
import { canonicalUrl } from '../url.js';
import type { Article } from './article.js';
import { type Counts, countLinks, IS_READABLE, IS_SEARCHABLE, LISTED } from './census.js';
import { CatalogDamaged, CatalogFile, setAside, verifyDatabase } from './database.js';
import {
  dropArticle,
  type FetchRecord,
  fetchesOf,
  type Outcome,
  recordOutcome,
  rewriteArticle,
} from './history.js';
import { type Added, addList, listNamed, removeList } from './membership.js';
import { isWhole } from './seal.js';

export type { Article } from './article.js';
export type { Counts } from './census.js';
export type { ArchivePlace, FetchRecord, Outcome } from './history.js';

export interface LinkFilter {
  status?: LinkStatus;
  list?: string;
  host?: string;
  reason?: string;
  /** Also links that no list names any more (kept for their history). */
  unlisted?: boolean;
}

/** A stretch of the links that pass a filter. */
export interface Page {
  offset?: number;
  limit?: number;
}

export interface ListSummary {
  name: string;
  title: string;
  origin: string;
  links: number;
  importedAt: string;
}

const LINK_COLUMNS = `links.id, canonical, links.url, articles.title AS articleTitle, kind, status, reason, evidence,
  http_status AS httpStatus, final_url AS finalUrl, duplicate_of AS duplicateOf, archived_url AS archivedUrl,
  archived_at AS archivedAt, coalesce(words, 0) AS words, lang, published, fetched_at AS fetchedAt`;
const PLACES = `SELECT link_id AS linkId, lists.name AS list, section, places.title, note
  FROM places JOIN lists ON lists.id = list_id`;
const ARTICLES = `SELECT link_id AS linkId, canonical, url, title, byline, published, modified, lang, site, description, text,
  markdown, words, content_hash AS contentHash, ${isWhole('articles')} AS whole FROM articles JOIN links ON links.id = link_id`;

type LinkRow = Omit<Link, 'title' | 'places'> & { articleTitle: string | null };
type PlaceRow = { linkId: number; list: string; section: string; title: string; note: string };

/**
 * The one owner of `catalog.sqlite`. All calls are synchronous and short; every write is one transaction. Any of them may
 * throw CatalogDamaged or CatalogUnwritable. Other files of this room keep tables of their own in `db`.
 */
export class Catalog {
  readonly #dataDir: string;
  #file: CatalogFile;

  private constructor(dataDir: string, file: CatalogFile) {
    this.#dataDir = dataDir;
    this.#file = file;
  }

  get db(): Database {
    return this.#file.db;
  }

  /** Opens the catalog of a data folder, making it unless `readonly`. Throws CatalogMissing, CatalogTooNew, CatalogDamaged, CatalogUnwritable. */
  static open(dataDir: string, options: { readonly?: boolean } = {}): Catalog {
    return new Catalog(dataDir, new CatalogFile(dataDir, options.readonly ?? false));
  }

  /**
   * Takes a list in, or again: its places, titles and notes become those of `list`. A link that lost its last place
   * stays only if it was ever fetched. `origin` is the file or URL it came from; `now` is the time kept with it.
   */
  addList(list: ReadingList, origin: string, now: Date = new Date()): Added {
    return addList(this.#file, list, origin, now);
  }

  /** Runs several writes as one: all of them happen, or none. */
  atomically<T>(work: () => T): T {
    return this.#file.write(work);
  }

  /** A list as it was taken in, and where from; null where there is none of that name. */
  readingList(name: string): { list: ReadingList; origin: string } | null {
    return listNamed(this.#file, name);
  }

  /** Forgets a list; its links follow the rule of addList. Says whether there was one. */
  removeList(name: string): boolean {
    return removeList(this.#file, name);
  }

  /** The lists in the order of their first import; `links` counts each link once. */
  lists(): ListSummary[] {
    return this.#file.all(
      `SELECT name, lists.title, origin, imported_at AS importedAt, count(DISTINCT link_id) AS links
       FROM lists LEFT JOIN places ON list_id = id GROUP BY id ORDER BY id`,
    ) as ListSummary[];
  }

  /** Links in the order in which they first came in: all that pass the filter, or a page of them. */
  links(filter: LinkFilter = {}, { offset = 0, limit = -1 }: Page = {}): Link[] {
    const { where, values } = conditionOf(filter);
    const rows = this.#file.all(
      `SELECT ${LINK_COLUMNS} FROM links LEFT JOIN articles ON link_id = links.id WHERE ${where} ORDER BY links.id
       LIMIT @limit OFFSET @offset`,
      { ...values, limit, offset },
    ) as LinkRow[];
    const places = new Map<number, Place[]>();
    for (const row of this.#file.all(
      `${PLACES} WHERE link_id IN (SELECT value FROM json_each(?)) ORDER BY list_id, position`,
      JSON.stringify(rows.map(({ id }) => id)),
    ) as PlaceRow[]) {
      const of = places.get(row.linkId);
      if (of) of.push(placeOf(row));
      else places.set(row.linkId, [placeOf(row)]);
    }
    return rows.map((row) => linkOf(row, places.get(row.id) ?? []));
  }

  /** How many links pass the filter. */
  countOf(filter: LinkFilter): number {
    const { where, values } = conditionOf(filter);
    return this.#file.get<{ links: number }>(`SELECT count(*) AS links FROM links WHERE ${where}`, values)!
      .links;
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
    recordOutcome(this.#file, linkId, outcome);
  }

  /** The same for a page that turned out to be no article: the one that is there is dropped. */
  withdraw(linkId: number, outcome: Omit<Outcome, 'article'>): void {
    this.#file.write(() => {
      recordOutcome(this.#file, linkId, { ...outcome, article: null });
      dropArticle(this.#file, linkId);
    });
  }

  /** Puts another reading of the same page in an article's place; no line of history. */
  rewrite(linkId: number, article: NonNullable<Outcome['article']>): void {
    rewriteArticle(this.#file, linkId, article);
  }

  /** The articles of all listed links that may be searched, one at a time in the order of the links. */
  *articles(): IterableIterator<Article> {
    // A cursor would forbid every write on this connection until it is done; ids first, then row by row, forbids none.
    const ids = this.#file.all(
      `SELECT links.id FROM articles JOIN links ON links.id = link_id WHERE ${IS_SEARCHABLE} AND ${LISTED} ORDER BY links.id`,
    ) as { id: number }[];
    for (const { id } of ids) {
      const article = this.article(id);
      if (article) yield article;
    }
  }

  /** The article of a link, whatever became of the link since. */
  article(linkId: number): Article | null {
    const row = this.#file.get<Article & { whole: number }>(`${ARTICLES} WHERE link_id = ?`, linkId);
    if (!row) return null;
    const { whole, ...article } = row;
    if (whole) return article;
    throw new CatalogDamaged(
      this.#file.file,
      `the article of ${article.canonical} does not match its checksum`,
    );
  }

  /** Id and canonical of a readable link whose article has the very same text, other than `linkId`; the oldest first. */
  sameContent(hash: string, linkId: number): { id: number; canonical: string } | null {
    const rows = this.#file.all(
      `SELECT links.id, canonical FROM articles JOIN links ON links.id = link_id
       WHERE content_hash = ? AND links.id <> ? AND ${IS_READABLE} ORDER BY links.id LIMIT 1`,
      hash,
      linkId,
    );
    return (rows[0] as { id: number; canonical: string } | undefined) ?? null;
  }

  /** A link's history, newest first. */
  fetches(linkId: number): FetchRecord[] {
    return fetchesOf(this.#file, linkId);
  }

  /** Totals over listed links; a link in two lists counts in both of `byList`, once elsewhere. */
  counts(): Counts {
    return countLinks(this.#file);
  }

  /** A number that grows with every write an index built before would have to know of. */
  changes(): number {
    return (this.#file.all("SELECT value FROM meta WHERE key = 'changes'")[0] as { value: number }).value;
  }

  /** Goes through all of the file; slow, see verifyDatabase. Throws CatalogDamaged. */
  verify(): void {
    verifyDatabase(this.db, this.#file.file);
  }

  /** Moves a damaged file aside and goes on with an empty catalog. Returns the path of what was moved. */
  startOver(now: Date): string {
    this.#file.close();
    const aside = setAside(this.#dataDir, now);
    this.#file = new CatalogFile(this.#dataDir, false);
    return aside;
  }

  /** Whether the catalog is being made again from the archive and is not all there yet. */
  get isHalfRestored(): boolean {
    return this.#file.get("SELECT 1 FROM meta WHERE key = 'restoring'") !== null;
  }

  /** Empties the catalog and notes that it is about to be filled again; `restored` takes the note away. */
  beginRestore(): void {
    this.#file.write(() => {
      for (const table of ['lists', 'links']) this.#file.prepare(`DELETE FROM ${table}`).run();
      this.#file.prepare("REPLACE INTO meta VALUES ('restoring', 1)").run();
      this.#file.touch();
    });
  }

  restored(): void {
    this.#file.write(() => this.#file.prepare("DELETE FROM meta WHERE key = 'restoring'").run());
  }

  close(): void {
    this.#file.close();
  }

  #link(where: string, value: string | number): Link | null {
    const row = this.#file.all(
      `SELECT ${LINK_COLUMNS} FROM links LEFT JOIN articles ON link_id = links.id WHERE ${where}`,
      value,
    )[0] as LinkRow | undefined;
    if (!row) return null;
    const places = this.#file.all(
      `${PLACES} WHERE link_id = ? ORDER BY list_id, position`,
      row.id,
    ) as PlaceRow[];
    return linkOf(row, places.map(placeOf));
  }
}

/** A filter as SQL over `links`, with named values. */
function conditionOf({ unlisted, status, reason, host, list }: LinkFilter): {
  where: string;
  values: object;
} {
  const where = [unlisted ? 'TRUE' : LISTED];
  if (status) where.push('status = @status');
  if (reason) where.push('reason = @reason');
  if (host) where.push("(host = @host OR host LIKE '%.' || @host)");
  if (list) {
    where.push(
      'links.id IN (SELECT link_id FROM places JOIN lists ON lists.id = list_id WHERE lists.name = @list)',
    );
  }
  return { where: where.join(' AND '), values: { status, reason, list, host: host?.toLowerCase() } };
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
