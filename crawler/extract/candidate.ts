/**
 * Chooses between several readings of one page by how far they agree.
 *
 * Readability's reading wins unless another holds much more prose and contains most of it (then Readability took a
 * part for the whole), or unless it holds next to nothing. Data of the page (JSON-LD, state) has lost its headings,
 * lists and code, so it wins only where no markup says what it says.
 */
import type { Block } from './block.js';
import type { Removal } from './extracted.js';

/** One reading of a page. */
export interface Candidate {
  source: 'readability' | 'root' | 'uncleaned' | 'json-ld' | 'template' | 'state';
  blocks: Block[];
  removed: Removal[];
}

/** Characters of paragraphs outside links. */
export function proseOf(blocks: readonly Block[]): number {
  let sum = 0;
  for (const block of blocks) {
    if (block.kind === 'heading' || block.linked > block.text.length / 2) continue;
    if (block.kind === 'code' || block.kind === 'table' || block.text.length >= 40)
      sum += block.text.length - block.linked;
  }
  return sum;
}

/** The best candidate; the first is Readability's. */
export function chooseCandidate(candidates: readonly Candidate[]): Candidate {
  let best = candidates[0]!;
  for (const other of candidates.slice(1)) if (isBetter(other, best)) best = other;
  return best;
}

function isBetter(other: Candidate, best: Candidate): boolean {
  const [more, less] = [proseOf(other.blocks), proseOf(best.blocks)];
  if (more === 0) return false;
  const isData = other.source === 'json-ld' || other.source === 'state' || other.source === 'template';
  if (less < 150) return more > less * 2;
  if (other.source === 'uncleaned') return false;
  if (isData) return more > less * 1.6 && (less < 800 || share(best.blocks, other.blocks) > 0.5);
  return more > less * 1.3 && linkShare(other.blocks) < 0.25 && share(best.blocks, other.blocks) > 0.7;
}

/** Share of the first's words' shingles that occur in the second. */
function share(part: readonly Block[], whole: readonly Block[]): number {
  const known = shingles(whole);
  const asked = [...shingles(part)];
  return asked.length === 0 ? 1 : asked.filter((one) => known.has(one)).length / asked.length;
}

function shingles(blocks: readonly Block[]): Set<string> {
  const words = blocks
    .map((block) => block.text)
    .join(' ')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  const found = new Set<string>();
  for (let i = 0; i + 2 < (words?.length ?? 0); i++)
    found.add(`${words![i]} ${words![i + 1]} ${words![i + 2]}`);
  return found;
}

function linkShare(blocks: readonly Block[]): number {
  const chars = blocks.reduce((sum, block) => sum + block.text.length, 0);
  return chars === 0 ? 0 : blocks.reduce((sum, block) => sum + block.linked, 0) / chars;
}
