/**
 * Arrays over all passages that one search after another writes on.
 *
 * A search that allocated its own would leave some 300 KB behind at 15,000 passages, and the collector's pauses are what makes the slowest
 * searches slow. Nobody may hold on to them: from `boardFor` to the last look nothing gives way to another search.
 */
export interface Board {
  /** Every passage, in order. */
  readonly ids: Uint32Array;
  readonly words: Float32Array;
  readonly concepts: Float32Array;
  readonly scores: Float32Array;
  /** Zeros that nobody writes to. */
  readonly nothing: Float32Array;
}

let board = ofSize(0);

/** The board for an index of `size` passages; what stands on it is left over from another search. */
export function boardFor(size: number): Board {
  if (board.ids.length !== size) board = ofSize(size);
  return board;
}

function ofSize(size: number): Board {
  const ids = new Uint32Array(size);
  for (let id = 0; id < size; id++) ids[id] = id;
  return {
    ids,
    words: new Float32Array(size),
    concepts: new Float32Array(size),
    scores: new Float32Array(size),
    nothing: new Float32Array(size),
  };
}
