/**
 * The bridge of concepts between a question and passages that share no word with it.
 *
 * A title is five words long; "Backpressure Handling" and "queue grows without bound as producers outpace workers" meet only in what
 * both are about. So questions and passages are mapped onto the concepts of the thesaurus (concepts.ts), and a passage
 * scores for every concept it shares with the question. This is explicit semantic analysis (Gabrilovich and Markovitch 2007) with
 * a hand-made thesaurus in the place of Wikipedia.
 *
 * A question asks for the few concepts whose phrases are nearest to it by words (BM25 over the concepts' phrases, as a share of
 * what the whole question weighs) and by meaning (cosine to the nearest phrase). A passage is about the concepts that it
 * names, and about those whose phrases its vector is near to. A concept counts by how few passages are about it, as a term does.
 *
 * Collections of other fields have no use for it: unless half of the titles name a concept, the bridge stays closed.
 */
import { Bm25, Bm25Builder, termsOf } from './bm25.js';
import { BadColumns, type Columns, columnOf } from './columns.js';
import type { Concepts } from './concepts.js';
import type { Content } from './content.js';
import { best } from './nearest.js';
import { encodeStrings, Strings } from './strings.js';
import { type Code, encodeVectors, quantise, Vectors } from './vectors.js';

/** A concept and how much the question asks for it, 0 to 1. */
export interface Asked {
  concept: number;
  name: string;
  weight: number;
}

/** Concepts taken for a question; the weight falls steeply from the first, so more change nothing. */
const MOST_ASKED = 8;
/** Power of the fall: a concept that fits 80 % as well counts a quarter. */
const STEEP = 6;
/** What it adds when the whole question is one name of a concept. */
const NAMED = 0.5;
/** No alias has more stems. */
const LONGEST_ALIAS = 5;
/** Concepts whose every phrase is compared with a text. */
const LIKELY = 16;
/** Concepts a passage is about by its vector alone, and the least fit that counts. */
const MOST_NEAR = 4;
const LEAST_FIT = 0.6;
/** Share of titles that must name a concept. */
const AT_HOME = 0.5;
/** A weight of 0 to 1 in eight bits. */
const STEPS = 255;

/** What is embedded of the thesaurus: every concept's name and phrases, one text each. */
export function conceptTexts(concepts: Concepts): string[] {
  return concepts.all.flatMap(({ name, phrases }) => [name, ...phrases]);
}

/** Whether the thesaurus speaks of what these titles speak of. */
export function isAtHome(concepts: Concepts, contents: readonly Content[]): boolean {
  const titles = contents.map(({ title }) => title).filter((title) => title !== '');
  const naming = titles.filter((title) =>
    [...concepts.named(termsOf(title)).values()].some((weight) => weight === 1),
  );
  return titles.length > 0 && naming.length >= titles.length * AT_HOME;
}

/** The columns of the bridge; `phrases` are the vectors of `conceptTexts`, `passages` those of `contents`. */
export async function encodeConcepts(
  concepts: Concepts,
  contents: readonly Content[],
  phrases: readonly Code[],
  passages: readonly Code[],
  dimensions: number,
  turn: () => Promise<void> | void,
): Promise<Columns> {
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
  const core = {
    ...words.finish(),
    ...prefixed('phrase', encodeVectors(phrases, dimensions)),
    ...prefixed('centre', encodeVectors(centres(phrases, first, dimensions), dimensions)),
    ...names,
    ...aliasColumns(concepts),
    'phrase.first': first,
  };
  const fit = new Fit(core);
  const numbers = new Map(concepts.all.map(({ id }, number) => [id, number]));
  const about: Map<number, number>[] = [];
  for (const [id, content] of contents.entries()) {
    await turn();
    const found = nearConcepts(fit, content, passages[id]!);
    for (const [name, weight] of concepts.named(
      termsOf([content.title, ...content.heading, content.text].join('\n')),
    )) {
      const concept = numbers.get(name)!;
      found.set(concept, Math.max(found.get(concept) ?? 0, weight));
    }
    about.push(found);
  }
  return { ...core, ...postings(about, concepts.all.length) };
}

function nearConcepts(fit: Fit, { title }: Content, { codes, scale }: Code): Map<number, number> {
  const vector = Float32Array.from(codes, (code) => code * scale);
  const fits = fit.of(termsOf(title), vector);
  return new Map(best(fits, MOST_NEAR, LEAST_FIT).map((concept) => [concept, Math.min(1, fits[concept]!)]));
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
  const first = new Uint32Array(keys.length + 1);
  keys.forEach((key, at) => {
    first[at + 1] = first[at]! + bearers.get(key)!.length;
  });
  const all = keys.flatMap((key) => bearers.get(key)!);
  return {
    ...encodeStrings('alias', keys),
    'alias.first': first,
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
  const first = new Uint32Array(concepts.all.length + 1);
  concepts.all.forEach(({ phrases }, concept) => {
    first[concept + 1] = first[concept]! + 1 + phrases.length;
  });
  return first;
}

function postings(about: readonly Map<number, number>[], concepts: number): Columns {
  const starts = new Uint32Array(concepts + 1);
  for (const found of about) for (const concept of found.keys()) starts[concept + 1]! += 1;
  for (let concept = 0; concept < concepts; concept++) starts[concept + 1]! += starts[concept]!;
  const next = starts.slice();
  const passage = new Uint32Array(starts[concepts]!);
  const weight = new Uint8Array(starts[concepts]!);
  about.forEach((found, id) => {
    for (const [concept, value] of found) {
      const at = next[concept]!++;
      passage[at] = id;
      weight[at] = Math.round(value * STEPS);
    }
  });
  return { 'about.starts': starts, 'about.passage': passage, 'about.weight': weight };
}

/** How well every concept fits a text, by words and meaning. */
class Fit {
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
    for (let from = 0; from < terms.length; from++) {
      let share = 0;
      for (let to = from + 1; to <= Math.min(terms.length, from + LONGEST_ALIAS); to++) {
        share += this.#words.idf(terms[to - 1]!) / whole;
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

/** The bridge, read from its columns. Immutable. */
export class ConceptIndex {
  readonly #fit: Fit;
  readonly #names: Strings;
  readonly #starts: Uint32Array;
  readonly #passage: Uint32Array;
  readonly #weight: Uint8Array;

  /** Throws `BadColumns` where columns are missing or contradict each other. */
  constructor(columns: Columns) {
    this.#fit = new Fit(columns);
    this.#names = new Strings(columns, 'name');
    this.#starts = columnOf(columns, 'about.starts', 'u32');
    this.#passage = columnOf(columns, 'about.passage', 'u32');
    this.#weight = columnOf(columns, 'about.weight', 'u8');
    const end = this.#starts.at(-1);
    if (
      this.#starts.length !== this.#names.length + 1 ||
      this.#passage.length !== end ||
      this.#weight.length !== end
    )
      throw new BadColumns('concepts are cut off');
  }

  /** The concepts a question asks for, best first. */
  asked(terms: readonly string[], vector: Float32Array | null): Asked[] {
    const fits = this.#fit.of(terms, vector);
    const found = best(fits, MOST_ASKED);
    const most = fits[found[0] ?? 0] ?? 0;
    return found.map((concept) => ({
      concept,
      name: this.#names.get(concept),
      weight: Math.min(1, most) * (fits[concept]! / most) ** STEEP,
    }));
  }

  /** Adds to every passage what it is about of what is asked: weight x weight x rarity of the concept, 0 to 1. */
  score(asked: readonly Asked[], scores: Float32Array): void {
    for (const { concept, weight } of asked) {
      const start = this.#starts[concept]!;
      const end = this.#starts[concept + 1]!;
      const unit = (weight * rarity(end - start, scores.length)) / STEPS;
      for (let at = start; at < end; at++) scores[this.#passage[at]!]! += unit * this.#weight[at]!;
    }
  }
}

/** 1 for what one passage in 400 or fewer is about, falling as an inverse document frequency does. */
function rarity(frequency: number, size: number): number {
  return Math.min(1, Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5)) / Math.log(400));
}
