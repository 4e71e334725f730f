/** Hits as sources: what is shown of an article, with its passages and the address that opens it at the best of them. */
import type { Document } from '../../index/document.js';
import type { Manifest } from '../../index/manifest.js';
import type { Hit } from '../search/hit.js';
import type { IndexFacts, Source } from './ask.js';
import { openAt } from './fragment.js';

export function sourceOf({ rank, score, parts, document, passages }: Hit): Source {
  const { canonical, url, title, host, kind, lang, byline, published, archivedUrl, archivedAt } = document;
  const best = passages.find(({ passage }) => passage.kind === 'text');
  return {
    ...{
      rank,
      score,
      parts,
      title,
      canonical,
      url,
      archivedUrl,
      archivedAt,
      host,
      kind,
      lang,
      byline,
      published,
    },
    openUrl: openAt(archivedUrl ?? url, best?.passage.text ?? ''),
    lists: placesOf(document),
    evidence: document.evidence,
    passages: passages.map(({ passage, score: passageScore, highlights }) => ({
      text: passage.text,
      heading: passage.heading,
      score: passageScore,
      start: passage.start,
      end: passage.end,
      highlights,
    })),
  };
}

/** Lists and sections; a link that stands in one section twice is there once. */
function placesOf({ lists }: Document): Source['lists'] {
  const places = new Map(
    lists.map(({ list, section }) => [JSON.stringify([list, ...section]), { list, section }]),
  );
  return [...places.values()];
}

export function indexFactsOf({
  generation,
  embedder,
  links,
  articles,
  passages,
  builtAt,
}: Manifest): IndexFacts {
  return { generation, embedder: embedder.name, links, articles, passages, builtAt };
}
