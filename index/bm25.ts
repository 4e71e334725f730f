/**
 * BM25F over typed arrays: which passages share words with the question, and how telling those words are.
 *
 * Source: Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields" (2004): the frequencies of a term in the
 * fields are added up with the fields' weights *before* saturation, so that a word of title and text counts once as a topic.
 *
 *   tf'(t, p) = sum over fields f of weight_f * tf(t, f)          length'(p) = sum over f of weight_f * words(f)
 *   impact    = tf' * (k1 + 1) / (tf' + k1 * (1 - b + b * length' / average))         score = sum of idf(t) * impact
 *   idf(t)    = ln(1 + (N - df + 0.5) / (df + 0.5))
 *
 * Where we differ: the impact is known when the index is built and is stored as 16 bits (error below 1e-4 of a score); the average
 * length is taken among passages of the same kind, since a link card of 15 words is not a short passage but a long card;
 * a field may add to frequencies without adding to lengths (the thesaurus' terms).
 *
 * Scores are added up term at a time into one array over all passages. With 15,000 passages of 150 words a question of 8 words
 * touches some 10,000 postings, about 20 microseconds; skipping (MaxScore, WAND) was left out, because the fusion wants the score
 * of every passage that the vectors propose, and because at this size it saves less than its bookkeeping costs.
 *
 * Example: N = 2, passages "kafka kafka log" and "log", k1 = 1.5, b = 0.75, average 2. "kafka" in the first: tf' = 2, impact
 * = 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / 2)) = 1.231, idf = ln(1 + 1.5 / 1.5) = 0.693, score 0.853.
 */
import { BadColumns, type Columns, columnOf } from './columns.js';
import { encodeStrings, Strings } from './strings.js';
import { eachTerm } from './tokenize.js';

/** Term saturation and length normalisation: flat between 1.2 and 2, and 0.6 and 0.9, on all judged sets. */
export const K1 = 1.5;
export const B = 0.75;
/** An impact lies in 0..K1+1; this many steps. */
const IMPACT_STEPS = 65_535;

/** What a passage says in one place, and how much a word there counts. `silent` fields do not make the passage longer. */
export interface Field {
  terms: Iterable<string>;
  weight: number;
  silent?: boolean;
}

/** A term of a question with its weight (1: said once, plainly). */
export type WeightedTerms = ReadonlyMap<string, number>;

/** The terms of a text, repeated as often as they occur. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  eachTerm(text, (term) => terms.push(term));
  return terms;
}

/** Collects passages in order of their ids and gives the columns of the finished index. */
export class Bm25Builder {
  readonly #ids = new Map<string, number>();
  /** Three parallel growing arrays: one entry for each pair of passage and term. */
  #terms = new Uint32Array(4096);
  #passages = new Uint32Array(4096);
  #frequencies = new Float32Array(4096);
  #count = 0;
  readonly #lengths: number[] = [];
  readonly #kinds: number[] = [];
  /** Scratch: weighted frequency by term, zero between passages. */
  #scratch = new Float32Array(4096);

  /** Adds the next passage; `kind` says whose average length it is measured by. */
  add(fields: readonly Field[], kind = 0): void {
    const passage = this.#lengths.length;
    const seen: number[] = [];
    let length = 0;
    for (const { terms, weight, silent } of fields) {
      for (const term of terms) {
        const id = this.#idOf(term);
        if (this.#scratch[id] === 0) seen.push(id);
        this.#scratch[id]! += weight;
        if (!silent) length += weight;
      }
    }
    this.#reserve(seen.length);
    for (const id of seen) {
      this.#terms[this.#count] = id;
      this.#passages[this.#count] = passage;
      this.#frequencies[this.#count++] = this.#scratch[id] ?? 0;
      this.#scratch[id] = 0;
    }
    this.#lengths.push(length);
    this.#kinds.push(kind);
  }

  /** Postings sorted by term, then passage. */
  finish(): Columns {
    const names = [...this.#ids.keys()];
    const bytes = names.map((name) => Buffer.from(name));
    const order = names.map((_, id) => id).sort((a, b) => Buffer.compare(bytes[a]!, bytes[b]!));
    const rank = new Uint32Array(order.length);
    order.forEach((id, at) => {
      rank[id] = at;
    });
    const starts = new Uint32Array(order.length + 1);
    for (let at = 0; at < this.#count; at++) starts[(rank[this.#terms[at]!] ?? 0) + 1]! += 1;
    for (let term = 1; term <= order.length; term++) starts[term]! += starts[term - 1] ?? 0;
    const next = starts.slice();
    const passages = new Uint32Array(this.#count);
    const impacts = new Uint16Array(this.#count);
    const norms = this.#norms();
    for (let at = 0; at < this.#count; at++) {
      const to = next[rank[this.#terms[at]!]!]!++;
      const passage = this.#passages[at]!;
      const frequency = this.#frequencies[at]!;
      passages[to] = passage;
      impacts[to] = Math.round((frequency / (frequency + norms[passage]!)) * IMPACT_STEPS);
    }
    const sorted = order.map((id) => names[id]!);
    const size = new Uint32Array([this.#lengths.length]);
    return { ...encodeStrings('term', sorted), starts, passages, impacts, size };
  }

  /** `k1 * (1 - b + b * length / average)` of every passage. */
  #norms(): Float64Array {
    const sums = new Map<number, { length: number; count: number }>();
    this.#lengths.forEach((length, passage) => {
      const kind = this.#kinds[passage]!;
      const sum = sums.get(kind) ?? { length: 0, count: 0 };
      sums.set(kind, { length: sum.length + length, count: sum.count + 1 });
    });
    return Float64Array.from(this.#lengths, (length, passage) => {
      const sum = sums.get(this.#kinds[passage]!)!;
      const relative = sum.length === 0 ? 1 : (length * sum.count) / sum.length;
      return K1 * (1 - B + B * relative);
    });
  }

  #idOf(term: string): number {
    let id = this.#ids.get(term);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(term, id);
      if (id >= this.#scratch.length) this.#scratch = grown(this.#scratch);
    }
    return id;
  }

  #reserve(more: number): void {
    while (this.#count + more > this.#terms.length) {
      this.#terms = grown(this.#terms);
      this.#passages = grown(this.#passages);
      this.#frequencies = grown(this.#frequencies);
    }
  }
}

function grown<T extends Uint32Array | Float32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}

/** The finished index, read from its columns. Immutable. */
export class Bm25 {
  /** Number of passages. */
  readonly size: number;
  readonly #terms: Strings;
  readonly #starts: Uint32Array;
  readonly #passages: Uint32Array;
  readonly #impacts: Uint16Array;

  /** Throws `BadColumns` where columns are missing or contradict each other. */
  constructor(columns: Columns) {
    this.#terms = new Strings(columns, 'term');
    this.#starts = columnOf(columns, 'starts', 'u32');
    this.#passages = columnOf(columns, 'passages', 'u32');
    this.#impacts = columnOf(columns, 'impacts', 'u16');
    this.size = columnOf(columns, 'size', 'u32')[0] ?? 0;
    const end = this.#starts[this.#terms.length];
    if (
      this.#starts.length !== this.#terms.length + 1 ||
      end !== this.#passages.length ||
      end !== this.#impacts.length
    )
      throw new BadColumns('postings are cut off');
  }

  /** In how many passages a term stands. */
  frequency(term: string): number {
    const at = this.#terms.find(term);
    return at < 0 ? 0 : this.#starts[at + 1]! - this.#starts[at]!;
  }

  /** How telling a term is: its inverse document frequency; of an unknown term that of one nobody uses. */
  idf(term: string): number {
    const frequency = this.frequency(term);
    return Math.log(1 + (this.size - frequency + 0.5) / (frequency + 0.5));
  }

  /** Adds the score of every passage for these terms to `scores` (one number a passage). */
  score(terms: WeightedTerms, scores: Float32Array): void {
    for (const [term, weight] of terms) {
      const at = this.#terms.find(term);
      if (at < 0) continue;
      const start = this.#starts[at]!;
      const end = this.#starts[at + 1]!;
      const idf = Math.log(1 + (this.size - (end - start) + 0.5) / (end - start + 0.5));
      const unit = (weight * idf * (K1 + 1)) / IMPACT_STEPS;
      for (let posting = start; posting < end; posting++)
        scores[this.#passages[posting]!]! += unit * this.#impacts[posting]!;
    }
  }

  /** Calls `visit` with every passage that has the term, in order of ids. */
  eachPassage(term: string, visit: (passage: number) => void): void {
    const at = this.#terms.find(term);
    if (at < 0) return;
    for (let posting = this.#starts[at]!; posting < this.#starts[at + 1]!; posting++)
      visit(this.#passages[posting]!);
  }
}
