/**
 * Pairs that the corpus offers for nothing: a short text and what it should find. They need no teacher.
 *
 * A heading (with its page's title, where the heading alone could stand anywhere) and the passage under it; a passage and
 * its neighbour; a few words out of a passage and the passage.
 */
import type { CorpusPassage } from './corpus.js';
import { madeUpQuery } from './lesson.js';
import { type Random, shuffle } from './random.js';

export interface Pair {
  query: string;
  passage: string;
  /** Pairs of one topic (source) are harder negatives for each other than those of two. */
  topic: string;
}

// A heading that stands over more pages than this says nothing about its passage ("Overview", "Prerequisites").
const GENERIC = 4;
// Words of a passage used at a time; drawing another stretch each epoch shows all of it.
const STRETCH = 48;

export interface PairShares {
  heading: number;
  neighbour: number;
  query: number;
}

/** One epoch's pairs, unshuffled: one for each passage. */
export function makePairs(passages: readonly CorpusPassage[], shares: PairShares, random: Random): Pair[] {
  const spread = headingSpread(passages);
  const pairs: Pair[] = [];
  passages.forEach((passage, i) => {
    const dice = random.next() * (shares.heading + shares.neighbour + shares.query);
    const text = stretch(passage.text, random);
    const next = passages[i + 1];
    const neighbour =
      next !== undefined && next.title === passage.title && next.source === passage.source ? next : undefined;
    let query = nameOf(passage, spread);
    if (dice > shares.heading + shares.neighbour || query.length < 3)
      query = madeUpQuery(passage.text.split(/\s+/), random);
    else if (dice > shares.heading && neighbour) query = stretch(neighbour.text, random, 30);
    pairs.push({ query, passage: text, topic: passage.source });
  });
  return pairs;
}

function headingSpread(passages: readonly CorpusPassage[]): Map<string, number> {
  const pages = new Map<string, Set<string>>();
  for (const { title, headings } of passages) {
    const heading = (headings.at(-1) ?? '').toLowerCase();
    if (!pages.has(heading)) pages.set(heading, new Set());
    pages.get(heading)!.add(title);
  }
  return new Map([...pages].map(([heading, titles]) => [heading, titles.size]));
}

function nameOf(passage: CorpusPassage, spread: Map<string, number>): string {
  const heading = passage.headings.at(-1) ?? '';
  const generic = (spread.get(heading.toLowerCase()) ?? 0) > GENERIC;
  if (heading === '' || heading === passage.title) return passage.title;
  return generic || heading.length < 6 ? `${passage.title} ${heading}` : heading;
}

function stretch(text: string, random: Random, size = STRETCH): string {
  const words = text.split(/\s+/);
  if (words.length <= size) return text;
  const start = random.below(words.length - size);
  return words.slice(start, start + size).join(' ');
}

/**
 * Deals pairs into batches of `size`; `hard` of each batch comes from one topic, whose members are hard negatives for each
 * other. A pair whose query the batch already has is dropped (its passage would be a false negative).
 */
export function dealBatches(pairs: readonly Pair[], size: number, hard: number, random: Random): Pair[][] {
  const easy: Pair[] = [];
  const topics = new Map<string, Pair[]>();
  for (const pair of shuffle([...pairs], random)) {
    if (random.next() >= hard) {
      easy.push(pair);
      continue;
    }
    if (!topics.has(pair.topic)) topics.set(pair.topic, []);
    topics.get(pair.topic)!.push(pair);
  }
  const block = Math.round(size * hard);
  const blocks: Pair[][] = [];
  for (const members of topics.values()) {
    for (let start = 0; start < members.length; start += block)
      blocks.push(members.slice(start, start + block));
  }
  const dealt = shuffle(blocks, random).map((members) => [
    ...members,
    ...easy.splice(0, size - members.length),
  ]);
  for (let start = 0; start < easy.length; start += size) dealt.push(easy.slice(start, start + size));
  return dealt.map(withoutRepeats).filter((batch) => batch.length > 1);
}

function withoutRepeats(batch: readonly Pair[]): Pair[] {
  return [...new Map(batch.map((pair) => [pair.query.toLowerCase(), pair])).values()];
}
