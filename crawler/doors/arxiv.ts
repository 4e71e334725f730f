/** arXiv: an abstract page is the paper's PDF, with title, authors, date and abstract from the page. (I/O: network) */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { type About, answered, type Door, pageOf } from './door.js';

/** `1704.00411`, `1704.00411v2`, `cs/0112017`. */
const ID = /^\/(?:abs|pdf|html)\/((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?)(?:\.pdf)?\/?$/;
/** Bytes; papers with many figures pass the crawler's ordinary limit. */
const MAX_PDF = 30 * 1024 * 1024;

export const arxiv: Door = {
  name: 'arxiv',
  matches: (url) => /^(www\.|export\.)?arxiv\.org$/.test(url.hostname) && ID.test(url.pathname),
  async open(url, { fetch, bases }) {
    const id = ID.exec(url.pathname)![1]!;
    const abstract = answered(await fetch(`${bases.arxiv}/abs/${id}`));
    if ('failed' in abstract) return abstract;
    // Abstract and PDF are one paper, whichever a list names.
    const address = `https://arxiv.org/abs/${id}`;
    const about = aboutOf(new TextDecoder().decode(abstract.body));
    const paper = answered(await fetch(`${bases.arxiv}/pdf/${id}`, { maxBytes: MAX_PDF }));
    // Without its PDF (withdrawn, too large) the paper still has its abstract.
    if ('failed' in paper) return { page: pageOf(url, abstract, address), about, brief: true, related: [] };
    const hops = [...abstract.hops, { ...abstract, url: abstract.finalUrl }];
    return { page: pageOf(url, paper, address, hops), about, brief: false, related: [] };
  },
};

/** The `citation_*` fields every abstract page has for reference managers. */
function aboutOf(html: string): About {
  const fields = new Map<string, string[]>();
  for (const element of metas(parse(html))) {
    const attribute = (name: string) => element.attrs.find((each) => each.name === name)?.value ?? '';
    const name = attribute('name');
    if (name.startsWith('citation_'))
      fields.set(name, [...(fields.get(name) ?? []), attribute('content').replace(/\s+/g, ' ').trim()]);
  }
  const one = (name: string) => fields.get(name)?.[0] ?? '';
  const authors = (fields.get('citation_author') ?? []).map((author) =>
    author.split(', ').reverse().join(' '),
  );
  const date = /^(\d{4})[/-](\d{2})[/-](\d{2})$/.exec(one('citation_date') || one('citation_online_date'));
  return {
    site: 'arXiv',
    ...(one('citation_title') ? { title: one('citation_title') } : {}),
    ...(authors.length > 0 ? { byline: authors.join(', ') } : {}),
    ...(date ? { published: `${date[1]}-${date[2]}-${date[3]}` } : {}),
    ...(one('citation_abstract') ? { description: one('citation_abstract') } : {}),
  };
}

/** The `meta` elements of the head, in their order. */
function metas(document: DefaultTreeAdapterTypes.Document): DefaultTreeAdapterTypes.Element[] {
  const inside = (parent: DefaultTreeAdapterTypes.ParentNode | undefined, tag: string) =>
    (parent?.childNodes ?? []).filter(
      (node): node is DefaultTreeAdapterTypes.Element => 'tagName' in node && node.tagName === tag,
    );
  return inside(inside(inside(document, 'html')[0], 'head')[0], 'meta');
}
