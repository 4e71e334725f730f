/**
 * The gate before publishing: a new generation goes live only if it is whole and no worse than the one it replaces.
 *
 * Structure: every passage can be read and reached, and the graph finds what an exact scan finds. Coverage: no list has lost
 * more than a tenth of its articles. Quality: golden queries (golden.ts) find their answers as high up as before. Each
 * finding is one sentence with both numbers; the caller publishes all the same where a person insists.
 */
import type { Embedder } from '../../index/embedder/embedder.js';
import { type Gate, PublishRefused } from '../../index/gate.js';
import type { Generation } from '../../index/generation.js';
import { type GoldenQuery, knownItems, meanReciprocalRank } from './golden.js';

/** Share of a list's articles that may go missing between two generations: what dead links cost in a bad month. */
const MAY_LOSE = 0.1;
/** Articles below which a share says nothing. */
const FEW = 5;
/** Fall of the mean reciprocal rank that counts as worse; two builds of the same lists differ by less than 0.005. */
const MAY_FALL = { known: 0.03, own: 0.02 };
/** Recall that the graph must keep against exact search, over so many of its own vectors and their ten neighbours. */
const RECALL = 0.95;
const SAMPLE = 100;
const NEIGHBOURS = 10;

export interface GateOptions {
  embedder: Embedder;
  /** Opens the model of the live index; null where it cannot be had, and quality is then compared with what was noted at publishing. */
  liveEmbedder(live: Generation): Promise<Embedder | null>;
  own: readonly GoldenQuery[];
  /** Measure, but refuse nothing. */
  force: boolean;
}

/** A gate for `buildIndex`. Its scores: `recall`, `known`, and `own` where there are own queries. */
export function createGate(options: GateOptions): Gate {
  return async (candidate, live) => {
    const reasons = [...unreadable(candidate), ...(live ? lost(candidate, live) : [])];
    const recall = graphRecall(candidate);
    if (recall < RECALL)
      reasons.push(`the graph finds ${percent(recall)} of the nearest passages, not ${percent(RECALL)}`);
    const scores: Record<string, number> = { recall };
    const queries = { known: knownItems(candidate, live), own: options.own };
    const before = live && (await options.liveEmbedder(live));
    for (const kind of ['known', 'own'] as const) {
      if (queries[kind].length === 0) continue;
      const score = await meanReciprocalRank(candidate, options.embedder, queries[kind]);
      scores[kind] = score;
      const old = before
        ? await meanReciprocalRank(live, before, queries[kind])
        : live?.manifest.scores?.[kind];
      if (old !== undefined && score < old - MAY_FALL[kind])
        reasons.push(
          `${NAMES[kind]} are found at a mean reciprocal rank of ${score.toFixed(3)}, before ${old.toFixed(3)}`,
        );
    }
    if (reasons.length > 0 && !options.force) throw new PublishRefused(reasons);
    return scores;
  };
}

const NAMES = { known: "the lists' own titles and notes", own: 'the golden queries' };

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Every passage must decode, lie within bounds, and be reachable by words or by meaning. */
function unreadable(index: Generation): string[] {
  let broken = 0;
  for (let id = 0; id < index.size; id++) {
    const { text, start, end, kind } = index.passage(id);
    const spans = kind === 'card' ? start === 0 && end === 0 : end - start === text.length;
    const speaks = !/[\p{L}\p{N}]/u.test(text) || index.vectors.vector(id).some((value) => value !== 0);
    if (!spans || !speaks) broken++;
  }
  return broken === 0 ? [] : [`${broken} of ${index.size} passages cannot be found or read`];
}

/** Lists that have fewer articles than they had; a list that was taken away is nobody's loss. */
function lost({ manifest: now }: Generation, { manifest: before }: Generation): string[] {
  return Object.entries(before.lists).flatMap(([list, { articles }]) => {
    const left = now.lists[list]?.articles;
    if (left === undefined || articles < FEW || left >= articles * (1 - MAY_LOSE)) return [];
    return [`${list} has ${left} articles, before ${articles}`];
  });
}

/** Share of the exact nearest passages that the graph finds; 1 where there is no graph. */
function graphRecall(index: Generation): number {
  if (index.graph === null) return 1;
  const everything = new Uint8Array(index.size).fill(1);
  const step = Math.max(1, Math.floor(index.size / SAMPLE));
  let found = 0;
  let wanted = 0;
  for (let id = 0; id < index.size; id += step) {
    const vector = index.vectors.vector(id);
    const exact = index.nearest(vector, NEIGHBOURS, everything);
    const near = new Set(index.nearest(vector, NEIGHBOURS));
    wanted += exact.length;
    found += exact.filter((neighbour) => near.has(neighbour)).length;
  }
  return wanted === 0 ? 1 : found / wanted;
}
