/**
 * Builds a generation of the index from the catalog and publishes it (I/O: disk).
 *
 * Links and articles stream out of the catalog in one order; every link gives a card and every article its passages. Vectors come from the cache
 * where the text was embedded before. Work between two turns of the event loop stays in the tens of milliseconds, so that a build
 * may share a thread, but a server gives it a thread of its own.
 */
import type { Article, Catalog } from '../crawler/catalog/catalog.js';
import { assemble, type Collection, type Knowledge, loadKnowledge } from './assemble.js';
import { cardOf } from './card.js';
import { chunk } from './chunk.js';
import { cardContent } from './content.js';
import { type Document, documentOf } from './document.js';
import type { Embedder } from './embedder/embedder.js';
import type { Gate } from './gate.js';
import { encodeParts } from './generation.js';
import { EXACT_UP_TO, Hnsw } from './hnsw.js';
import { FORMAT, IndexDamaged, IndexMismatch, IndexMissing, type Manifest } from './manifest.js';
import { type Fingerprint, fingerprint, mirrors } from './mirror.js';
import { openGeneration, openIndex } from './open.js';
import { discard, generationName, makeLive, noteScores, writeGeneration } from './publish.js';
import { VectorCache } from './vector-cache.js';
import { type Code, quantise, Vectors } from './vectors.js';

/** Where a build is; `total` is 0 while it is unknown. */
export interface BuildProgress {
  phase: 'read' | 'embed' | 'graph' | 'write' | 'check';
  done: number;
  total: number;
}

export interface BuildOptions {
  catalog: Catalog;
  dataDir: string;
  embedder: Embedder;
  clock: () => Date;
  onProgress?: (progress: BuildProgress) => void;
  signal?: AbortSignal;
  /** What is known of the field; by default what comes with the package. */
  knowledge?: Knowledge;
  /** Judges the generation before it goes live. */
  gate?: Gate;
  /** Passages up to which no graph is built; EXACT_UP_TO by default. */
  exactUpTo?: number;
}

/** Texts embedded in one call; memory of a transformer grows with it. */
const BATCH = 32;
/** Milliseconds of work between two turns of the event loop. */
const TURN = 20;

/** Builds from what the catalog holds now. Throws the signal's reason, PublishRefused, and errors of catalog, embedder and disk. */
export async function buildIndex(options: BuildOptions): Promise<Manifest> {
  const { catalog, dataDir, embedder, clock } = options;
  const catalogChanges = catalog.changes();
  const collected = await collect(options);
  const encoder = { dimensions: embedder.dimensions, encode: (texts: string[]) => embedAll(texts, options) };
  const parts = await assemble(
    collected,
    encoder,
    options.knowledge ?? loadKnowledge(),
    turns(options.signal),
  );
  const graph = await graphOf(new Vectors(parts.vectors), options);
  options.onProgress?.({ phase: 'write', done: 0, total: 0 });
  const manifest = await writeGeneration(
    dataDir,
    {
      format: FORMAT,
      generation: generationName(clock()),
      embedder: { name: embedder.name, dimensions: embedder.dimensions },
      links: collected.documents.length,
      articles: collected.documents.filter((document) => document.evidence === 'text').length,
      passages: collected.passages.length,
      builtAt: clock().toISOString(),
      catalogChanges,
      lists: perList(collected.documents),
    },
    encodeParts(parts),
    graph,
  );
  const checked = await check(manifest, options);
  makeLive(dataDir, manifest.generation);
  return checked;
}

async function collect({ catalog, onProgress, signal }: BuildOptions): Promise<Collection> {
  const links = catalog.links();
  const articles = catalog.articles();
  const collected: Collection = { documents: [], passages: [], contents: [] };
  const prints: { ordinal: number; print: Fingerprint }[] = [];
  const turn = turns(signal);
  let next = articles.next();
  for (const link of links) {
    await turn();
    onProgress?.({ phase: 'read', done: collected.documents.length, total: links.length });
    while (!next.done && next.value.linkId < link.id) next = articles.next();
    const article = !next.done && next.value.linkId === link.id ? next.value : null;
    const ordinal = collected.documents.length;
    collected.documents.push(documentOf(link, ordinal, article));
    const card = cardOf(link);
    collected.passages.push({
      document: ordinal,
      kind: 'card',
      heading: card.heading,
      text: card.text,
      start: 0,
      end: 0,
    });
    collected.contents.push(cardContent(card));
    if (!article) continue;
    prints.push({ ordinal, print: fingerprint(article.text, article.contentHash) });
    addPassages(collected, ordinal, article);
  }
  mirrors(prints.map(({ print }) => print)).forEach((twin, index) => {
    if (twin !== null) collected.documents[prints[index]!.ordinal]!.mirrorOf = prints[twin]!.ordinal;
  });
  const ordinals = new Map(collected.documents.map(({ canonical, ordinal }) => [canonical, ordinal]));
  for (const { duplicateOf, canonical } of links) {
    const original = duplicateOf === null ? undefined : ordinals.get(duplicateOf);
    const document = collected.documents[ordinals.get(canonical)!]!;
    if (original !== undefined && original !== document.ordinal)
      document.mirrorOf = collected.documents[original]!.mirrorOf ?? original;
  }
  return withoutMirrorTexts(collected);
}

function addPassages(collected: Collection, ordinal: number, article: Article): void {
  const title = collected.documents[ordinal]!.title || article.title;
  for (const { start, end, heading } of chunk(article.text, article.markdown)) {
    const text = article.text.slice(start, end);
    collected.passages.push({ document: ordinal, kind: 'text', heading, text, start, end });
    collected.contents.push({ title, heading, text });
  }
}

/** The text of a mirror is indexed once, under the document that stands for it; its card stays. */
function withoutMirrorTexts({ documents, passages, contents }: Collection): Collection {
  const kept = (id: number): boolean =>
    passages[id]!.kind === 'card' || documents[passages[id]!.document]!.mirrorOf === null;
  return {
    documents,
    passages: passages.filter((_, id) => kept(id)),
    contents: contents.filter((_, id) => kept(id)),
  };
}

async function embedAll(
  texts: string[],
  { dataDir, embedder, onProgress, signal }: BuildOptions,
): Promise<Code[]> {
  const cache = VectorCache.open(dataDir, embedder.name, embedder.dimensions);
  const codes = texts.map((text) => cache.get(text));
  const missing = texts.flatMap((_, id) => (codes[id] ? [] : [id]));
  const turn = turns(signal);
  try {
    for (let from = 0; from < missing.length; from += BATCH) {
      await turn();
      onProgress?.({ phase: 'embed', done: from, total: missing.length });
      const batch = missing.slice(from, from + BATCH);
      const embedded = await embedder.embed(
        batch.map((id) => texts[id]!),
        'passage',
      );
      batch.forEach((id, at) => {
        const code = quantise(embedded[at]!);
        cache.set(texts[id]!, code);
        codes[id] = code;
      });
      if (from % (BATCH * 32) === 0) cache.flush();
    }
  } finally {
    cache.flush();
  }
  cache.close();
  return codes as Code[];
}

async function graphOf(
  vectors: Vectors,
  { onProgress, signal, exactUpTo = EXACT_UP_TO }: BuildOptions,
): Promise<Hnsw | null> {
  if (vectors.length <= exactUpTo) return null;
  return Hnsw.build(vectors, {
    ...(signal && { signal }),
    onProgress: (done) => onProgress?.({ phase: 'graph', done, total: vectors.length }),
  });
}

/** The manifest with what the gate measured; the generation is taken away again where the gate refuses it. */
async function check(manifest: Manifest, options: BuildOptions): Promise<Manifest> {
  const { dataDir, gate, onProgress, signal } = options;
  onProgress?.({ phase: 'check', done: 0, total: 0 });
  try {
    signal?.throwIfAborted();
    const candidate = openGeneration(dataDir, manifest.generation);
    const scores = await gate?.(candidate, liveOrNull(dataDir));
    signal?.throwIfAborted();
    return scores ? noteScores(dataDir, manifest, scores) : manifest;
  } catch (error) {
    discard(dataDir, manifest.generation);
    throw error;
  }
}

/** The live generation, or null where there is none that could be compared with. */
function liveOrNull(dataDir: string): ReturnType<typeof openIndex> | null {
  try {
    return openIndex(dataDir);
  } catch (error) {
    if (error instanceof IndexMissing || error instanceof IndexDamaged || error instanceof IndexMismatch)
      return null;
    throw error;
  }
}

function perList(documents: Document[]): Manifest['lists'] {
  const lists: Manifest['lists'] = {};
  for (const { lists: places, evidence } of documents) {
    for (const list of new Set(places.map((place) => place.list))) {
      lists[list] ??= { links: 0, articles: 0 };
      lists[list].links++;
      if (evidence === 'text') lists[list].articles++;
    }
  }
  return lists;
}

/** A function that gives the event loop a turn whenever TURN has passed, and throws when aborted. */
function turns(signal: AbortSignal | undefined): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN) return;
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    since = performance.now();
  };
}
