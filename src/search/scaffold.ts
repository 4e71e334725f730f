/** The words of a question that carry what it asks for, without those that only make it a question. */
import { termsOf } from '../../index/bm25.js';

/**
 * Said to a search engine, these words are about the asking: who should answer and in which form. "How do companies dedupe
 * Kafka" is about deduplication and Kafka. They stay searchable where nothing else is asked.
 */
const SCAFFOLD = new Set(
  termsOf(
    `company companies team teams engineer engineers people someone somebody folks organization organizations
    article articles post posts paper papers blog explain explained tell show describe give want need know looking
    interested understand best good way ways approach approaches
    компания компании компаний статья статьи расскажи объясни покажи лучший способ`,
  ),
);

/** The terms of a question in order, repeated as often as they are said. */
export function questionTerms(text: string): string[] {
  const terms = termsOf(text);
  const telling = terms.filter((term) => !SCAFFOLD.has(term));
  return telling.length > 0 ? telling : terms;
}
