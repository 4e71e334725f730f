/**
 * The thesaurus of the field: what its concepts are called and how their problems are described (I/O: disk).
 *
 * `concepts.tsv` has one concept a line: name, aliases, Russian terms, related concepts, and phrases in which an
 * engineer who does not know the name would describe the problem. Here texts are searched for the names: the longest alias
 * that stands in a text, by stems. An alias that ends in `?` is an ordinary word as well ("saga", "rest") and counts
 * half. Which concept a question describes without naming it is concept-fit.ts' work.
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

interface Alias {
  stems: string[];
  concept: number;
  weight: number;
}

/** The parsed thesaurus, bound to one tokeniser. Immutable; cheap to query. */
export class Concepts {
  readonly all: readonly Concept[];
  readonly #byId = new Map<string, Concept>();
  /** aliases by first stem, longest first */
  readonly #aliases = new Map<string, Alias[]>();

  constructor(concepts: readonly Concept[], stemmer: Stemmer) {
    this.all = concepts;
    concepts.forEach((concept, number) => {
      this.#byId.set(concept.id, concept);
      for (const alias of concept.aliases)
        this.#addAlias(stemmer(plain(alias)), number, alias.endsWith('?') ? WEAK : 1);
      for (const term of concept.russian) this.#addAlias(stemmer(term), number, 1);
    });
    for (const list of this.#aliases.values()) list.sort((a, b) => b.stems.length - a.stems.length);
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
    let end = 0;
    for (let at = 0; at < stems.length; at++) {
      const aliases = this.#longest(stems, at);
      const length = aliases[0]?.stems.length ?? 0;
      if (at + length <= end) continue;
      end = at + length;
      yield { at, length, aliases };
    }
  }

  #addAlias(stems: string[], concept: number, weight: number): void {
    const first = stems[0];
    if (first === undefined) return;
    const list = this.#aliases.get(first);
    if (list) list.push({ stems, concept, weight });
    else this.#aliases.set(first, [{ stems, concept, weight }]);
  }

  /** All aliases of the greatest length that begin at a place. */
  #longest(stems: readonly string[], at: number): Alias[] {
    const matches: Alias[] = [];
    for (const alias of this.#aliases.get(stems[at]!) ?? []) {
      if (matches[0] && alias.stems.length < matches[0].stems.length) break;
      if (alias.stems.every((stem, step) => stems[at + step] === stem)) matches.push(alias);
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

/** `Conway's law` is `conway-s-law`. */
export function idOf(name: string): string {
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
