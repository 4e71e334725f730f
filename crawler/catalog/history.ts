/** The history of a link: what came of every fetch, and the article the last good one left. */

import type { LinkStatus } from '../link.js';
import { type Article, contentHash, countWords } from './article.js';
import { IS_SEARCHABLE } from './census.js';
import type { CatalogFile } from './database.js';

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

/** Stores an outcome: the link's state, a line of history and the article, in one transaction. */
export function recordOutcome(file: CatalogFile, linkId: number, outcome: Outcome): void {
  file.write(() => {
    const before = indexed(file, linkId);
    const { article, archive } = outcome;
    const hash = article ? contentHash(article.text) : null;
    const values = { ...outcome, linkId, hash, ...(archive ?? { file: null, offset: null, length: null }) };
    const { changes } = file
      .prepare(
        `UPDATE links SET status = @status, reason = @reason, evidence = @evidence, http_status = @httpStatus,
         final_url = @finalUrl, duplicate_of = @duplicateOf, archived_url = @archivedUrl, archived_at = @archivedAt,
         fetched_at = @fetchedAt WHERE id = @linkId`,
      )
      .run(values);
    if (changes === 0) return; // the link left its last list while it was being fetched
    file
      .prepare(
        `INSERT INTO fetches (link_id, fetched_at, status, reason, evidence, http_status, final_url, mime, archived_url,
         archived_at, etag, last_modified, content_hash, archive_file, archive_offset, archive_length, attempts)
         VALUES (@linkId, @fetchedAt, @status, @reason, @evidence, @httpStatus, @finalUrl, @mime, @archivedUrl, @archivedAt,
         @etag, @lastModified, @hash, @file, @offset, @length, @attempts)`,
      )
      .run(values);
    if (article) storeArticle(file, linkId, article);
    if (indexed(file, linkId) !== before) file.touch();
  });
}

/** Forgets the article of a link. */
export function dropArticle(file: CatalogFile, linkId: number): void {
  file.prepare('DELETE FROM articles WHERE link_id = ?').run(linkId);
  file.touch();
}

/** Stores another reading of the same page. */
export function rewriteArticle(
  file: CatalogFile,
  linkId: number,
  article: NonNullable<Outcome['article']>,
): void {
  file.write(() => {
    const before = indexed(file, linkId);
    storeArticle(file, linkId, article);
    if (indexed(file, linkId) !== before) file.touch();
  });
}

function storeArticle(file: CatalogFile, linkId: number, article: NonNullable<Outcome['article']>): void {
  file
    .prepare(
      `REPLACE INTO articles (link_id, title, byline, published, modified, lang, site, description, words, content_hash,
       text, markdown) VALUES (@linkId, @title, @byline, @published, @modified, @lang, @site, @description, @words, @hash,
       @text, @markdown)`,
    )
    .run({ ...article, linkId, hash: contentHash(article.text), words: countWords(article.text) });
}

/** A link's history, newest first. */
export function fetchesOf(file: CatalogFile, linkId: number): FetchRecord[] {
  const rows = file.all(
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

/** What an index takes from a link, as one string. */
function indexed(file: CatalogFile, linkId: number): string {
  return JSON.stringify(
    file
      .prepare(
        `SELECT link_id IS NOT NULL AND ${IS_SEARCHABLE} AS searchable, archived_url, archived_at, duplicate_of, title, byline,
         published, lang, content_hash, length(markdown) FROM links LEFT JOIN articles ON link_id = links.id WHERE links.id = ?`,
      )
      .get(linkId) ?? null,
  );
}
