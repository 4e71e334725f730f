/**
 * How well the concepts of the thesaurus fit a text: by the words that describe them, by their names, and by meaning.
 *
 * A concept is described by phrases and named by aliases. Its fit is the sum of three shares: what BM25 over all concepts' words
 * explains of the text's words; what one of its names covers of them; and the cosine of the text and its nearest phrase. Phrases
 * are compared in two steps, the mean of each concept's phrases first, since of some 700 concepts only a few come into question.
 * Cost: 0.1 milliseconds.
 */
import { Bm25, Bm25Builder, termsOf } from './bm25.js';
import { BadColumns, type Columns, columnOf, startsOf } from './columns.js';
import type { Concepts } from './concepts.js';
import { best } from './nearest.js';
import { encodeStrings, Strings } from './strings.js';
import { type Code, encodeVectors, quantise, Vectors } from './vectors.js';

/** What it adds when the whole question is one name of a concept. */
const NAMED = 0.5;
/** No alias has more stems. */
const LONGEST_ALIAS = 5;
/** Concepts whose every phrase is compared with a text. */
const LIKELY = 16;

/** What is embedded of the thesaurus: every concept's name and phrases, one text each. */
export function conceptTexts(concepts: Concepts): string[] {
  return concepts.all.flatMap(({ name, phrases }) => [name, ...phrases]);
}

/** The columns of the thesaurus; `phrases` are the vectors of `conceptTexts`. */
export function encodeFit(concepts: Concepts, phrases: readonly Code[], dimensions: number): Columns {
  const words = new Bm25Builder();
  for (const { aliases, russian, phrases: described } of concepts.all)
    words.add([
      { terms: [...aliases, ...russian].flatMap(termsOf), weight: 1, silent: true },
      { terms: described.flatMap(termsOf), weight: 1 },
    ]);
  const first = firstPhrases(concepts);
  const names = encodeStrings(
    'name',
    concepts.all.map(({ name }) => name),
  );
  return {
    ...words.finish(),
    ...prefixed('phrase', encodeVectors(phrases, dimensions)),
    ...prefixed('centre', encodeVectors(centres(phrases, first, dimensions), dimensions)),
    ...names,
    ...aliasColumns(concepts),
    'phrase.first': first,
  };
}

/** The stems of every alias, sorted, and the concepts that bear it. */
function aliasColumns(concepts: Concepts): Columns {
  const bearers = new Map<string, [concept: number, weight: number][]>();
  concepts.all.forEach(({ aliases, russian }, concept) => {
    for (const alias of [...aliases, ...russian]) {
      const key = termsOf(alias.replace(/\?$/, '')).join(' ');
      if (key === '') continue;
      // an alias that is an ordinary word as well counts half
      const bearer: [number, number] = [concept, alias.endsWith('?') ? 0.5 : 1];
      bearers.set(key, [...(bearers.get(key) ?? []), bearer]);
    }
  });
  const keys = [...bearers.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const borne = keys.map((key) => bearers.get(key)!);
  const all = borne.flat();
  return {
    ...encodeStrings('alias', keys),
    'alias.first': startsOf(borne.map(({ length }) => length)),
    'alias.concept': Uint32Array.from(all, ([concept]) => concept),
    'alias.weight': Float32Array.from(all, ([, weight]) => weight),
  };
}

/** Columns under names of their own, since one file holds several sets of vectors. */
function prefixed(name: string, columns: Columns): Columns {
  return Object.fromEntries(Object.entries(columns).map(([column, values]) => [`${name}.${column}`, values]));
}

/** Where each concept's phrases begin in `conceptTexts`. */
function firstPhrases(concepts: Concepts): Uint32Array {
  return startsOf(concepts.all.map(({ phrases }) => 1 + phrases.length));
}

/** How well every concept fits a text, by words and meaning. */
export class ConceptFit {
  readonly #words: Bm25;
  readonly #phrases: Vectors;
  /** Mean of each concept's phrases. */
  readonly #centres: Vectors;
  readonly #aliases: Strings;
  readonly #aliasFirst: Uint32Array;
  readonly #aliasConcept: Uint32Array;
  readonly #aliasWeight: Float32Array;
  /** Phrases of concept c: from `#first[c]` up to `#first[c + 1]`. */
  readonly #first: Uint32Array;

  constructor(columns: Columns) {
    this.#words = new Bm25(columns);
    this.#phrases = vectorsOf(columns, 'phrase');
    this.#centres = vectorsOf(columns, 'centre');
    this.#aliases = new Strings(columns, 'alias');
    this.#aliasFirst = columnOf(columns, 'alias.first', 'u32');
    this.#aliasConcept = columnOf(columns, 'alias.concept', 'u32');
    this.#aliasWeight = columnOf(columns, 'alias.weight', 'f32');
    this.#first = columnOf(columns, 'phrase.first', 'u32');
    if (
      this.#first.length !== this.#words.size + 1 ||
      this.#first.at(-1) !== this.#phrases.length ||
      this.#centres.length !== this.#words.size
    )
      throw new BadColumns('phrases are cut off');
  }

  /**
   * One number a concept: the share of the words explained by all it is described with, the share that names it, and the cosine to
   * the nearest phrase. Which phrase is nearest is looked up for the LIKELY concepts; for all others the cosine to the mean of
   * the phrases stands.
   */
  of(terms: readonly string[], vector: Float32Array | null): Float32Array {
    const fits = new Float32Array(this.#words.size);
    this.#words.score(new Map(terms.map((term) => [term, 1])), fits);
    let whole = 0;
    for (const term of new Set(terms)) whole += 2 * this.#words.idf(term);
    if (whole > 0) for (let concept = 0; concept < fits.length; concept++) fits[concept]! /= whole;
    this.#addNames(terms, whole / 2, fits);
    if (!vector) return fits;
    const cosines = this.#centres.scan(vector);
    for (let concept = 0; concept < fits.length; concept++) fits[concept]! += cosines[concept]!;
    const likely = best(fits, LIKELY, -2);
    this.#phrases.nearestIn(vector, likely, this.#first).forEach((nearest, at) => {
      const concept = likely[at]!;
      fits[concept]! += Math.max(0, nearest - cosines[concept]!);
    });
    return fits;
  }

  #addNames(terms: readonly string[], whole: number, fits: Float32Array): void {
    const shares = new Map<number, number>();
    const weights = terms.map((term) => this.#words.idf(term) / whole);
    for (let from = 0; from < terms.length; from++) {
      let share = 0;
      for (let to = from + 1; to <= Math.min(terms.length, from + LONGEST_ALIAS); to++) {
        share += weights[to - 1]!;
        const at = this.#aliases.find(terms.slice(from, to).join(' '));
        if (at < 0) continue;
        for (let bearer = this.#aliasFirst[at]!; bearer < this.#aliasFirst[at + 1]!; bearer++) {
          const concept = this.#aliasConcept[bearer]!;
          shares.set(concept, Math.max(shares.get(concept) ?? 0, share * this.#aliasWeight[bearer]!));
        }
      }
    }
    for (const [concept, share] of shares) fits[concept]! += NAMED * Math.min(1, share);
  }
}

function vectorsOf(columns: Columns, name: string): Vectors {
  const part: Columns = {};
  for (const column of ['codes', 'scales', 'dimensions']) {
    const found = columns[`${name}.${column}`];
    if (found) part[column] = found;
  }
  return new Vectors(part);
}

/** Quantised means of each concept's phrases. */
function centres(phrases: readonly Code[], first: Uint32Array, dimensions: number): Code[] {
  return Array.from({ length: first.length - 1 }, (_, concept) => {
    const sum = new Float32Array(dimensions);
    for (let phrase = first[concept]!; phrase < first[concept + 1]!; phrase++) {
      const { codes, scale } = phrases[phrase]!;
      for (let at = 0; at < dimensions; at++) sum[at]! += codes[at]! * scale;
    }
    const norm = Math.hypot(...sum);
    return quantise(norm === 0 ? sum : sum.map((value) => value / norm));
  });
}
