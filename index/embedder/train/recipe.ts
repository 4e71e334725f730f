/** The numbers that training was tuned to; MODEL.md says what each was measured against. */
import type { PairShares } from './pair.js';

export interface Recipe {
  seed: number;
  /** Lessons asked of the teacher, the share of them that are cut from passages, and how many of those at most show the passage itself. */
  lessons: number;
  passageShare: number;
  passages: number;
  /** Lessons of one sentence. */
  sentences: number;
  /** Lessons about one thing, made of words alone. */
  topics: number;
  /** Lessons kept apart to measure on. */
  heldOut: number;
  /** Mined entries beside the teacher's own vocabulary. */
  minedWords: number;
  minedPairs: number;
  regression: { rate: number; epochs: number; batch: number };
  pairs: {
    rate: number;
    epochs: number;
    /** Steps an epoch at most; the pairs are shuffled, so fewer steps are a fair sample. */
    steps: number;
    /** Lessons, and pairs, in a step's batches. */
    batch: number;
    size: number;
    /** Share of a batch that comes from one source. */
    hard: number;
    temperature: number;
    /** Of the contrastive loss; that of the regression is 1. */
    weight: number;
    shares: PairShares;
  };
}

export const RECIPE: Recipe = {
  seed: 1,
  lessons: 270_000,
  passageShare: 0.26,
  passages: 40_000,
  sentences: 150_000,
  topics: 400_000,
  heldOut: 600,
  minedWords: 14_000,
  minedPairs: 8_000,
  regression: { rate: 0.003, epochs: 3, batch: 256 },
  pairs: {
    rate: 0.001,
    epochs: 1,
    steps: 900,
    batch: 256,
    size: 128,
    hard: 0.5,
    temperature: 0.05,
    weight: 0.05,
    shares: { heading: 0.6, neighbour: 0.2, query: 0.2 },
  },
};
