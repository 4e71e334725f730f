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

  const scores = products(ours, dimensions);
  const targets = products(theirs, dimensions);
  let ranking = 0;
  for (let i = 0; i < size; i++) {
    const mine = scores.subarray(i * size, (i + 1) * size);
    const goal = targets.subarray(i * size, (i + 1) * size);
    softmax(mine, i, shares.temperature);
    softmax(goal, i, shares.temperature);
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

// All inner products of the rows, symmetric; four rows at a time to keep one row in registers' reach.
function products(rows: Float32Array, dimensions: number): Float32Array {
  const size = rows.length / dimensions;
  const out = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    const a = i * dimensions;
    for (let j = i; j < size; j++) {
      const b = j * dimensions;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let d = 0; d < dimensions; d += 4) {
        s0 += rows[a + d]! * rows[b + d]!;
        s1 += rows[a + d + 1]! * rows[b + d + 1]!;
        s2 += rows[a + d + 2]! * rows[b + d + 2]!;
        s3 += rows[a + d + 3]! * rows[b + d + 3]!;
      }
      out[i * size + j] = out[j * size + i] = s0 + s1 + s2 + s3;
    }
  }
  return out;
}

// In place, over all entries but `self`, which becomes 0.
function softmax(logits: Float32Array, self: number, temperature: number): void {
  logits[self] = Number.NEGATIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > most) most = logit;
  let sum = 0;
  for (let j = 0; j < logits.length; j++) {
    const e = Math.exp((logits[j]! - most) / temperature);
    logits[j] = e;
    sum += e;
  }
  for (let j = 0; j < logits.length; j++) logits[j]! /= sum;
}
