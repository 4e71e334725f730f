/** Hacker News: an item is its title, text and comments, by its API; the story it is about is related. (I/O: network) */
import type { FetchFailure } from '../fetch/failure.js';
import type { Fetched } from '../fetch/fetch.js';
import {
  answered,
  type Door,
  type DoorContext,
  jsonOf,
  markdownText,
  type Opened,
  unexpected,
  writtenPage,
} from './door.js';

/** Comments kept of one item; the most discussed of the lists measured has some 600. */
const MAX_COMMENTS = 400;
const MAX_DEPTH = 8;
/** Items asked for one by one where the tree cannot be had at once. */
const MAX_SINGLE = 30;

interface Item {
  title?: string | null;
  author?: string | null;
  text?: string | null;
  url?: string | null;
  created_at?: string | null;
  children?: Item[] | null;
}

/** An item of the official API, which has one request an item. */
interface SingleItem {
  id?: number;
  title?: string;
  by?: string;
  text?: string;
  url?: string;
  time?: number;
  kids?: number[];
  deleted?: boolean;
  dead?: boolean;
}

export const hackerNews: Door = {
  name: 'hackernews',
  matches: (url) => url.hostname === 'news.ycombinator.com' && url.pathname === '/item' && idOf(url) !== null,
  async open(url, context) {
    const id = idOf(url)!;
    const tree = await wholeTree(id, context);
    const found = 'failed' in tree ? await itemByItem(id, context) : tree;
    if ('failed' in found) return 'failed' in tree ? tree : found;
    return written(url, found.item, found.answers);
  },
};

function idOf(url: URL): string | null {
  const id = url.searchParams.get('id') ?? '';
  return /^\d{1,12}$/.test(id) ? id : null;
}

type Found = { item: Item; answers: [Fetched, ...Fetched[]] };

async function wholeTree(id: string, { fetch, bases }: DoorContext): Promise<Found | FetchFailure> {
  const answer = answered(await fetch(`${bases.hackerNews}/items/${id}`));
  if ('failed' in answer) return answer;
  const item = jsonOf(answer) as Item | null;
  return item && typeof item === 'object' ? { item, answers: [answer] } : unexpected(answer, 'no item');
}

/** Breadth first, so that the top comments come before replies. */
async function itemByItem(id: string, { fetch, bases }: DoorContext): Promise<Found | FetchFailure> {
  const ask = async (each: string | number) =>
    answered(await fetch(`${bases.hackerNewsItems}/item/${each}.json`));
  const first = await ask(id);
  if ('failed' in first) return first;
  const root = jsonOf(first) as SingleItem | null;
  if (!root || typeof root !== 'object') return unexpected(first, 'no such item');
  const answers: [Fetched, ...Fetched[]] = [first];
  const item = fromSingle(root);
  const queue = (root.kids ?? []).map((kid) => ({ kid, parent: item }));
  for (let asked = 0; queue.length > 0 && asked < MAX_SINGLE; asked++) {
    const { kid, parent } = queue.shift()!;
    const answer = await ask(kid);
    if ('failed' in answer) break;
    answers.push(answer);
    const single = jsonOf(answer) as SingleItem | null;
    if (!single || typeof single !== 'object' || single.deleted || single.dead) continue;
    const comment = fromSingle(single);
    parent.children!.push(comment);
    queue.push(...(single.kids ?? []).map((next) => ({ kid: next, parent: comment })));
  }
  return { item, answers };
}

function fromSingle({ title, by, text, url, time }: SingleItem): Item & { children: Item[] } {
  const created_at = time ? new Date(time * 1000).toISOString() : null;
  return { title, author: by, text, url, created_at, children: [] };
}

function written(url: URL, item: Item, answers: Found['answers']): Opened {
  const title = item.title ?? '';
  const lines = [`# ${markdownText(title || 'Discussion on Hacker News')}`];
  const story = typeof item.url === 'string' && /^https?:\/\//.test(item.url) ? item.url : null;
  if (story) lines.push(`Story: <${story.replace(/[<>\s]/g, encodeURIComponent)}>`);
  if (item.text) lines.push(htmlText(item.text));
  let left = MAX_COMMENTS;
  const add = (comments: readonly Item[], depth: number) => {
    for (const comment of comments) {
      if (left-- <= 0) return;
      if (comment.text)
        lines.push(`**${markdownText(comment.author ?? 'somebody')}:** ${htmlText(comment.text)}`);
      if (depth < MAX_DEPTH) add(comment.children ?? [], depth + 1);
    }
  };
  add(item.children ?? [], 1);
  return {
    page: writtenPage(url, `${lines.join('\n\n')}\n`, answers),
    about: {
      site: 'Hacker News',
      ...(title ? { title } : {}),
      ...(item.author ? { byline: item.author } : {}),
      ...(item.created_at ? { published: item.created_at } : {}),
    },
    brief: true,
    related: story ? [story] : [],
  };
}

/** The API's bit of HTML (`<p>`, `<i>`, `<a>`, `<pre><code>`) as Markdown. */
function htmlText(html: string): string {
  return html
    .split(/<pre>\s*<code>([\s\S]*?)<\/code>\s*<\/pre>/i)
    .map((part, index) =>
      index % 2 === 1 ? `\n\n\`\`\`\n${decoded(part).replaceAll('```', "'''")}\n\`\`\`\n\n` : prose(part),
    )
    .join('')
    .trim();
}

function prose(html: string): string {
  const paragraphs = html.split(/<p>|<\/p>|\n{2,}/i).map((part) =>
    markdownText(
      decoded(part.replace(/<[^>]*>/g, ''))
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  );
  return paragraphs.filter((part) => part !== '').join('\n\n');
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 31 && code < 0x110000 && (code < 0xd800 || code > 0xdfff)
        ? String.fromCodePoint(code)
        : whole;
    },
  );
}
