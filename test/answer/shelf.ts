// A library for the tests of answers: the five shipped lists and one list of articles written for these tests.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Catalog } from '../../crawler/catalog/catalog.js';
import { parseList, type ReadingList } from '../../crawler/list/list.js';
import { buildIndex } from '../../index/build.js';
import type { BuiltinEmbedder } from '../../index/embedder/builtin.js';
import { loadBuiltin } from '../../index/embedder/builtin.js';
import type { Generation } from '../../index/generation.js';
import { openIndex } from '../../index/open.js';
import type { Hit } from '../../src/search/hit.js';
import { search } from '../../src/search/search.js';

export interface Written {
  slug: string;
  url: string;
  title: string;
  markdown: string;
  text: string;
}

export interface Shelf {
  index: Generation;
  embedder: BuiltinEmbedder;
  /** Stored text by canonical URL, as the catalog keeps it. */
  texts: Map<string, string>;
  hits(question: string, k?: number): Promise<Hit[]>;
  slugOf(hit: Hit): string;
}

const CORPUS = fileURLToPath(new URL('./corpus/', import.meta.url));
const SEEDS = fileURLToPath(new URL('../../seeds/', import.meta.url));

/** The articles below test/answer/corpus: first line the address in a comment, second line the title. */
export function corpus(): Written[] {
  return readdirSync(CORPUS)
    .sort()
    .map((file) => parseArticle(file.replace(/\.md$/, ''), readFileSync(join(CORPUS, file), 'utf8')));
}

export function parseArticle(slug: string, source: string): Written {
  const url = /^<!-- (\S+) -->/.exec(source)![1]!;
  const markdown = source.replace(/^<!--.*-->\n/, '').trim();
  const title = /^# (.+)$/m.exec(markdown)![1]!;
  const text = markdown
    .split(/\n+/)
    .map((line) => line.replace(/^#+ /, ''))
    .join('\n\n');
  return { slug, url, title, markdown, text };
}

/** Builds the library in a temporary folder, which is gone when this returns: the index lives in memory. */
export async function shelf(options: {
  articles: boolean;
  seeds?: boolean;
  more?: Written[];
}): Promise<Shelf> {
  const dataDir = mkdtempSync(join(tmpdir(), 'wellread-answer-'));
  const written = [...corpus(), ...(options.more ?? [])];
  const catalog = Catalog.open(dataDir);
  try {
    if (options.seeds !== false)
      for (const file of readdirSync(SEEDS).filter((name) => name.endsWith('.md'))) {
        const list = parseList(readFileSync(join(SEEDS, file), 'utf8'), file.replace(/\.md$/, ''));
        catalog.addList(list, file);
      }
    catalog.addList(listOf(written), 'corpus');
    if (options.articles) for (const article of written) store(catalog, article);
    const embedder = loadBuiltin();
    await buildIndex({ catalog, dataDir, embedder, clock: () => new Date('2024-05-01T00:00:00Z') });
    const index = openIndex(dataDir);
    const texts = new Map([...catalog.articles()].map(({ canonical, text }) => [canonical, text]));
    const slugs = new Map(written.map(({ url, slug }) => [url, slug]));
    return {
      index,
      embedder,
      texts,
      hits: async (question, k = 8) => (await search(index, embedder, question, { k })).hits,
      slugOf: ({ document }) => slugs.get(document.url) ?? document.canonical,
    };
  } finally {
    catalog.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function listOf(written: readonly Written[]): ReadingList {
  const lines = written.map(({ url, title }) => `- [${title}](${url})`);
  return parseList(`# Field notes\n\n## Stories\n\n${lines.join('\n')}\n`, 'field-notes');
}

function store(catalog: Catalog, { url, title, text, markdown }: Written): void {
  const link = catalog.link(url)!;
  catalog.record(link.id, {
    status: 'fetched',
    reason: null,
    evidence: null,
    httpStatus: 200,
    finalUrl: url,
    mime: 'text/html',
    archivedUrl: null,
    archivedAt: null,
    duplicateOf: null,
    fetchedAt: '2024-05-01T00:00:00Z',
    etag: null,
    lastModified: null,
    archive: null,
    attempts: 1,
    article: {
      title,
      text,
      markdown,
      byline: null,
      published: null,
      modified: null,
      lang: /\p{Script=Cyrillic}/u.test(title) ? 'ru' : 'en',
      site: null,
      description: null,
    },
  });
}
