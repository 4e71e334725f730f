/** Checks a written generation before it goes live: that it opens whole and that every passage is found. */
import type { Generation } from './generation.js';

/** The new generation would be worse than the live one, so the live one stays. */
export class PublishRefused extends Error {
  override readonly name = 'PublishRefused';
  /** What fell, one sentence each. */
  readonly reasons: string[];
  constructor(reasons: string[]) {
    super(`the new index was not published: ${reasons.join('; ')}`);
    this.reasons = reasons;
  }
}

/** Judges a candidate; throws PublishRefused. `live` is null for the first generation. */
export type Gate = (candidate: Generation, live: Generation | null) => void | Promise<void>;
