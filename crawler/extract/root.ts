/** Finds the element that a page itself marks as its article: by microdata, by `<article>`, by the names builders give it. */
import { markOf } from './marks.js';
import type { Prose } from './prose.js';

const BODY_NAMES =
  /-(?:entry-content|post-content|article-content|article-body|articlebody|post-body|story-body|storybody|content-body|entry-body|article-text|post-text|markdown-body|rich-text|blog-content|single-content|page-content|story-content|td-post-content|post-full-content|section-content)-/;

/** Of these, the names that wrap paragraphs only, never a page. */
const INNER_BODY =
  /-(?:entry-content|post-content|article-content|article-body|articlebody|post-body|entry-body|markdown-body)-/;

/** A marked root and the prose it holds, in weighted characters. */
export interface Root {
  element: Element;
  prose: number;
}

/** The article's marked root; null where the page marks none or marks several alike. */
export function articleRoot(body: Element, prose: Prose): Root | null {
  const total = prose.of(body).prose;
  for (const find of [byItemprop, byArticle, byName, byMain]) {
    const ranked = find(body)
      .map((element) => ({ element, prose: prose.of(element).prose }))
      .sort((a, b) => b.prose - a.prose);
    const [best, next] = ranked;
    const clear = best && (!next || next.prose < best.prose * 0.5 || best.element.contains(next.element));
    if (best && clear && best.prose >= Math.max(200, total * 0.3)) return best;
  }
  return null;
}

/** Whether an element stands inside what the page names as the body of an article. */
export function isInBody(element: Element): boolean {
  for (let node: Element | null = element; node; node = node.parentElement) {
    if (/\barticleBody\b/.test(node.getAttribute('itemprop') ?? '')) return true;
    const name = node.getAttribute('class');
    if (name && INNER_BODY.test(markOf(name))) return true;
  }
  return false;
}

function byItemprop(body: Element): Element[] {
  return [...body.querySelectorAll('[itemprop~="articleBody"]')];
}

function byArticle(body: Element): Element[] {
  return [...body.querySelectorAll('article')];
}

function byName(body: Element): Element[] {
  return [...body.querySelectorAll('div[class], div[id], section[class]')].filter((element) =>
    BODY_NAMES.test(markOf(`${element.getAttribute('class') ?? ''} ${element.id ?? ''}`)),
  );
}

function byMain(body: Element): Element[] {
  return [...body.querySelectorAll('main, [role="main"]')];
}
