// A data folder of made-up articles, as an import and a crawl would have left it, for benchmarks of what comes after.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '../../crawler/archive/archive.js';
import { Catalog, type Outcome } from '../../crawler/catalog/catalog.js';
import { parseList } from '../../crawler/list/list.js';
import { synthetic } from './synthetic.js';

/** Passages of about 150 words in one article. */
const PASSAGES_AN_ARTICLE = 5;

export interface Folder {
  dir: string;
  articles: number;
  /** Titles of the articles. */
  titles: string[];
  /** Questions on the articles' topics. */
  questions: string[];
  remove(): void;
}

const OUTCOME: Omit<Outcome, 'article' | 'archive'> = {
  ...{ status: 'fetched', reason: null, evidence: null, httpStatus: 200, finalUrl: null, mime: 'text/html' },
  ...{ archivedUrl: null, archivedAt: null, duplicateOf: null, fetchedAt: '2026-01-02T03:04:05.000Z' },
  ...{ etag: null, lastModified: null, attempts: 1 },
};

export const urlOf = (at: number): string => `https://host${at % 200}.example.com/article-${at}`;

/** The list that names every article; `version` stands in every title. */
export function listOf(titles: readonly string[], version: string): string {
  const items = titles.map((title, at) => `- [${title} ${version}](${urlOf(at)})`);
  return `# Made up\n\n## Everything\n\n${items.join('\n')}\n`;
}

/** Writes one article's text anew. */
export function store(catalog: Catalog, at: number, title: string, paragraphs: readonly string[]): void {
  const text = paragraphs.join('\n\n');
  const nothing = { byline: null, modified: null, site: null, description: null };
  const article = { title, text, markdown: text, lang: 'en', published: '2020-01-01', ...nothing };
  const link = catalog.link(urlOf(at));
  if (link) catalog.record(link.id, { ...OUTCOME, article, archive: null });
}

/** A folder with about `passages` passages. */
export function makeFolder(passages: number): Folder {
  const dir = mkdtempSync(join(tmpdir(), 'wellread-bench-'));
  const made = synthetic(passages, 150, 240);
  const articles = Math.ceil(passages / PASSAGES_AN_ARTICLE);
  const titles = Array.from({ length: articles }, (_, at) => made.passages[at * PASSAGES_AN_ARTICLE]!.title);
  const catalog = Catalog.open(dir);
  catalog.addList(parseList(listOf(titles, 'v0'), 'made-up'), 'made-up.md');
  catalog.db.transaction(() => {
    for (let at = 0; at < articles; at++) {
      const own = made.passages.slice(at * PASSAGES_AN_ARTICLE, (at + 1) * PASSAGES_AN_ARTICLE);
      store(
        catalog,
        at,
        titles[at]!,
        own.map(({ text }) => text),
      );
    }
  })();
  catalog.close();
  return {
    dir,
    articles,
    titles,
    questions: made.questions,
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Archives the articles of a folder as pages that a crawl would have fetched, and its list: the catalog can be made again from them. */
export async function archivePages({
  dir,
  titles,
}: {
  dir: string;
  titles: readonly string[];
}): Promise<void> {
  const catalog = Catalog.open(dir);
  const archive = await Archive.open(dir);
  await archive.appendList({ name: 'made-up', title: 'Made up' }, listOf(titles, 'v0'), 'made-up.md');
  for (const { canonical, title, text, url } of catalog.articles()) {
    const paragraphs = text.split('\n\n').map((paragraph) => `<p>${paragraph}</p>`);
    const html = `<!doctype html><html lang="en"><title>${title}</title><article><h1>${title}</h1>${paragraphs.join('')}</article></html>`;
    const page = {
      ...{ url, date: OUTCOME.fetchedAt, requestHeaders: [], address: null, status: 200, statusText: 'OK' },
      headers: [['Content-Type', 'text/html; charset=utf-8']] as [string, string][],
      rawBody: Buffer.from(html),
    };
    await archive.append({ link: canonical, exchanges: [page], finding: OUTCOME });
  }
  await archive.close();
  catalog.close();
}

/** The value below which a share of the sorted values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
