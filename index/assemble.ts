/** Turns documents, passages and vectors into the parts of a generation, wherever they come from and wherever they go. */
import { Bm25Builder } from './bm25.js';
import { type Content, fieldsOf } from './content.js';
import type { Document } from './document.js';
import { encodePassages, type Parts } from './generation.js';
import type { Passage } from './passage.js';
import { type Code, encodeVectors } from './vectors.js';

/** Everything that is indexed; passages in order of their documents, `contents` and `codes` parallel to them. */
export interface Collection {
  documents: Document[];
  passages: Omit<Passage, 'id'>[];
  contents: Content[];
}

/** The parts without a graph. `turn` is awaited between passages, so that the caller's thread stays responsive. */
export async function assemble(
  { documents, passages, contents }: Collection,
  codes: readonly Code[],
  dimensions: number,
  turn: () => Promise<void> | void = () => {},
): Promise<Omit<Parts, 'graph'>> {
  const builder = new Bm25Builder();
  for (const [id, content] of contents.entries()) {
    await turn();
    builder.add(fieldsOf(content), passages[id]!.kind === 'card' ? 1 : 0);
  }
  return {
    documents,
    passages: encodePassages(passages, documents.length),
    terms: builder.finish(),
    vectors: encodeVectors(codes, dimensions),
  };
}
