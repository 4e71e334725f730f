/**
 * What the table is asked to get right, over one batch of texts: the teacher's vectors, and the teacher's ranking.
 *
 * - Regression (tokenlearn; van Dongen and Tulkens 2024): 1 - cosine between a text's pooled vector and the teacher's.
 * - Ranking: every text of the batch is taken as a query and all others as candidates. Softmax of the teacher's
 *   similarities gives a distribution over the candidates, softmax of ours another; the loss is their cross-entropy.
 *   It is contrastive learning with soft labels: a heading must find its passage, but a passage that the teacher finds
 *   nearly as good is no negative (cf. SimCSE's InfoNCE, Gao et al. 2021, and margin-MSE, Hofstaetter et al. 2020, which
 *   distil the same scores pair by pair).
 *
 * Where there is no teacher (pairs that the corpus offers), the softmax is InfoNCE's own: the partner is right, all others wrong.
 *
 * Cost: three matrix products of batch x batch x dimensions.
 */

export interface LossShares {
  regression: number;
  ranking: number;
  /** Softmax temperature of the ranking; cosines differ by a few hundredths among good candidates. */
  temperature: number;
}

/** Rows of `ours` and `theirs` are unit vectors; `out` receives the derivative of the mean loss by `ours`. */
export function batchLoss(
  ours: Float32Array,
  theirs: Float32Array,
  dimensions: number,
  shares: LossShares,
  out: Float32Array,
): { regression: number; ranking: number } {
  const size = ours.length / dimensions;
  let regression = 0;
  for (let i = 0; i < ours.length; i++) {
    regression -= ours[i]! * theirs[i]!;
    out[i] = (-shares.regression * theirs[i]!) / size;
  }
  regression = 1 + regression / size;
  if (shares.ranking === 0) return { regression, ranking: 0 };

  const scores = crossProducts(ours, ours, dimensions);
  const targets = crossProducts(theirs, theirs, dimensions);
  let ranking = 0;
  for (let i = 0; i < size; i++) {
    const mine = scores.subarray(i * size, (i + 1) * size);
    const goal = targets.subarray(i * size, (i + 1) * size);
    for (const row of [mine, goal]) {
      for (let j = 0; j < size; j++) row[j]! /= shares.temperature;
      row[i] = Number.NEGATIVE_INFINITY;
      softmaxRow(row);
    }
    for (let j = 0; j < size; j++) {
      if (goal[j]! > 1e-6) ranking += goal[j]! * Math.log(goal[j]! / (mine[j]! + 1e-12));
      mine[j]! -= goal[j]!;
    }
  }
  // `scores` now holds d ranking / d logit; a cosine is in two logits, (i, j) and (j, i).
  const scale = shares.ranking / (size * shares.temperature);
  for (let i = 0; i < size; i++) {
    const at = i * dimensions;
    for (let j = 0; j < size; j++) {
      const g = scale * (scores[i * size + j]! + scores[j * size + i]!);
      if (Math.abs(g) < 1e-9) continue;
      const from = j * dimensions;
      for (let d = 0; d < dimensions; d++) out[at + d]! += g * ours[from + d]!;
    }
  }
  return { regression, ranking: ranking / size };
}

// Inner products of every row of `left` with every row of `right`.
function crossProducts(left: Float32Array, right: Float32Array, dimensions: number): Float32Array {
  const [rows, columns] = [left.length / dimensions, right.length / dimensions];
  const out = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const a = i * dimensions;
    for (let j = 0; j < columns; j++) {
      const b = j * dimensions;
      // Four sums at once, so that one addition need not wait for the last.
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let d = 0; d < dimensions; d += 4) {
        s0 += left[a + d]! * right[b + d]!;
        s1 += left[a + d + 1]! * right[b + d + 1]!;
        s2 += left[a + d + 2]! * right[b + d + 2]!;
        s3 += left[a + d + 3]! * right[b + d + 3]!;
      }
      out[i * columns + j] = s0 + s1 + s2 + s3;
    }
  }
  return out;
}

// Softmax in place; an entry of -Infinity becomes 0.
function softmaxRow(logits: Float32Array): Float32Array {
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > most) most = logit;
  let sum = 0;
  for (let j = 0; j < logits.length; j++) {
    logits[j] = Math.exp(logits[j]! - most);
    sum += logits[j]!;
  }
  for (let j = 0; j < logits.length; j++) logits[j]! /= sum;
  return logits;
}

/**
 * InfoNCE over pairs, both ways: row i of `queries` belongs to row i of `passages`, all other rows are its negatives.
 * Unit vectors in, derivatives of the mean loss out; returns that loss.
 */
export function pairLoss(
  queries: Float32Array,
  passages: Float32Array,
  dimensions: number,
  temperature: number,
  queriesOut: Float32Array,
  passagesOut: Float32Array,
): number {
  const size = queries.length / dimensions;
  const scores = crossProducts(queries, passages, dimensions);
  const forth = new Float32Array(size * size);
  const back = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      forth[i * size + j] = scores[i * size + j]! / temperature;
      back[j * size + i] = forth[i * size + j]!;
    }
  }
  let loss = 0;
  for (let i = 0; i < size; i++) {
    loss -= Math.log(softmaxRow(forth.subarray(i * size, (i + 1) * size))[i]! + 1e-12);
    loss -= Math.log(softmaxRow(back.subarray(i * size, (i + 1) * size))[i]! + 1e-12);
    forth[i * size + i]! -= 1;
    back[i * size + i]! -= 1;
  }
  queriesOut.fill(0);
  passagesOut.fill(0);
  const scale = 1 / (2 * size * temperature);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const g = scale * (forth[i * size + j]! + back[j * size + i]!);
      if (Math.abs(g) < 1e-7) continue;
      const [a, b] = [i * dimensions, j * dimensions];
      for (let d = 0; d < dimensions; d++) {
        queriesOut[a + d]! += g * passages[b + d]!;
        passagesOut[b + d]! += g * queries[a + d]!;
      }
    }
  }
  return loss / (2 * size);
}
