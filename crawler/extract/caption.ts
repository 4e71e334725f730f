/** Recognises the captions that no class and no `figcaption` marks: a short line that stands with a picture. */
import type { Prose } from './prose.js';

/** Weighted characters of a caption. */
const CAPTION = 200;

/** Whether an element is a picture with its caption, or the line right after one. `p` is never taken for its words alone. */
export function isCaption(element: Element, prose: Prose): boolean {
  const { chars, linked } = prose.of(element);
  if (chars === 0 || chars > CAPTION || linked > chars * 0.8) return false;
  const text = (element.textContent ?? '').trim();
  if (/[.!?。！？:：]$/.test(text)) return false;
  return wrapsPicture(element) || followsPicture(element);
}

/** `<div><img><span>caption</span></div>` */
function wrapsPicture(element: Element): boolean {
  if (!/^(?:div|center|td|table|span)$/.test(element.localName)) return false;
  return (
    element.querySelector('img, picture') !== null &&
    element.querySelector('p, li, h1, h2, h3, h4, h5, h6, pre, dd, blockquote') === null
  );
}

/** `<img><center><em>caption</em></center>`, `<p><img></p><p><em>caption</em></p>` */
function followsPicture(element: Element): boolean {
  if (!/^(?:center|small|em|i|p|div|font)$/.test(element.localName) || !isSetApart(element)) return false;
  let before: Element | null = element.previousElementSibling;
  while (before && before.localName === 'br') before = before.previousElementSibling;
  return before !== null && isPicture(before);
}

/** Small, slanted or centred as a whole. */
function isSetApart(element: Element): boolean {
  if (/^(?:center|small|em|i)$/.test(element.localName))
    return element.previousSibling === null || isPicture(element.previousElementSibling);
  if (
    /text-align:\s*center|font-size:\s*(?:small|0?\.\d|1[0-2]px)/i.test(
      element.getAttribute('style') ?? '',
    ) ||
    element.getAttribute('align') === 'center'
  )
    return true;
  const only = element.children.length === 1 ? element.firstElementChild : null;
  return (
    only !== null &&
    /^(?:em|i|small)$/.test(only.localName) &&
    (only.textContent ?? '').trim() === (element.textContent ?? '').trim()
  );
}

function isPicture(element: Element | null): boolean {
  if (!element) return false;
  if (element.localName === 'img' || element.localName === 'picture') return true;
  return (element.textContent ?? '').trim() === '' && element.querySelector('img, picture') !== null;
}
