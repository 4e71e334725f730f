// The table that ships: what it holds to be alike. Golden orders, not numbers, so that a better table passes.
import { describe, expect, it } from 'vitest';
import { loadBuiltin } from '../../../index/embedder/builtin.js';
import { similarity } from '../../../index/embedder/embedder.js';

const builtin = loadBuiltin();

function alike(a: string, b: string): number {
  return similarity(builtin.embedSync(a), builtin.embedSync(b));
}

/** The candidates, the most alike first. */
function ranked(query: string, ...candidates: string[]): string[] {
  return candidates.sort((a, b) => alike(query, b) - alike(query, a));
}

describe('the built-in embedder', () => {
  it('gives unit vectors, and the zero vector for a text without words', async () => {
    const [text, empty, long] = await builtin.embed(
      ['message queue', '?!', 'word '.repeat(20_000)],
      'passage',
    );
    expect(similarity(text!, text!)).toBeCloseTo(1, 5);
    expect(similarity(long!, long!)).toBeCloseTo(1, 5);
    expect(similarity(empty!, empty!)).toBe(0);
    expect(text).toHaveLength(builtin.dimensions);
  });

  it('is the same alone and among others, for query and passage', async () => {
    const [, second] = await builtin.embed(['one', 'Kafka consumers lag behind'], 'query');
    expect(second).toEqual(builtin.embedSync('Kafka consumers lag behind'));
  });

  it('is named by its content', () => {
    expect(builtin.name).toMatch(/^builtin-[0-9a-f]{8}$/);
  });

  it.each([
    ['car', 'automobile', 'banana'],
    [
      'how do companies deduplicate messages',
      'exactly-once delivery without duplicate events',
      'a guide to CSS grid',
    ],
    [
      'keep a copy of the data in another region',
      'geo-replication across data centers',
      'unit tests for forms',
    ],
    ['PostgreSQL', 'relational database', 'front-end framework'],
    ['slow queries', 'database performance tuning', 'hiring engineers'],
    ['capital of France', 'Paris', 'oxygen'],
    ['leader election', 'consensus with Raft', 'image compression'],
    ['k8s', 'Kubernetes cluster', 'poetry'],
  ])('puts "%s" nearer to "%s" than to "%s"', (query, near, far) => {
    expect(ranked(query, far, near)[0]).toBe(near);
  });

  it.each([
    ['очередь сообщений', 'message queue', 'distributed cache'],
    ['распределённый кэш', 'distributed cache', 'message queue'],
    ['балансировка нагрузки', 'load balancing', 'data encryption'],
    ['шифрование данных', 'data encryption', 'load balancing'],
    ['разница между REST и gRPC', 'REST vs gRPC: comparison of API styles', 'Postgres index types'],
    ['репликация баз данных', 'database replication', 'continuous delivery'],
    ['микросервисы и монолит', 'microservices and the monolith', 'garbage collection'],
    ['брокер кафка', 'Kafka broker', 'Redis cache'],
  ])('finds "%s" and "%s" in either direction', (russian, english, other) => {
    expect(ranked(russian, other, english)[0]).toBe(english);
    expect(alike(english, russian)).toBeGreaterThan(alike(other, russian));
  });

  it('reads inflections of a Russian word alike', () => {
    expect(alike('очереди', 'очередей')).toBeGreaterThan(0.99);
    expect(alike('распределённая система', 'распределенные системы')).toBeGreaterThan(0.99);
  });
});
