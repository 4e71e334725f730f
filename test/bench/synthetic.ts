// Made-up passages about made-up topics: as many as wanted, Zipf's law in their words, the same ones every time.

/** Numbers in 0..1 from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const FIELD =
  `kafka partition replica consumer broker offset shard index query cache latency throughput cluster leader quorum
raft paxos gossip snapshot compaction journal queue topic stream batch window checkpoint container scheduler service gateway proxy
balancer timeout retry backoff circuit breaker bulkhead limiter token bucket session cookie storage replica region zone failover backup
restore migration schema column row document graph vector search ranking crawler parser tokenizer encoder model feature training inference
deployment rollback canary pipeline build test monitor alert trace metric log dashboard incident runbook capacity budget cost cloud
server thread process memory garbage collector heap stack socket packet router switch firewall certificate key secret vault`.split(
    /\s+/,
  );
const SYLLABLES =
  'ba co di fu ga he ji ka lo mu ne po qui ra se ti vu wa xe yo zu bri cla dro fle gri plo sta tre cho sha'.split(
    ' ',
  );

export interface SyntheticPassage {
  title: string;
  text: string;
}

/** Passages of about `words` words, and questions of 3 to 8 words on the same topics. */
export function synthetic(
  passages: number,
  words: number,
  questions: number,
  seed = 1,
): { passages: SyntheticPassage[]; questions: string[] } {
  const random = seeded(seed);
  const rare = Array.from({ length: 20_000 }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 3) },
      () => SYLLABLES[Math.floor(random() * SYLLABLES.length)],
    ).join(''),
  );
  const vocabulary = [...FIELD, ...rare];
  // Zipf: the word of rank r comes up about 1/r as often as the first
  const zipf = (): string => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? 'service';
  const topics = Array.from({ length: 400 }, () => Array.from({ length: 12 }, zipf));
  const word = (topic: string[]): string =>
    random() < 0.35 ? topic[Math.floor(random() * topic.length)]! : zipf();
  const sentence = (topic: string[], length: number): string =>
    Array.from({ length }, (_, at) => (at % 3 === 2 && random() < 0.6 ? 'the' : word(topic))).join(' ');
  const any = (): string[] => topics[Math.floor(random() * topics.length)]!;
  return {
    passages: Array.from({ length: passages }, () => {
      const topic = any();
      const text = Array.from({ length: Math.round(words / 15) }, () => `${sentence(topic, 15)}.`).join(' ');
      return { title: sentence(topic, 5), text };
    }),
    questions: Array.from({ length: questions }, () => sentence(any(), 3 + Math.floor(random() * 6))),
  };
}
