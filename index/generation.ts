/** One generation of the index, opened: an immutable snapshot that answers which passages there are and how they score. */
import { Bm25 } from './bm25.js';
import { BadColumns, type Columns, columnOf, encodeColumns } from './columns.js';
import { CompanyIndex } from './company-index.js';
import { ConceptIndex } from './concept-index.js';
import type { Document } from './document.js';
import type { Hnsw } from './hnsw.js';
import type { Manifest } from './manifest.js';
import { best } from './nearest.js';
import type { Passage } from './passage.js';
import { encodeStrings, Strings } from './strings.js';
import { Vectors } from './vectors.js';

/** Names of the files of a generation that not every one has: the thesaurus, where it speaks of the field, and the graph of a large one. */
export const CONCEPTS = 'concepts.bin';
export const GRAPH = 'graph.hnsw';

/** The decoded files of a generation. */
export interface Parts {
  documents: Document[];
  passages: Columns;
  terms: Columns;
  vectors: Columns;
  /** null where the thesaurus does not speak of the collection's field. */
  concepts: Columns | null;
  graph: Hnsw | null;
}

/** Passages as columns; they must stand in order of their documents, and every document needs one. */
export function encodePassages(passages: readonly Omit<Passage, 'id'>[], documents: number): Columns {
  const headings = new Map<string, number>([['[]', 0]]);
  const first = new Uint32Array(documents + 1);
  const heading = new Uint32Array(passages.length);
  passages.forEach((passage, id) => {
    first[passage.document + 1] = id + 1;
    const path = JSON.stringify(passage.heading);
    if (!headings.has(path)) headings.set(path, headings.size);
    heading[id] = headings.get(path)!;
  });
  return {
    ...encodeStrings(
      'text',
      passages.map((passage) => passage.text),
    ),
    ...encodeStrings('heading', [...headings.keys()]),
    first,
    headingOf: heading,
    document: Uint32Array.from(passages, (passage) => passage.document),
    card: Uint8Array.from(passages, (passage) => (passage.kind === 'card' ? 1 : 0)),
    start: Uint32Array.from(passages, (passage) => passage.start),
    end: Uint32Array.from(passages, (passage) => passage.end),
  };
}

/** A snapshot. Everything is in memory, so files may be deleted while it is in use; texts are decoded when asked for. */
export class Generation {
  readonly manifest: Manifest;
  readonly documents: readonly Document[];
  readonly bm25: Bm25;
  readonly vectors: Vectors;
  readonly concepts: ConceptIndex | null;
  readonly companies: CompanyIndex | null;
  readonly graph: Hnsw | null;
  readonly #texts: Strings;
  readonly #headings: Strings;
  readonly #headingOf: Uint32Array;
  readonly #first: Uint32Array;
  readonly #document: Uint32Array;
  /** The document that stands for each passage's own. */
  readonly #group: Uint32Array;
  readonly #card: Uint8Array;
  readonly #start: Uint32Array;
  readonly #end: Uint32Array;
  /** Mirrors by the ordinal of the document that stands for them; most documents have none. */
  readonly #mirrors = new Map<number, number[]>();
  readonly #byCanonical = new Map<string, number>();

  /** Throws `BadColumns` where the parts do not fit each other. */
  constructor(manifest: Manifest, parts: Parts) {
    this.manifest = manifest;
    this.documents = parts.documents;
    this.bm25 = new Bm25(parts.terms);
    this.vectors = new Vectors(parts.vectors);
    this.concepts = parts.concepts && new ConceptIndex(parts.concepts);
    this.companies = parts.concepts && new CompanyIndex(parts.concepts);
    this.graph = parts.graph;
    this.#texts = new Strings(parts.passages, 'text');
    this.#headings = new Strings(parts.passages, 'heading');
    this.#headingOf = columnOf(parts.passages, 'headingOf', 'u32');
    this.#first = columnOf(parts.passages, 'first', 'u32');
    this.#document = columnOf(parts.passages, 'document', 'u32');
    this.#card = columnOf(parts.passages, 'card', 'u8');
    this.#start = columnOf(parts.passages, 'start', 'u32');
    this.#end = columnOf(parts.passages, 'end', 'u32');
    this.#check();
    this.#group = this.#document.map((document) => this.documents[document]!.mirrorOf ?? document);
    for (const { ordinal, canonical, mirrorOf } of this.documents) {
      this.#byCanonical.set(canonical, ordinal);
      if (mirrorOf !== null) this.#mirrors.set(mirrorOf, [...(this.#mirrors.get(mirrorOf) ?? []), ordinal]);
    }
  }

  /** Number of passages, cards included. */
  get size(): number {
    return this.#document.length;
  }

  /** A passage by its id, `0 <= id < size`. */
  passage(id: number): Passage {
    return {
      id,
      document: this.#document[id]!,
      kind: this.isCard(id) ? 'card' : 'text',
      heading: JSON.parse(this.#headings.get(this.#headingOf[id]!)) as string[],
      text: this.#texts.get(id),
      start: this.#start[id]!,
      end: this.#end[id]!,
    };
  }

  text(id: number): string {
    return this.#texts.get(id);
  }

  isCard(id: number): boolean {
    return this.#card[id] === 1;
  }

  /** Ordinal of the document that a passage is shown under: its own, or the one that its own is a mirror of. */
  groupOf(id: number): number {
    return this.#group[id]!;
  }

  documentOf(id: number): number {
    return this.#document[id]!;
  }

  /** Passages of a document: ids from `first` up to, not including, `end`; the card comes first. */
  passagesOf(ordinal: number): { first: number; end: number } {
    return { first: this.#first[ordinal]!, end: this.#first[ordinal + 1]! };
  }

  /** Documents with the same article as this one, which stands for them. */
  mirrorsOf(ordinal: number): readonly number[] {
    return this.#mirrors.get(ordinal) ?? [];
  }

  /** The document of a canonical URL. */
  find(canonical: string): Document | null {
    const ordinal = this.#byCanonical.get(canonical);
    return ordinal === undefined ? null : this.documents[ordinal]!;
  }

  /** The `k` passages nearest to a unit vector, best first; exact where `allowed` (one byte a passage) is given. */
  nearest(query: Float32Array, k: number, allowed?: Uint8Array): number[] {
    if (this.graph && !allowed) return this.graph.nearest(query, k);
    return best(this.vectors.scan(query), k, Number.NEGATIVE_INFINITY, allowed);
  }

  #check(): void {
    const size = this.#document.length;
    const columns = [this.#texts, this.#headingOf, this.#card, this.#start, this.#end, this.vectors];
    if (columns.some((column) => column.length !== size) || this.bm25.size !== size)
      throw new BadColumns('files of different sizes');
    if (this.#first.length !== this.documents.length + 1 || this.#first.at(-1) !== size)
      throw new BadColumns('documents and passages do not match');
  }
}

/** The files of a generation, by name. */
export function encodeParts(parts: Omit<Parts, 'graph'>): Record<string, Uint8Array> {
  return {
    'documents.json': Buffer.from(JSON.stringify(parts.documents)),
    'passages.bin': encodeColumns(parts.passages),
    'terms.bin': encodeColumns(parts.terms),
    'vectors.bin': encodeColumns(parts.vectors),
    ...(parts.concepts && { [CONCEPTS]: encodeColumns(parts.concepts) }),
  };
}
