/** What is searched of a passage: its own text, and the title and headings that say what the text is about. */
import { type Field, termsOf } from './bm25.js';
import type { Card } from './card.js';

/** The searched parts of a passage, whatever it was cut from. */
export interface Content {
  title: string;
  /** Headings above it, outermost first. */
  heading: string[];
  text: string;
}

/**
 * Weights of the fields. A title's word counts twice: nDCG@10 of BM25 for weights 1, 2, 3 on the judged sets:
 *   reading-list .346 .340 .335    cacm .510 .515 .527    dbpedia .371 .388 .395    cranfield .434 .446 .449
 */
const TITLE = 2;
const HEADING = 1;
const TEXT = 1;

/** The fields of a passage for BM25. */
export function fieldsOf(content: Content): Field[] {
  return [
    { terms: termsOf(content.title), weight: TITLE },
    { terms: termsOf(content.heading.join('\n')), weight: HEADING },
    { terms: termsOf(content.text), weight: TEXT },
  ];
}

/** What the embedder reads of a passage; the title first, since transformers cut off the end. */
export function embeddedText(content: Content): string {
  return [content.title, content.heading.join(' > '), content.text].filter((part) => part !== '').join('. ');
}

/** The searched parts of a link's card. */
export function cardContent(card: Card): Content {
  return { title: card.title, heading: [], text: card.context };
}
