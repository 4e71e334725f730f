/** What stands between a written generation and its going live: a judge that measures it, and may refuse it. */
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

/**
 * Measures a candidate, which is on disk and opened whole, and gives back the scores that its manifest will carry. `live` is
 * null for the first generation. Throws PublishRefused.
 */
export type Gate = (candidate: Generation, live: Generation | null) => Promise<Record<string, number>>;
