/**
 * The bridge of concepts between a question and passages that share no word with it.
 *
 * A title is five words long; "Backpressure Handling" and "queue grows without bound as producers outpace workers" meet only in what
 * both are about. So questions and passages are mapped onto the concepts of the thesaurus (concepts.ts), and a passage
 * scores for every concept it shares with the question. This is explicit semantic analysis (Gabrilovich and Markovitch 2007) with
 * a hand-made thesaurus in the place of Wikipedia.
 *
 * A question asks for the few concepts whose phrases are nearest to it by words (BM25 over the concepts' phrases, as a share of
 * what the whole question weighs) and by meaning (cosine to the nearest phrase), and in part for what is related to them. A
 * passage is about the concepts that it names, and about those whose phrases its vector is near to. A concept counts by how few
 * passages are about it, as a term does.
 *
 * Collections of other fields have no use for it: unless half of the titles name a concept, the bridge stays closed.
 */
import { termsOf } from './bm25.js';
import { BadColumns, type Columns, columnOf, startsOf } from './columns.js';
import { ConceptFit, encodeFit } from './concept-fit.js';
import { type Concepts, idOf } from './concepts.js';
import type { Content } from './content.js';
import { best } from './nearest.js';
import { Strings } from './strings.js';
import type { Code } from './vectors.js';

/** A concept and how much the question asks for it, 0 to 1. */
export interface Asked {
  /** Its number in this index. */
  concept: number;
  /** Its id in the thesaurus; an index outlives the thesaurus it was built with. */
  id: string;
  name: string;
  weight: number;
}

/** A fit that a question of any field has, and by how much more of it a question certainly asks for the concept. */
const CHANCE = 0.4;
const SURE = 0.5;
/** Concepts taken for a question; the weight falls steeply from the first, so more change nothing. */
const MOST_ASKED = 8;
/** Power of the fall: a concept that fits 80 % as well counts a quarter. */
const STEEP = 6;
/**
 * What a concept counts that is related to one that is asked for, and for how many passages of the one asked for that halves: neighbours
 * are looked at where there is little of the thing itself. Measured on the 40 judged questions over the five lists: nDCG@10 .651
 * without, .675 with 0.2 and 10, .664 to .678 with 0.1 to 0.4 and 3 to 30; on 36 of our own .908 and .899.
 */
const RELATED = 0.2;
const FEW = 10;
/** What changes no ranking, and costs as much as what does. */
const LEAST = 0.002;
/** Concepts a passage is about by its vector alone, and the least fit that counts. */
const MOST_NEAR = 4;
const LEAST_FIT = 0.6;
/** Share of titles that must name a concept. */
const AT_HOME = 0.5;
/** A weight of 0 to 1 in eight bits. */
const STEPS = 255;

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
  const columns = encodeFit(concepts, phrases, dimensions);
  const fit = new ConceptFit(columns);
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
  return { ...columns, ...postings(about, concepts.all.length), ...neighbours(concepts, numbers) };
}

/** Which concepts the thesaurus relates to which. */
function neighbours({ all }: Concepts, numbers: ReadonlyMap<string, number>): Columns {
  const related = all.map((concept) => concept.related.map((id) => numbers.get(id)!));
  return {
    'related.first': startsOf(related.map(({ length }) => length)),
    'related.concept': Uint32Array.from(related.flat()),
  };
}

function nearConcepts(fit: ConceptFit, { title }: Content, { codes, scale }: Code): Map<number, number> {
  const vector = Float32Array.from(codes, (code) => code * scale);
  const fits = fit.of(termsOf(title), vector);
  return new Map(best(fits, MOST_NEAR, LEAST_FIT).map((concept) => [concept, Math.min(1, fits[concept]!)]));
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

/** The bridge, read from its columns. Immutable. */
export class ConceptIndex {
  readonly #fit: ConceptFit;
  readonly #names: Strings;
  readonly #starts: Uint32Array;
  readonly #passage: Uint32Array;
  readonly #weight: Uint8Array;
  /** Neighbours of concept c: from `#relatedFirst[c]` up to `#relatedFirst[c + 1]`. */
  readonly #relatedFirst: Uint32Array;
  readonly #related: Uint32Array;

  /** Throws `BadColumns` where columns are missing or contradict each other. */
  constructor(columns: Columns) {
    this.#fit = new ConceptFit(columns);
    this.#names = new Strings(columns, 'name');
    this.#starts = columnOf(columns, 'about.starts', 'u32');
    this.#passage = columnOf(columns, 'about.passage', 'u32');
    this.#weight = columnOf(columns, 'about.weight', 'u8');
    this.#relatedFirst = columnOf(columns, 'related.first', 'u32');
    this.#related = columnOf(columns, 'related.concept', 'u32');
    const end = this.#starts.at(-1);
    if (
      this.#starts.length !== this.#names.length + 1 ||
      this.#passage.length !== end ||
      this.#weight.length !== end ||
      this.#relatedFirst.length !== this.#names.length + 1 ||
      this.#relatedFirst.at(-1) !== this.#related.length
    )
      throw new BadColumns('concepts are cut off');
  }

  /** The concepts a question asks for, best first. */
  asked(terms: readonly string[], vector: Float32Array | null): Asked[] {
    const fits = this.#fit.of(terms, vector);
    const found = best(fits, MOST_ASKED);
    const most = fits[found[0] ?? 0] ?? 0;
    const sure = Math.min(1, Math.max(0, most - (vector ? CHANCE : 0)) / SURE);
    if (sure === 0) return [];
    return found.map((concept) => {
      const name = this.#names.get(concept);
      return { concept, id: idOf(name), name, weight: sure * (fits[concept]! / most) ** STEEP };
    });
  }

  /** What is asked for, with its neighbours where the index has little of it. */
  #withNeighbours(asked: readonly Asked[]): Map<number, number> {
    const weights = new Map(asked.map(({ concept, weight }) => [concept, weight]));
    for (const { concept, weight } of asked) {
      const passages = this.#starts[concept + 1]! - this.#starts[concept]!;
      const share = weight * RELATED * (FEW / (FEW + passages));
      for (let at = this.#relatedFirst[concept]!; at < this.#relatedFirst[concept + 1]!; at++) {
        const neighbour = this.#related[at]!;
        weights.set(neighbour, Math.max(weights.get(neighbour) ?? 0, share));
      }
    }
    return weights;
  }

  /** Adds to every passage what it is about of what is asked: weight x weight x rarity of the concept, 0 to 1. */
  score(asked: readonly Asked[], scores: Float32Array): void {
    for (const [concept, weight] of this.#withNeighbours(asked)) {
      const start = this.#starts[concept]!;
      const end = this.#starts[concept + 1]!;
      const most = weight * rarity(end - start, scores.length);
      if (most < LEAST) continue;
      const unit = most / STEPS;
      for (let at = start; at < end; at++) scores[this.#passage[at]!]! += unit * this.#weight[at]!;
    }
  }
}

/** 1 for what one passage in 400 or fewer is about, falling as an inverse document frequency does. */
function rarity(frequency: number, size: number): number {
  return Math.min(1, Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5)) / Math.log(400));
}
