/**
 * Measures how much running text each element of a page holds: the yardstick by which rules may or may not remove it.
 *
 * A run is the text between two block borders; it is prose when it is long enough to be a sentence and mostly outside
 * links. Ideographs count for more, because a sentence of them is shorter. Cost: one pass over the nodes.
 */

import { BLOCK_ELEMENTS } from './elements.js';

/** Of one element: all characters, those in links, and those in runs of prose. */
export interface Measure {
  chars: number;
  linked: number;
  prose: number;
}

/** Weighted characters from which a run may be a sentence; headings, labels and teasers' titles stay below. */
const SENTENCE = 60;
const NOTHING: Measure = { chars: 0, linked: 0, prose: 0 };

interface Run {
  weight: number;
  linked: number;
}

/** Measures of every element below an element. */
export class Prose {
  private readonly measures = new Map<Element, Measure>();

  constructor(root: Element) {
    const run: Run = { weight: 0, linked: 0 };
    const total = this.measure(root, false, run);
    total.prose += closeRun(run);
    this.measures.set(root, total);
  }

  of(element: Element): Measure {
    return this.measures.get(element) ?? NOTHING;
  }

  private measure(element: Element, linked: boolean, run: Run): Measure {
    const sum: Measure = { chars: 0, linked: 0, prose: 0 };
    for (let node = element.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === 3) {
        const chars = weigh(node.nodeValue ?? '');
        sum.chars += chars;
        run.weight += chars;
        if (linked) {
          sum.linked += chars;
          run.linked += chars;
        }
      } else if (node.nodeType === 1) {
        const child = node as Element;
        const breaks = child.localName === 'br' || BLOCK_ELEMENTS.has(child.localName);
        if (breaks) sum.prose += closeRun(run);
        const inner = this.measure(child, linked || child.localName === 'a', run);
        if (breaks) inner.prose += closeRun(run);
        this.measures.set(child, inner);
        sum.chars += inner.chars;
        sum.linked += inner.linked;
        sum.prose += inner.prose;
      }
    }
    return sum;
  }
}

function closeRun(run: Run): number {
  const prose = run.weight >= SENTENCE && run.linked < run.weight / 2 ? run.weight : 0;
  run.weight = 0;
  run.linked = 0;
  return prose;
}

/** Characters without white space runs, ideographs and kana counted two and a half times. */
function weigh(text: string): number {
  let weight = 0;
  let space = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32 || code === 0xa0) {
      if (!space) weight++;
      space = true;
    } else {
      weight += code >= 0x2e80 && code <= 0x9fff ? 2.5 : 1;
      space = false;
    }
  }
  return weight;
}
