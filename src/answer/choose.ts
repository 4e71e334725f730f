/**
 * Chooses the few sentences that answer together: relevant, each saying something new, none torn from the sentence it needs.
 *
 * Maximal marginal relevance (Carbonell and Goldstein 1998): at each step the sentence with the largest
 * `relevance - novelty * (largest overlap with what is chosen)`. Overlap is the share of the shorter sentence's stems, so a
 * sentence that another one contains adds nothing. A sentence that opens with "This" or "However" takes its
 * predecessor along. Cost: chosen x candidates set intersections, under a millisecond.
 */
import { type Candidate, isDependent, isProse } from './candidate.js';
import type { Judged } from './relevance.js';

/** A sentence of the answer; `companion` is set on one that came along because the next one needs it. */
export interface Chosen extends Candidate {
  companion: boolean;
}

/** `most` sentences in an answer, and `source` from one source besides those that came along. */
export const LIMITS = {
  most: 5,
  source: 2,
  /** What full overlap costs, in units of relevance. */
  novelty: 0.3,
  /** Sentences this far below the best one are mentions, not answers (share of the best relevance); other sources must come closer. */
  share: 0.62,
  otherShare: 0.85,
  /** Overlap from which a sentence is a repetition. */
  same: 0.72,
};

/** The sentences of the answer in reading order: best source first, sentences of one source in the order of the article. */
export function choose(judged: readonly Judged[], all: readonly Candidate[]): Chosen[] {
  const usable = judged.filter(isProse);
  const best = usable[0];
  if (!best) return [];
  const chosen: Chosen[] = [];
  const enough = (one: Judged): boolean =>
    one.relevance >= best.relevance * (one.hit === best.hit ? LIMITS.share : LIMITS.otherShare);
  const left = new Set(usable.filter(enough));
  while (left.size > 0 && chosen.length < LIMITS.most) {
    const next = mostGain(left, chosen);
    if (!next) break;
    left.delete(next);
    const taken = withCompanion(next, all, chosen);
    if (!taken || chosen.length + taken.length > LIMITS.most) continue;
    if (chosen.filter(({ hit, companion }) => hit === next.hit && !companion).length >= LIMITS.source)
      continue;
    chosen.push(...taken);
  }
  return inReadingOrder(chosen);
}

function mostGain(left: Iterable<Judged>, chosen: readonly Chosen[]): Judged | null {
  let best: Judged | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const candidate of left) {
    const same = Math.max(0, ...chosen.map((other) => overlap(candidate.stems, other.stems)));
    if (same >= LIMITS.same) continue;
    const gain = candidate.relevance - LIMITS.novelty * same;
    if (gain > most) {
      most = gain;
      best = candidate;
    }
  }
  return best;
}

/** The sentence, with the one before it where it needs that; null where the needed one is missing or cannot be shown. */
function withCompanion(next: Judged, all: readonly Candidate[], chosen: readonly Chosen[]): Chosen[] | null {
  const alone = [{ ...next, companion: false }];
  if (!isDependent(next.text)) return alone;
  const before = all.find((other) => other.passage === next.passage && other.place === next.place - 1);
  if (!before || !isProse(before) || isDependent(before.text)) return null;
  if (chosen.some(({ start, hit }) => hit === before.hit && start === before.start)) return alone;
  return [{ ...before, companion: true }, ...alone];
}

/** Share of the smaller set that the other one has. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size === 0) return 0;
  let shared = 0;
  for (const stem of small) if (large.has(stem)) shared++;
  return shared / small.size;
}

function inReadingOrder(chosen: Chosen[]): Chosen[] {
  const first = new Map<number, number>();
  chosen.forEach(({ hit }, at) => {
    if (!first.has(hit.rank)) first.set(hit.rank, at);
  });
  return chosen.sort((a, b) => first.get(a.hit.rank)! - first.get(b.hit.rank)! || a.start - b.start);
}
