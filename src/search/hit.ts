/** A search's results: passages grouped by the article they belong to, with what each score is made of. */
import type { Document } from '../../index/document.js';
import type { Generation } from '../../index/generation.js';
import type { Passage } from '../../index/passage.js';
import { termsOfPassage } from '../../index/passage-terms.js';
import { highlights } from './highlight.js';

export interface PassageHit {
  passage: Passage;
  /** Compares within one result only. */
  score: number;
  /** Spans `[start, end]` of the question's words in the passage's text. */
  highlights: [number, number][];
}

/** One article or link. */
export interface Hit {
  /** 1 is best. */
  rank: number;
  score: number;
  /** What the score is made of; the parts add up to it. */
  parts: Record<string, number>;
  document: Document;
  /** Documents with the same article under other addresses. */
  mirrors: Document[];
  /** Best first. */
  passages: PassageHit[];
}

/** Passages of one article, best first. */
export interface Group {
  document: number;
  score: number;
  /** What the score lost since better hits are of the same source; at most 0. */
  repeated?: number;
  passages: { id: number; score: number; at: number }[];
}

/** Groups passages that come best first; an article stands where its best passage stands. */
export function grouped(
  index: Generation,
  passages: Iterable<{ id: number; score: number; at: number }>,
): Group[] {
  const groups = new Map<number, Group>();
  for (const passage of passages) {
    const document = index.groupOf(passage.id);
    const group = groups.get(document);
    if (group) group.passages.push(passage);
    else groups.set(document, { document, score: passage.score, passages: [passage] });
  }
  return [...groups.values()];
}

/** What is shown of a group. */
export function hitOf(
  index: Generation,
  group: Group,
  rank: number,
  show: {
    passages: number;
    stems: ReadonlySet<string>;
    parts: Record<string, number>;
    /** Whether an answer will be made of the passages, which needs all their terms. */
    forAnswer: boolean;
  },
): Hit {
  return {
    rank,
    score: group.score,
    parts: show.parts,
    document: index.documents[group.document]!,
    mirrors: index.mirrorsOf(group.document).map((ordinal) => index.documents[ordinal]!),
    passages: group.passages.slice(0, show.passages).map(({ id, score }) => {
      const passage = index.passage(id);
      const terms = show.forAnswer ? termsOfPassage(passage) : undefined;
      return { passage, score, highlights: highlights(passage.text, show.stems, terms) };
    }),
  };
}
