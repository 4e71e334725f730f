/** The unit of search: a stretch of an article's text, or the card of a link. */

/** `text` is cut from an article; `card` is what the reading lists say of a link, fetched or not. */
export type PassageKind = 'text' | 'card';

export interface Passage {
  /** Place in its generation; means nothing outside it. */
  id: number;
  /** Ordinal of its document. */
  document: number;
  kind: PassageKind;
  /** Headings above the text, outermost first; of a card the section path in the first list. */
  heading: string[];
  text: string;
  /** `text` is `Article.text.slice(start, end)`; 0 and 0 for a card. */
  start: number;
  end: number;
}
