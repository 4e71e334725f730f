/**
 * Recognises rows of teasers: three or more cards of one make, each with a linked heading and a line or two of text,
 * in a part of the page that holds little else. Articles are not written like that, save digests, whose cards stand
 * inside the part that the page names as the article's body.
 */
import type { Prose } from './prose.js';
import { isInBody } from './root.js';

/** Cards of one make from which they are a row. */
const ROW = 3;
/** Weighted characters of prose that a teaser may hold. */
const TEASER = 450;

/** The teasers among an element's children; empty where they do not dominate it. */
export function teasersIn(parent: Element, prose: Prose): Element[] {
  const groups = new Map<string, Element[]>();
  for (let child = parent.firstElementChild; child; child = child.nextElementSibling) {
    if (!/^(?:div|article|li|section|a)$/.test(child.localName) || !isTeaser(child, prose)) continue;
    const make = `${child.localName} ${child.getAttribute('class') ?? ''}`;
    const group = groups.get(make);
    if (group) group.push(child);
    else groups.set(make, [child]);
  }
  const teasers = [...groups.values()].filter((group) => group.length >= ROW).flat();
  if (teasers.length === 0 || isInBody(parent)) return [];
  const held = teasers.reduce((sum, teaser) => sum + prose.of(teaser).prose, 0);
  return prose.of(parent).prose - held <= held * 0.2 + 100 ? teasers : [];
}

function isTeaser(element: Element, prose: Prose): boolean {
  const measure = prose.of(element);
  if (measure.linked < 10 || measure.prose > TEASER || measure.chars > TEASER * 2) return false;
  if (element.localName === 'a') return element.querySelector('h2, h3, h4, h5') !== null;
  const heading = element.querySelector('h1, h2, h3, h4, h5, h6');
  if (!heading) return false;
  const link = heading.querySelector('a[href]') ?? heading.closest('a[href]');
  if (!link || (link.getAttribute('href') ?? '#').startsWith('#')) return false;
  const { linked, chars } = prose.of(heading);
  return heading.closest('a') !== null || linked >= chars * 0.8;
}
