/** The contract of everything that turns text into vectors: the built-in table and transformers alike. */

export type Role = 'query' | 'passage';

export interface Embedder {
  /** Names the model and its exact weights; an index records it and refuses to be searched with another. */
  readonly name: string;
  readonly dimensions: number;
  /** One L2-normalised vector a text, in order; a text without any word gives the zero vector. */
  embed(texts: readonly string[], role: Role): Promise<Float32Array[]>;
  close?(): Promise<void>;
}

/** The embedder that was asked for cannot be had on this machine. */
export class EmbedderMissing extends Error {
  readonly model: string;
  readonly hint: string;
  constructor(model: string, hint: string) {
    super(`embedding model ${model} is not on this machine: ${hint}`);
    this.name = 'EmbedderMissing';
    this.model = model;
    this.hint = hint;
  }
}

/** Cosine of two L2-normalised vectors of the same length. */
export function similarity(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
