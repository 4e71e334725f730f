/** Adds to a discussion the article it is about, so that one link answers for both; the page then holds both texts. */
import type { Catalog } from './catalog/catalog.js';
import type { Opened } from './doors/door.js';
import { isFailure } from './fetch/failure.js';
import type { Fetch, Fetched } from './fetch/fetch.js';
import type { Link } from './link.js';

/** The article's text, where it is one: title and Markdown. */
export type ReadArticle = (page: Fetched) => Promise<{ title: string; markdown: string } | null>;

/**
 * Only the first address counts, and not where it is a link of its own in some list. Whatever hinders it, the discussion stays
 * as it was.
 */
export async function withRelated(
  opened: Opened,
  link: Link,
  { catalog, fetch }: { catalog: Catalog; fetch: Fetch },
  read: ReadArticle,
): Promise<Opened> {
  const [address] = opened.related;
  if (address === undefined || opened.page.mime !== 'text/markdown') return opened;
  const listed = catalog.link(address);
  if (listed && (listed.id === link.id || listed.places.length > 0)) return opened;
  const answer = await fetch(address);
  if (isFailure(answer) || answer.status < 200 || answer.status > 299) return opened;
  const article = await read(answer);
  return article ? { ...opened, page: joined(opened.page, answer, article) } : opened;
}

function joined(discussion: Fetched, answer: Fetched, article: { title: string; markdown: string }): Fetched {
  const heading = article.title.replace(/\s+/g, ' ').trim();
  const story = `\n\n## ${heading}\n\n${article.markdown.replace(/^#(?=#{0,4} )/gm, '##')}\n`;
  const body = Buffer.concat([discussion.body, Buffer.from(story)]);
  const hops = [...discussion.hops, ...answer.hops, { ...answer, url: answer.finalUrl }];
  return { ...discussion, body, rawBody: body, hops, ms: discussion.ms + answer.ms };
}
