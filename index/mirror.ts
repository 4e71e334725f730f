/**
 * Finds articles that are the same text under two addresses, so that a hit list names each text once.
 *
 * Two articles are mirrors where their content hashes are equal or the Jaccard similarity of their five-word shingles is at
 * least SAME (Broder, "On the resemblance and containment of documents", 1997). The similarity is estimated from the SKETCH
 * smallest shingle hashes of each; only pairs that share one of them are compared, so the cost is linear where few texts are alike.
 * The estimate's standard error at 0.8 is 0.035. The first of the group, in the order given, stands for it.
 */

/** Shingle length in words. */
const SHINGLE = 5;
/** Hashes kept an article. */
const SKETCH = 128;
/** Estimated Jaccard similarity from which two texts are one; syndicated copies differ in a by-line and a teaser. */
const SAME = 0.8;
/** Shorter texts (words) are alike by chance, such as two notices of a moved page; only equal hashes merge them. */
const SHORTEST = 60;

/** What is compared of an article. */
export interface Fingerprint {
  contentHash: string;
  /** The smallest shingle hashes, ascending; empty for a short text. */
  sketch: Uint32Array;
}

/** The fingerprint of a text. */
export function fingerprint(text: string, contentHash: string): Fingerprint {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < SHORTEST) return { contentHash, sketch: new Uint32Array(0) };
  const hashes = new Set<number>();
  const wordHashes = words.map(hashOf);
  for (let at = 0; at + SHINGLE <= words.length; at++) {
    let hash = 0;
    for (let word = at; word < at + SHINGLE; word++)
      hash = Math.imul(hash ^ wordHashes[word]!, 0x01000193) >>> 0;
    hashes.add(mix(hash));
  }
  return { contentHash, sketch: Uint32Array.from(hashes).sort().slice(0, SKETCH) };
}

/** For every article the index of the one that stands for it, or null where it stands for itself. */
export function mirrors(prints: readonly Fingerprint[]): (number | null)[] {
  const byHash = new Map<string, number>();
  const byShingle = new Map<number, number[]>();
  return prints.map(({ contentHash, sketch }, index) => {
    const equal = byHash.get(contentHash);
    if (equal !== undefined) return equal;
    const near = nearest(sketch, prints, byShingle);
    if (near !== null) return near;
    byHash.set(contentHash, index);
    for (const hash of sketch) {
      const holders = byShingle.get(hash);
      if (holders) holders.push(index);
      else byShingle.set(hash, [index]);
    }
    return null;
  });
}

function nearest(
  sketch: Uint32Array,
  prints: readonly Fingerprint[],
  byShingle: Map<number, number[]>,
): number | null {
  const shared = new Map<number, number>();
  for (const hash of sketch)
    for (const holder of byShingle.get(hash) ?? []) shared.set(holder, (shared.get(holder) ?? 0) + 1);
  let found: number | null = null;
  let most = SAME;
  for (const [holder, count] of shared) {
    // the estimate can only be lower than this, so most candidates need no merge
    if (count < (SAME * sketch.length) / 2) continue;
    const similarity = resemblance(sketch, prints[holder]!.sketch);
    if (similarity >= most) {
      found = holder;
      most = similarity;
    }
  }
  return found;
}

/** Share of the smallest hashes of the union that stand in both. */
function resemblance(a: Uint32Array, b: Uint32Array): number {
  let i = 0;
  let j = 0;
  let both = 0;
  let union = 0;
  const limit = Math.min(SKETCH, Math.max(a.length, b.length));
  while (union < limit && (i < a.length || j < b.length)) {
    const left = a[i] ?? Number.POSITIVE_INFINITY;
    const right = b[j] ?? Number.POSITIVE_INFINITY;
    if (left === right) both++;
    if (left <= right) i++;
    if (right <= left) j++;
    union++;
  }
  return union === 0 ? 0 : both / union;
}

/** FNV-1a over UTF-16 units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Murmur3's finaliser: "the smallest" must be a fair sample, and FNV's low bits are not. */
function mix(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
