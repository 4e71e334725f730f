/** Results as Markdown that a language model reads well: short, numbered, with fetched text fenced off as quotes. */
import type { AskResult, SearchResult, Source } from '../library/ask.js';
import type { Stretch } from '../library/read.js';
import type { LibraryStatus } from '../library/status.js';

export function searchText({ query, sources, total }: SearchResult): string {
  if (sources.length === 0) return `Nothing in the reading lists matches "${query}".`;
  return [`${sources.length} of ${total} matches.`, ...sources.map(sourceText)].join('\n\n');
}

export function answerText({ answer, sources }: AskResult): string {
  const parts: string[] = [];
  if (answer.notice) parts.push(answer.notice);
  if (!answer.covered)
    parts.push('The reading lists do not seem to cover this; the nearest they have follows.');
  const rows =
    answer.rows?.map((row) => `- **${oneLine(row.company)}**: ${oneLine(row.text)} [${row.source}]`) ?? [];
  if (rows.length > 0) parts.push(rows.join('\n'));
  else if (answer.sentences.length > 0) {
    const sentences = answer.sentences.map(({ text, sources: ranks, supported }) => {
      const doubt = supported === false ? ' (not borne out by its source)' : '';
      return `- ${oneLine(text)} ${ranks.map((rank) => `[${rank}]`).join('')}${doubt}`;
    });
    parts.push(sentences.join('\n'));
  }
  parts.push('Sources:', ...sources.map(sourceText));
  return parts.join('\n\n');
}

function sourceText(source: Source): string {
  const facts = [
    source.host,
    source.kind === 'article' ? null : source.kind,
    source.published?.slice(0, 10),
    source.archivedAt ? `archived ${source.archivedAt.slice(0, 7)}` : null,
    ...source.lists.map(({ list, section }) => [list, ...section].join(' > ')),
  ];
  const head = `[${source.rank}] ${oneLine(source.title) || source.url}\n${source.url}\n${facts.filter(Boolean).join(' | ')}`;
  if (source.evidence === 'link') return `${head}\n(known by its place in the lists only; no stored text)`;
  return [head, ...source.passages.map(({ text }) => quoted(text))].join('\n');
}

export function stretchText({
  title,
  url,
  byline,
  published,
  archivedAt,
  text,
  start,
  end,
  total,
}: Stretch): string {
  const facts = [byline, published?.slice(0, 10), archivedAt ? `archived ${archivedAt.slice(0, 7)}` : null];
  const more = end < total ? `Continue with start=${end}.` : 'This is the end.';
  return [
    `# ${oneLine(title)}`,
    [url, ...facts.filter(Boolean)].join(' | '),
    `Characters ${start} to ${end} of ${total}. ${more}`,
    quoted(text),
  ].join('\n\n');
}

export function listsText({ lists, counts, index, stale }: LibraryStatus): string {
  if (lists.length === 0) return 'There is no reading list yet: "wellread import FILE" adds one.';
  const lines = lists.map(({ name, title, links }) => `- ${name} (${oneLine(title)}): ${links} links`);
  const statuses = Object.entries(counts.byStatus).map(([status, links]) => `${links} ${status}`);
  const state = index
    ? `Index of ${index.builtAt.slice(0, 10)}: ${index.passages} passages, model ${index.embedder}${stale ? '; newer articles wait to be indexed' : ''}.`
    : 'There is no index yet.';
  return [
    lines.join('\n'),
    `${counts.links} links, ${counts.articles} articles (${statuses.join(', ')}).`,
    state,
  ].join('\n\n');
}

/** Fetched text as a quote: whatever it says, it stands inside of one. */
function quoted(text: string): string {
  return text.replace(/^/gm, '> ');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
