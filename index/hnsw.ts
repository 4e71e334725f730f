/**
 * Approximate nearest neighbours by a navigable small-world graph, through hnswlib-node (I/O: disk).
 *
 * Source: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using HNSW" (2016). Used where a scan of all
 * vectors would cost more than the rest of a search (EXACT_UP_TO). Built in slices with a turn of the event loop between them,
 * because one insertion takes up to a millisecond and none of hnswlib's calls gives way. The library reads and writes
 * files only; those are part of a generation and covered by its checksums.
 */
import hnswlib from 'hnswlib-node';
import type { Vectors } from './vectors.js';

/**
 * Up to here every vector is scanned, which is exact, needs no building and costs no more (passages). A whole search with the scan
 * and with the graph takes 1.5 and 1.7 ms at 20,000, 3.0 and 2.3 ms at 30,000.
 */
export const EXACT_UP_TO = 20_000;
/** Links a node, and candidates kept while building and searching; recall against exact search by `npm run bench -- search 25000`. */
const LINKS = 16;
const EF_CONSTRUCTION = 120;
const EF_SEARCH = 100;
/** Points inserted between two turns of the event loop. */
const SLICE = 16;
/** Same data, same graph. */
const SEED = 7;

/** A graph over the vectors of one generation. */
export class Hnsw {
  readonly #graph: hnswlib.HierarchicalNSW;

  private constructor(graph: hnswlib.HierarchicalNSW) {
    this.#graph = graph;
    this.#graph.setEf(EF_SEARCH);
  }

  /** Builds the graph; `onProgress` hears how many vectors are in it. Throws the signal's reason when aborted. */
  static async build(
    vectors: Vectors,
    options: { signal?: AbortSignal; onProgress?: (done: number) => void } = {},
  ): Promise<Hnsw> {
    const graph = new hnswlib.HierarchicalNSW('ip', vectors.dimensions);
    graph.initIndex(Math.max(1, vectors.length), LINKS, EF_CONSTRUCTION, SEED);
    for (let index = 0; index < vectors.length; index++) {
      if (index % SLICE === 0) {
        await new Promise(setImmediate);
        options.signal?.throwIfAborted();
        options.onProgress?.(index);
      }
      graph.addPoint(Array.from(vectors.vector(index)), index);
    }
    return new Hnsw(graph);
  }

  /** Reads a graph; throws an Error of the library's where the file is not one for `dimensions`. */
  static read(file: string, dimensions: number): Hnsw {
    const graph = new hnswlib.HierarchicalNSW('ip', dimensions);
    graph.readIndexSync(file);
    return new Hnsw(graph);
  }

  async write(file: string): Promise<void> {
    await this.#graph.writeIndex(file);
  }

  get length(): number {
    return this.#graph.getCurrentCount();
  }

  /** The `k` nearest passages, best first; fewer only where there are fewer. */
  nearest(query: Float32Array, k: number): number[] {
    if (this.length === 0) return [];
    const wanted = Math.min(k, this.length);
    if (wanted > EF_SEARCH) this.#graph.setEf(wanted);
    const { neighbors } = this.#graph.searchKnn(Array.from(query), wanted);
    if (wanted > EF_SEARCH) this.#graph.setEf(EF_SEARCH);
    return neighbors;
  }
}
