/** Finds the heading that carries the article's title: what stands before it is the site's, not the article's. */
import { isSame } from './edges.js';
import type { Prose } from './prose.js';

/** Share of the page's prose that may stand before the headline. */
const BEFORE = 0.1;

/** The headline, or null where no heading says the title or where too much prose precedes it. */
export function findHeadline(body: Element, title: string, prose: Prose): Element | null {
  const headings = [...body.querySelectorAll('h1, h2, h3')].slice(0, 60);
  const same = headings.filter(
    (heading) => isSame(heading.textContent ?? '', title) || startsTitle(heading, title),
  );
  const first = same.find((heading) => heading.localName === 'h1') ?? same[0];
  if (!first) return null;
  return proseBefore(first, body, prose) <= prose.of(body).prose * BEFORE ? first : null;
}

/** The page's title may go on with the site's name. */
function startsTitle(heading: Element, title: string): boolean {
  const text = (heading.textContent ?? '').replace(/\s+/g, ' ').trim().toLowerCase();
  return text.length >= 12 && title.toLowerCase().startsWith(text);
}

/** Elements before `element` in document order that do not contain it. */
export function precedingElements(element: Element, body: Element): Element[] {
  const found: Element[] = [];
  for (let node: Element | null = element; node && node !== body; node = node.parentElement) {
    for (let before = node.previousElementSibling; before; before = before.previousElementSibling)
      found.push(before);
  }
  return found;
}

function proseBefore(element: Element, body: Element, prose: Prose): number {
  return precedingElements(element, body).reduce((sum, before) => sum + prose.of(before).prose, 0);
}
