/**
 * Lays documents out in two dimensions so that neighbours in meaning are neighbours on the map.
 *
 * UMAP (McInnes, Healy, Melville 2018, arXiv:1802.03426) through umap-js, seeded so that the same vectors give the
 * same map. The vectors are first projected to 48 dimensions by a seeded Gaussian matrix (Johnson-Lindenstrauss):
 * distances keep their order well enough for neighbourhoods, and the neighbour search costs a fifth of it.
 * Cost: about two seconds of one core for a thousand documents, growing with n log n; run it in a worker.
 */
import { UMAP } from 'umap-js';

/** Dimensions left for the neighbour search. */
const PROJECTED = 48;
/** Neighbours that hold a point in place: few give islands, many a ball. 12 separates the sections of our lists. */
const NEIGHBOURS = 12;
/** Passes of the optimiser; the picture stops changing visibly at about this many. */
const EPOCHS = 220;
/** Every map of the same vectors is the same map. */
const SEED = 20_117;

/**
 * @param vectors `count` rows of `dimensions` numbers, row after row, each of length 1
 * @returns x and y of each row in turn, scaled to 0..1 with their proportions kept
 */
export function layout(vectors: Float32Array, count: number, dimensions: number): Float32Array {
  if (count <= NEIGHBOURS) return circle(count);
  const random = mulberry32(SEED);
  const umap = new UMAP({ nComponents: 2, nNeighbors: NEIGHBOURS, minDist: 0.25, nEpochs: EPOCHS, random });
  umap.initializeFit(project(vectors, count, dimensions, random));
  for (let epoch = 0; epoch < EPOCHS; epoch++) umap.step();
  return intoFrame(umap.getEmbedding());
}

/** Too few points to have neighbourhoods stand in a ring. */
function circle(count: number): Float32Array {
  const places = new Float32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const angle = (2 * Math.PI * i) / Math.max(1, count);
    places[i * 2] = 0.5 + 0.35 * Math.cos(angle);
    places[i * 2 + 1] = 0.5 + 0.35 * Math.sin(angle);
  }
  return places;
}

function project(vectors: Float32Array, count: number, dimensions: number, random: () => number): number[][] {
  const target = Math.min(PROJECTED, dimensions);
  const matrix = Float32Array.from({ length: target * dimensions }, () => gaussian(random));
  const rows: number[][] = [];
  for (let i = 0; i < count; i++) {
    const row = new Array<number>(target);
    for (let t = 0; t < target; t++) {
      let sum = 0;
      for (let d = 0; d < dimensions; d++) {
        sum += (vectors[i * dimensions + d] as number) * (matrix[t * dimensions + d] as number);
      }
      row[t] = sum;
    }
    rows.push(row);
  }
  return rows;
}

/**
 * Into the unit square. A few far-off points would squeeze all others into a corner, so the frame is the middle
 * 98 % of each axis and points outside it are moved onto its edge.
 */
function intoFrame(points: number[][]): Float32Array {
  const frame = [0, 1].map((axis) => {
    const sorted = points.map((point) => point[axis] as number).sort((a, b) => a - b);
    const cut = Math.floor(sorted.length * 0.01);
    return { low: sorted[cut] as number, high: sorted[sorted.length - 1 - cut] as number };
  });
  const span = Math.max(...frame.map(({ low, high }) => high - low)) || 1;
  const places = new Float32Array(points.length * 2);
  points.forEach((point, i) => {
    frame.forEach(({ low, high }, axis) => {
      const inside = Math.min(high, Math.max(low, point[axis] as number));
      places[i * 2 + axis] = 0.5 + (inside - (low + high) / 2) / span;
    });
  });
  return places;
}

/** Box and Muller's pair, of which one half is enough. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Tommy Ettinger's 32-bit generator: seeded, and even enough for a drawing. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
