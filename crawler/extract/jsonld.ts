/** Reads schema.org statements (JSON-LD) out of a page: the article it is about, its authors, dates and publisher. */
import { fold } from './survey.js';

type Node = Record<string, unknown>;

/** What a page's JSON-LD says of its article; fields it leaves out are null. Dates are as written. */
export interface StructuredArticle {
  type: string;
  headline: string | null;
  authors: string[];
  published: string | null;
  modified: string | null;
  lang: string | null;
  publisher: string | null;
  url: string | null;
  description: string | null;
  /** The whole text of the article where the page repeats it here; plain text or HTML. */
  body: string | null;
  /** False where the page says that the text is behind a wall. */
  free: boolean | null;
}

const ARTICLE =
  /^(?:\w*Article|BlogPosting|\w*Posting|Report|TechArticle|APIReference|Review|WebPage|VideoObject|DiscussionForumPosting|QAPage|Question|Book|Chapter|SoftwareSourceCode|CreativeWork|Course|PodcastEpisode|HowTo|Recipe)$/;
/** Types that are the page's subject more surely than others; lower is better. */
const RANK: [RegExp, number][] = [
  [/Article$|Posting$|^Report$/, 0],
  [/^(?:Review|HowTo|Recipe|PodcastEpisode|Question|Chapter|Book)$/, 1],
  [/^VideoObject$/, 2],
];
/** Nodes beyond this many are not read: no page needs them, a hostile one might have millions. */
const MAX_NODES = 5000;

/** The statement about the page's own article, or null. Blocks that are no JSON even after mending are passed over. */
export function structuredArticle(blocks: readonly string[], url: string): StructuredArticle | null {
  const nodes: Node[] = [];
  for (const block of blocks) collect(parse(block), nodes, 0);
  if (nodes.length === 0) return null;
  const byId = new Map(
    nodes.flatMap((node) => (typeof node['@id'] === 'string' ? [[node['@id'], node]] : [])),
  );
  const candidates = nodes.filter((node) => typesOf(node).some((type) => ARTICLE.test(type)));
  if (candidates.length === 0) return null;
  candidates.sort((a, b) => rank(a, url) - rank(b, url));
  return read(candidates[0]!, byId as Map<string, Node>);
}

/** The name of the site (`WebSite`) or of the organisation behind it, where a page states one outside its article. */
export function structuredSite(blocks: readonly string[]): string | null {
  const nodes: Node[] = [];
  for (const block of blocks) collect(parse(block), nodes, 0);
  for (const type of ['WebSite', 'Organization', 'NewsMediaOrganization']) {
    const name = nodes.find((node) => typesOf(node).includes(type))?.name;
    if (typeof name === 'string' && name.trim()) return fold(name);
  }
  return null;
}

/** Real pages wrap JSON in CDATA or comments, leave raw line breaks in strings and commas before brackets. */
function parse(block: string): unknown {
  const text = block
    .replace(/^\s*(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, '')
    .replace(/(?:-->|\/\*\s*\]\]>\s*\*\/|\/\/\s*\]\]>|\]\]>)\s*$/, '')
    .trim()
    .replace(/;$/, '');
  for (const attempt of [text, mend(text)]) {
    try {
      return JSON.parse(attempt);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return null;
}

function mend(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').replace(/,\s*([\]}])/g, '$1');
}

function collect(value: unknown, nodes: Node[], depth: number): void {
  if (depth > 8 || nodes.length >= MAX_NODES || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) collect(one, nodes, depth + 1);
    return;
  }
  const node = value as Node;
  if (node['@type'] !== undefined || node['@id'] !== undefined) nodes.push(node);
  for (const [key, child] of Object.entries(node)) {
    // Things an article mentions, and comments on it, are other articles.
    if (/^(?:comment|mentions|citation|isPartOf|relatedLink|itemListElement|hasPart|about|review)$/.test(key))
      continue;
    collect(child, nodes, depth + 1);
  }
}

function typesOf(node: Node): string[] {
  return texts(node['@type']).map((type) => type.replace(/^.*[/#:]/, ''));
}

function rank(node: Node, url: string): number {
  const type = Math.min(...typesOf(node).map((one) => RANK.find(([pattern]) => pattern.test(one))?.[1] ?? 3));
  const own = [node.url, node['@id'], idOf(node.mainEntityOfPage)].some(
    (address) => typeof address === 'string' && address.split('#')[0] === url.split('#')[0],
  );
  const said = (node.datePublished ? 1 : 0) + (node.headline || node.name ? 1 : 0) + (node.author ? 1 : 0);
  return type * 10 - (own ? 5 : 0) - said;
}

function read(node: Node, byId: Map<string, Node>): StructuredArticle {
  const free = node.isAccessibleForFree;
  return {
    type: typesOf(node)[0] ?? '',
    headline: first(node.headline) ?? first(node.name),
    authors: names(node.author ?? node.creator, byId),
    published: first(node.datePublished) ?? first(node.dateCreated) ?? first(node.uploadDate),
    modified: first(node.dateModified),
    lang: first(node.inLanguage) ?? nameOf(node.inLanguage, byId),
    publisher: names(node.publisher, byId)[0] ?? null,
    url: first(node.url) ?? idOf(node.mainEntityOfPage),
    description: first(node.description),
    body: first(node.articleBody) ?? first(node.text),
    free: free === undefined ? null : !/^(?:false|no|0)$/i.test(String(free)),
  };
}

/** Names of people or organisations: plain strings, nodes, references to nodes, or lists of these. */
function names(value: unknown, byId: Map<string, Node>): string[] {
  const list = Array.isArray(value) ? value : [value];
  const found = list.slice(0, 20).flatMap((one) => nameOf(one, byId) ?? []);
  return [...new Set(found)];
}

function nameOf(value: unknown, byId: Map<string, Node>): string | null {
  if (typeof value === 'string') return fold(value) || null;
  if (typeof value !== 'object' || value === null) return null;
  const node = value as Node;
  const name = first(node.name) ?? joined(first(node.givenName), first(node.familyName));
  if (name) return name;
  const target = typeof node['@id'] === 'string' ? byId.get(node['@id']) : undefined;
  const named = target && target !== node ? first(target.name) : null;
  return named ?? [...byId.values()].flatMap((other) => sameName(other, node))[0] ?? null;
}

/** The same `@id` may stand on a bare reference first and on the full node later. */
function sameName(other: Node, node: Node): string[] {
  return other['@id'] === node['@id'] && typeof node['@id'] === 'string' && first(other.name)
    ? [first(other.name)!]
    : [];
}

function joined(given: string | null, family: string | null): string | null {
  return given && family ? `${given} ${family}` : null;
}

function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const id = typeof value === 'object' && value !== null ? (value as Node)['@id'] : null;
  return typeof id === 'string' ? id : null;
}

function first(value: unknown): string | null {
  return texts(value)[0] ?? null;
}

function texts(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => (typeof one === 'string' && one.trim() ? [one.trim()] : []));
}
