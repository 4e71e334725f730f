/** Turns documents and passages into the parts of a generation, wherever they come from and wherever they go. */
import { Bm25Builder, termsOf } from './bm25.js';
import { type Companies, loadCompanies } from './companies.js';
import { encodeCompanies } from './company-index.js';
import { conceptTexts } from './concept-fit.js';
import { encodeConcepts, isAtHome } from './concept-index.js';
import { type Concepts, loadConcepts } from './concepts.js';
import { type Content, embeddedText, fieldsOf } from './content.js';
import type { Document } from './document.js';
import { encodePassages, type Parts } from './generation.js';
import type { Passage } from './passage.js';
import { type Code, encodeVectors } from './vectors.js';

/** Everything that is indexed; passages in order of their documents, `contents` parallel to them. */
export interface Collection {
  documents: Document[];
  passages: Omit<Passage, 'id'>[];
  contents: Content[];
}

/** Where the vectors come from, one a text. */
export interface Encoder {
  dimensions: number;
  encode(texts: string[]): Promise<Code[]>;
}

/** What is known of the field beside the texts. */
export interface Knowledge {
  thesaurus: Concepts;
  companies: Companies;
}

/** The knowledge that comes with the package. */
export function loadKnowledge(): Knowledge {
  return { thesaurus: loadConcepts(termsOf), companies: loadCompanies() };
}

/** The parts without a graph. `turn` is awaited between passages, so that the caller's thread stays responsive. */
export async function assemble(
  { documents, passages, contents }: Collection,
  { dimensions, encode }: Encoder,
  { thesaurus, companies }: Knowledge,
  turn: () => Promise<void> | void = () => {},
): Promise<Omit<Parts, 'graph'>> {
  const concepts = isAtHome(thesaurus, contents) ? thesaurus : null;
  const phrases = concepts ? conceptTexts(concepts) : [];
  const codes = await encode([...contents.map(embeddedText), ...phrases]);
  const own = codes.slice(0, contents.length);
  const builder = new Bm25Builder();
  for (const [id, content] of contents.entries()) {
    await turn();
    builder.add(fieldsOf(content), passages[id]!.kind === 'card' ? 1 : 0);
  }
  return {
    documents,
    passages: encodePassages(passages, documents.length),
    terms: builder.finish(),
    vectors: encodeVectors(own, dimensions),
    concepts: concepts && {
      ...(await encodeConcepts(concepts, contents, codes.slice(contents.length), own, dimensions, turn)),
      ...encodeCompanies(companies, documents, passages),
    },
  };
}
