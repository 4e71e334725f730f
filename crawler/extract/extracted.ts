/** What an extractor of one type (web page, PDF, plain text, feed) makes of a document, and what it leaves out. */
import type { Verdict } from '../verdict.js';
import type { Metadata } from './metadata.js';

/** A part of a page that is no part of the article: the rule that said so, how it began, and how long it was. */
export interface Removal {
  rule: string;
  what: string;
  chars: number;
}

/** What an extractor of one type makes of a document; the plain text is derived from `markdown`. */
export interface Extracted extends Omit<Metadata, 'structured'> {
  markdown: string;
  removed: Removal[];
  /** Captions of figures, which are no part of the text. */
  captions: string[];
  verdict: Verdict;
}
