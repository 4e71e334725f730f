// Articles for the hostile web: each seed gives another text, long and plain enough that nobody takes it for anything else.

const SUBJECTS = [
  'the replica',
  'a consumer',
  'the scheduler',
  'each partition',
  'the write-ahead log',
  'our gateway',
  'the cache',
  'a worker',
];
const VERBS = ['keeps', 'rewrites', 'compares', 'forwards', 'acknowledges', 'rejects', 'replays', 'measures'];
const OBJECTS = [
  'every offset',
  'the oldest segment',
  'a lease',
  'the pending batch',
  'its checksum',
  'two snapshots',
  'the retry budget',
  'a tombstone',
];
const ENDS = [
  'before the next election begins',
  'because clocks drift apart',
  'while the queue drains',
  'so that a restart loses nothing',
  'although the disk is slower than the network',
  'until the quorum has answered',
  'and tells the operator how long it took',
  'which surprised us in the first week',
];

function pick(words: readonly string[], n: number): string {
  return words[n % words.length] as string;
}

/** `count` sentences that no other seed has in this order. */
export function sentences(seed: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const n = seed * 31 + i * 7;
    const sentence = `${pick(SUBJECTS, n)} ${pick(VERBS, n + i)} ${pick(OBJECTS, n + (seed >> 3))} ${pick(ENDS, n + i * 3)} in case ${seed}-${i}.`;
    return sentence[0]?.toUpperCase() + sentence.slice(1);
  });
}

/** A fingerprint that stands in the article of a seed and in no other. */
export function mark(seed: number): string {
  return `in case ${seed}-3.`;
}

export function paragraphs(seed: number, count = 7): string {
  const all = sentences(seed, count * 6);
  return Array.from({ length: count }, (_, i) => `<p>${all.slice(i * 6, i * 6 + 6).join(' ')}</p>`).join(
    '\n',
  );
}

/** A whole page around the article of a seed. */
export function page(seed: number, options: { head?: string; title?: string } = {}): string {
  const title = options.title ?? `How case ${seed} was solved`;
  return `<!doctype html>
<html lang="en"><head><title>${title}</title>${options.head ?? ''}</head>
<body><header><nav><a href="/">Home</a> <a href="/about">About</a></nav></header>
<main><article><h1>${title}</h1>
${paragraphs(seed)}
</article></main><footer>Written by nobody</footer></body></html>`;
}
