/** An Atom or RSS feed in place of an article: the entry that the link meant, or all of its entries in order. */

import { DomUtils, parseDocument } from 'htmlparser2';
import { parseHTML } from 'linkedom';
import { blocksOf } from './block.js';
import { cleanNames } from './byline.js';
import { parseDate } from './date.js';
import type { Extracted } from './extracted.js';
import { languageOf } from './language.js';
import { textOf } from './markdown.js';
import { dateBounds } from './metadata.js';
import { markdownOf } from './render.js';
import { fold } from './survey.js';

/** One entry. `html` is the fullest text it carries. */
interface Entry {
  title: string;
  url: string | null;
  author: string;
  published: string;
  updated: string;
  html: string;
}

type XmlNode = ReturnType<typeof parseDocument>['children'][number];

/** Entries beyond this many are not read. */
const MAX_ENTRIES = 50;

/** Whether a document is a feed: its root element says so. */
export function isFeed(text: string): boolean {
  return /^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*|<\?[^>]{0,300}>\s*)*<(?:rss|feed|rdf:RDF)[\s>]/i.test(
    text.slice(0, 5000),
  );
}

/** Extracts a feed's text: the entry whose address is `url`, if there is one, else every entry under its title. */
export function feed(xml: string, context: { url: string; fetchedAt?: Date }): Extracted {
  const root = parseDocument(xml, { xmlMode: true, decodeEntities: true }).children.find((node) =>
    /^(?:rss|feed|rdf:RDF)$/i.test(nameOf(node)),
  );
  const channel = (root && child(root, 'channel')) ?? root;
  const entries = root ? entriesOf(root, channel!) : [];
  const meant = entries.find(({ url }) => url !== null && sameAddress(url, context.url));
  const chosen = meant ? [meant] : entries;
  const markdown = chosen
    .map((entry) =>
      meant ? bodyOf(entry) : `## ${entry.title.replace(/[\\*_`[\]]/g, '\\$&')}\n\n${bodyOf(entry)}`,
    )
    .join('\n\n')
    .trim();
  const bounds = dateBounds(context.fetchedAt ?? new Date());
  const site = channel ? textIn(channel, 'title') : '';
  const text = textOf(markdown);
  const declared = (channel && (textIn(channel, 'language') || attribute(channel, 'xml:lang'))) || null;
  const lang = languageOf(text, declared);
  const byline =
    cleanNames([meant?.author || (channel ? authorOf(channel) : '')], true, bounds).join(', ') || null;
  const dates = chosen.flatMap((entry) => parseDate(entry.published || entry.updated, bounds) ?? []).sort();
  return {
    title: meant?.title || site,
    byline,
    published: dates[0] ?? null,
    modified: meant ? parseDate(meant.updated, bounds) : (dates.at(-1) ?? null),
    lang: lang?.lang ?? null,
    site: site || null,
    canonicalUrl: null,
    description: (channel && (textIn(channel, 'subtitle') || textIn(channel, 'description'))) || null,
    provenance: {
      title: meant ? 'feed entry' : 'feed title',
      ...(dates.length > 0 ? { published: 'feed' } : {}),
      ...(byline ? { byline: 'feed' } : {}),
    },
    markdown,
    captions: [],
    removed:
      meant && entries.length > 1
        ? [{ rule: 'feed:other-entries', what: `${entries.length - 1} entries`, chars: 0 }]
        : [],
    verdict: text
      ? { ok: true, reason: null, evidence: null }
      : { ok: false, reason: 'empty', evidence: `a feed with ${entries.length} entries` },
  };
}

function entriesOf(root: XmlNode, channel: XmlNode): Entry[] {
  const nodes = [...children(channel), ...children(root)].filter((node) =>
    /^(?:item|entry)$/i.test(nameOf(node)),
  );
  return [...new Set(nodes)].slice(0, MAX_ENTRIES).map((node) => ({
    title: plainOf(textIn(node, 'title')),
    url: linkOf(node),
    author: authorOf(node),
    published:
      textIn(node, 'published') ||
      textIn(node, 'pubDate') ||
      textIn(node, 'dc:date') ||
      textIn(node, 'issued'),
    updated: textIn(node, 'updated') || textIn(node, 'modified'),
    html: longest(
      ['content:encoded', 'content', 'description', 'summary'].map((name) => markupIn(node, name)),
    ),
  }));
}

/** An entry's text as Markdown blocks; what is no markup stays plain. */
function bodyOf(entry: Entry): string {
  const { document } = parseHTML(`<html><body><div>${entry.html}</div></body></html>`);
  const root = document.querySelector('div');
  return root ? markdownOf(blocksOf(root as unknown as Element, entry.url ?? 'https://invalid/')).trim() : '';
}

/** The content of an element as HTML: escaped text (RSS, `type="html"`) is HTML already, `type="xhtml"` is markup in place. */
function markupIn(node: XmlNode, name: string): string {
  const element = child(node, name);
  if (!element) return '';
  const type = attribute(element, 'type');
  if (type === 'xhtml' || (type && /xml$/.test(type))) return DomUtils.getInnerHTML(element);
  const text = DomUtils.textContent(element);
  return type === 'text' || !/[<&]/.test(text) ? text.replace(/&/g, '&amp;').replace(/</g, '&lt;') : text;
}

function authorOf(node: XmlNode): string {
  const author = child(node, 'author');
  const name = author ? textIn(author, 'name') || fold(DomUtils.textContent(author)) : '';
  return name || textIn(node, 'dc:creator') || textIn(node, 'itunes:author') || '';
}

function linkOf(node: XmlNode): string | null {
  const links = children(node).filter((one) => nameOf(one).toLowerCase() === 'link');
  const alternate = links.find((one) => /^(?:alternate)?$/.test(attribute(one, 'rel')));
  const link = alternate ?? links[0];
  const href = link ? attribute(link, 'href') || fold(DomUtils.textContent(link)) : '';
  const guid = textIn(node, 'guid') || textIn(node, 'id');
  return href || (/^https?:/.test(guid) ? guid : null);
}

function sameAddress(left: string, right: string): boolean {
  const bare = (url: string) =>
    url
      .replace(/^https?:\/\/(?:www\.)?/, '')
      .replace(/[#?].*$/, '')
      .replace(/\/+$/, '');
  return bare(left) === bare(right) && bare(left).includes('/');
}

function longest(texts: string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '');
}

/** Titles may be escaped HTML. */
function plainOf(title: string): string {
  return fold(
    title
      .replace(/<[^>]{1,200}>/g, ' ')
      .replace(/&amp;/g, '&')
      .replace(/&#39;|&apos;/g, "'")
      .replace(/&quot;/g, '"'),
  );
}

function nameOf(node: XmlNode): string {
  return 'name' in node && typeof node.name === 'string' ? node.name : '';
}

function children(node: XmlNode): XmlNode[] {
  return 'children' in node ? node.children : [];
}

function child(node: XmlNode, name: string): XmlNode | undefined {
  return children(node).find((one) => nameOf(one).toLowerCase() === name.toLowerCase());
}

function textIn(node: XmlNode, name: string): string {
  const element = child(node, name);
  return element ? fold(DomUtils.textContent(element)) : '';
}

function attribute(node: XmlNode, name: string): string {
  return 'attribs' in node ? (node.attribs[name] ?? '') : '';
}
