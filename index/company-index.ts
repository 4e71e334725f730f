/**
 * Whose article a passage is from, for questions that name a company.
 *
 * "Why pinterest got rid of hbase" wants Pinterest's articles; the best article about leaving HBase by somebody else is no
 * answer. Words alone do not say so: the name is one word among five, and many addresses and titles do not hold it.
 */
import { type Columns, columnOf } from './columns.js';
import type { Companies } from './companies.js';
import type { Document } from './document.js';
import type { Passage } from './passage.js';
import { encodeStrings, Strings } from './strings.js';

/** Columns: the companies' names, and for every passage one more than its company's number, 0 for none. */
export function encodeCompanies(
  companies: Companies,
  documents: readonly Document[],
  passages: readonly Pick<Passage, 'document'>[],
): Columns {
  const numbers = new Map<string, number>();
  const ofDocument = documents.map(({ url, title }) => {
    const name = companies.ofArticle(url, title);
    if (name === null) return 0;
    if (!numbers.has(name)) numbers.set(name, numbers.size + 1);
    return numbers.get(name)!;
  });
  return {
    ...encodeStrings('company', [...numbers.keys()]),
    'company.of': Uint32Array.from(passages, ({ document }) => ofDocument[document]!),
  };
}

/** The companies of a generation's passages. Immutable. */
export class CompanyIndex {
  /** One more than the company's number by passage, 0 for none. */
  readonly of: Uint32Array;
  readonly #numbers = new Map<string, number>();

  /** Throws `BadColumns` where columns are missing. */
  constructor(columns: Columns) {
    this.of = columnOf(columns, 'company.of', 'u32');
    const names = new Strings(columns, 'company');
    for (let number = 0; number < names.length; number++) this.#numbers.set(names.get(number), number + 1);
  }

  /** What `of` holds for these companies; those without an article are left out. */
  numbersOf(names: readonly string[]): number[] {
    return names.flatMap((name) => this.#numbers.get(name) ?? []);
  }
}
