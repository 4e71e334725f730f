/**
 * The thesaurus of the field: which concepts a text names, and which one a question describes without naming it
 * (I/O: disk).
 *
 * `concepts.tsv` has one concept a line: name, aliases, Russian terms, related concepts, and phrases in which an
 * engineer who does not know the name would describe the problem. Two ways to match:
 *
 * - *named* (documents and questions): the longest alias that stands in the text, by stems. An alias that ends in
 *   `?` is an ordinary word as well ("saga", "rest") and counts half.
 * - *described* (questions only): every concept is a bag of the stems of its phrases, weighted by how few concepts
 *   share a stem. The weight of a concept is the share of the question's weight that its bag covers, lifted where one
 *   single phrase explains it. "queue grows without bound as producers outpace workers" has
 *   nothing in common with the word "backpressure", yet its stems all stand in that concept's phrases.
 *
 * This is query expansion by a hand-made thesaurus (Voorhees 1994), with the soft match made as in BM25 (Robertson
 * and Zaragoza 2009) without length normalisation: a concept with more phrases must not suffer from them. Cost: one
 * pass over the postings of the question's stems, about 0.03 ms for 10 words and 700 concepts.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Cuts a text into normalised stems, in order; the index's own tokeniser. */
export type Stemmer = (text: string) => string[];

export interface Concept {
  id: string;
  name: string;
  /** other names, spellings and products; the name itself is the first */
  aliases: string[];
  russian: string[];
  /** ids of broader, narrower and neighbouring concepts */
  related: string[];
  /** descriptions that do not need the name */
  phrases: string[];
}

/** Weight of an alias that is an ordinary word too; chosen by sense: two such words are as good as one name. */
const WEAK = 0.5;
/** A described concept below this share of the question says nothing (tuned on the examples in test/index). */
const LEAST_SHARE = 0.35;
/** No more than this many described concepts are of use to a question. */
const MOST_DESCRIBED = 6;
/** Stems in more than this share of the concepts are grammar ("the", "system"). */
const GRAMMAR_SHARE = 0.2;

interface Alias {
  stems: number[];
  concept: number;
  weight: number;
}

/** The parsed thesaurus, bound to one tokeniser. Immutable; cheap to query. */
export class Concepts {
  readonly all: readonly Concept[];
  readonly #byId = new Map<string, Concept>();
  /** stem -> its number; the arrays below are indexed by it */
  readonly #numbers = new Map<string, number>();
  /** aliases by first stem, longest first */
  readonly #aliases: Alias[][] = [];
  /** [concept, weight 0..1.4, concept, weight, ...] */
  readonly #bags: number[][] = [];
  readonly #inPhrases: number[][] = [];
  readonly #phraseConcept: number[] = [];
  readonly #phraseWeight: number[] = [];
  readonly #rarity: number[] = [];
  readonly #mostRare: number;

  constructor(concepts: readonly Concept[], stemmer: Stemmer) {
    this.all = concepts;
    this.#mostRare = Math.log(1 + concepts.length);
    const numbers = this.#numbering(stemmer);
    const cut = concepts.map((concept) => ({
      aliases: concept.aliases.map((text) => numbers(text, false)),
      russian: concept.russian.map((text) => numbers(text, false)),
      phrases: concept.phrases.map((text) => numbers(text, true)),
    }));
    cut.forEach((texts, concept) => {
      this.#fillBag([...texts.aliases, ...texts.russian, ...texts.phrases], concept);
    });
    this.#bags.forEach((bag, stem) => {
      const share = bag.length / 2 / concepts.length;
      this.#rarity[stem] = share > GRAMMAR_SHARE ? 0 : Math.log(1 + 1 / share);
    });
    concepts.forEach((concept, number) => {
      const { aliases, russian, phrases } = cut[number]!;
      this.#byId.set(concept.id, concept);
      aliases.forEach((stems, i) => {
        this.#addAlias(stems, number, concept.aliases[i]!.endsWith('?') ? WEAK : 1);
      });
      for (const stems of russian) this.#addAlias(stems, number, 1);
      for (const stems of [...aliases, ...phrases]) this.#addPhrase(stems, number);
    });
    for (const list of this.#aliases) list.sort((a, b) => b.stems.length - a.stems.length);
  }

  get(id: string): Concept | undefined {
    return this.#byId.get(id);
  }

  /**
   * Concepts that a text names: id -> weight (1, or 0.5 where only an ordinary word stands for it). Longest alias
   * first, so "consistent hashing" does not name "hashing" as well.
   */
  named(stems: readonly string[]): Map<string, number> {
    const found = new Map<string, number>();
    for (const { aliases } of this.#names(stems)) {
      for (const { concept, weight } of aliases) {
        const { id } = this.all[concept]!;
        found.set(id, Math.max(found.get(id) ?? 0, weight));
      }
    }
    return found;
  }

  /** The stems of a text with which it names concepts; ordinary words do not count. */
  naming(stems: readonly string[]): Set<string> {
    const found = new Set<string>();
    for (const { at, length, aliases } of this.#names(stems)) {
      if (aliases.every(({ weight }) => weight === WEAK)) continue;
      for (const stem of stems.slice(at, at + length)) found.add(stem);
    }
    return found;
  }

  /** Names may overlap ("cache consistent hashing"); one inside another says nothing new. */
  *#names(stems: readonly string[]): Generator<{ at: number; length: number; aliases: Alias[] }> {
    const numbers = stems.map((stem) => this.#numbers.get(stem) ?? -1);
    let end = 0;
    for (let at = 0; at < numbers.length; at++) {
      const aliases = this.#longest(numbers, at);
      const length = aliases[0]?.stems.length ?? 0;
      if (at + length <= end) continue;
      end = at + length;
      yield { at, length, aliases };
    }
  }

  /**
   * Concepts that a question describes: id -> share of the question explained (0.35..1), best first, at most six.
   * A question that names a concept usually describes it as well.
   */
  described(stems: readonly string[]): Map<string, number> {
    const cover = new Map<number, number>();
    const phrases = new Map<number, number>();
    let total = 0;
    for (const term of new Set(stems)) {
      const stem = this.#numbers.get(term);
      const rarity = stem === undefined ? this.#mostRare : this.#rarity[stem]!;
      total += rarity;
      if (stem === undefined || rarity === 0) continue;
      const bag = this.#bags[stem]!;
      for (let i = 0; i < bag.length; i += 2) {
        cover.set(bag[i]!, (cover.get(bag[i]!) ?? 0) + rarity * bag[i + 1]!);
      }
      for (const phrase of this.#inPhrases[stem]!) phrases.set(phrase, (phrases.get(phrase) ?? 0) + rarity);
    }
    const best = new Map<number, number>();
    for (const [phrase, shared] of phrases) {
      const concept = this.#phraseConcept[phrase]!;
      // Both shares must be high: a phrase of one common word explains nothing, a long question is not one phrase.
      const share = (2 * shared) / (this.#phraseWeight[phrase]! + total);
      if (share > (best.get(concept) ?? 0)) best.set(concept, share);
    }
    const scored: [string, number][] = [];
    for (const [concept, shared] of cover) {
      const share = 0.6 * (shared / total) + 0.4 * (best.get(concept) ?? 0);
      if (share >= LEAST_SHARE) scored.push([this.all[concept]!.id, share]);
    }
    return new Map(scored.sort((a, b) => b[1] - a[1]).slice(0, MOST_DESCRIBED));
  }

  /** Named and described together, the larger weight of each: what a question is about. */
  ofQuestion(stems: readonly string[]): Map<string, number> {
    const found = this.described(stems);
    for (const [id, weight] of this.named(stems)) found.set(id, Math.max(weight, found.get(id) ?? 0));
    return found;
  }

  /** The weights of a set of concepts, carried one step along the relations at `share` of their weight. */
  widened(found: ReadonlyMap<string, number>, share: number): Map<string, number> {
    const wide = new Map(found);
    for (const [id, weight] of found) {
      for (const near of this.#byId.get(id)?.related ?? []) {
        wide.set(near, Math.max(wide.get(near) ?? 0, weight * share));
      }
    }
    return wide;
  }

  /** Texts to stem numbers. Words repeat across phrases, and cutting each only once makes loading much faster. */
  #numbering(stemmer: Stemmer): (text: string, distinct: boolean) => number[] {
    const words = new Map<string, number[]>();
    const number = (stem: string): number => {
      const known = this.#numbers.get(stem);
      if (known !== undefined) return known;
      this.#numbers.set(stem, this.#bags.length);
      this.#aliases.push([]);
      this.#inPhrases.push([]);
      return this.#bags.push([]) - 1;
    };
    return (text, distinct) => {
      const cut: number[] = [];
      for (const word of plain(text).split(' ')) {
        let stems = words.get(word);
        if (!stems) {
          stems = stemmer(word).map(number);
          words.set(word, stems);
        }
        // a phrase is short: a scan is cheaper than a set
        for (const stem of stems) if (!distinct || !cut.includes(stem)) cut.push(stem);
      }
      return cut;
    };
  }

  #fillBag(texts: number[][], concept: number): void {
    const counts = new Map<number, number>();
    for (const stems of texts) {
      for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + 1);
    }
    // saturated like a term frequency: 0.78 for one phrase with the stem, 1 for two, at most 1.4
    for (const [stem, count] of counts) this.#bags[stem]!.push(concept, (1.4 * count) / (count + 0.8));
  }

  #addAlias(stems: number[], concept: number, weight: number): void {
    if (stems.length > 0) this.#aliases[stems[0]!]!.push({ stems, concept, weight });
  }

  #addPhrase(stems: number[], concept: number): void {
    let weight = 0;
    for (const stem of stems) {
      weight += this.#rarity[stem]!;
      this.#inPhrases[stem]!.push(this.#phraseConcept.length);
    }
    this.#phraseConcept.push(concept);
    this.#phraseWeight.push(weight);
  }

  /** All aliases of the greatest length that begin at a place. */
  #longest(stems: readonly number[], at: number): Alias[] {
    const matches: Alias[] = [];
    for (const alias of this.#aliases[stems[at]!] ?? []) {
      if (matches[0] && alias.stems.length < matches[0].stems.length) break;
      if (alias.stems.every((stem, i) => stems[at + i] === stem)) matches.push(alias);
    }
    return matches;
  }
}

/** Reads one line a concept: name, aliases, Russian, related names, phrases; tabs between, `;` within. */
export function parseConcepts(tsv: string): Concept[] {
  const concepts: Concept[] = [];
  for (const line of tsv.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [name = '', aliases = '', russian = '', related = '', phrases = ''] = line.split('\t');
    concepts.push({
      id: idOf(name),
      name: plain(name),
      aliases: [name, ...parts(aliases)],
      russian: parts(russian),
      related: parts(related).map(idOf),
      phrases: parts(phrases),
    });
  }
  return concepts;
}

/** The thesaurus that comes with the package, read once a tokeniser. */
export function loadConcepts(stemmer: Stemmer): Concepts {
  let loaded = loadedFor.get(stemmer);
  if (!loaded) {
    const path = createRequire(import.meta.url).resolve('#package/index/concepts.tsv');
    loaded = new Concepts(parseConcepts(readFileSync(path, 'utf8')), stemmer);
    loadedFor.set(stemmer, loaded);
  }
  return loaded;
}

const loadedFor = new WeakMap<Stemmer, Concepts>();

function idOf(name: string): string {
  return plain(name)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

function plain(text: string): string {
  return text.endsWith('?') ? text.slice(0, -1) : text;
}

function parts(cell: string): string[] {
  return cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
