// What kind of answer a question wants, and which of its words carry it.
import { describe, expect, it } from 'vitest';
import { readQuestion } from '../../src/answer/question.js';

describe('a question', () => {
  it.each([
    ['how do companies dedupe Kafka', 'companies'],
    ['How do big tech companies shard MySQL?', 'companies'],
    ['who uses Cassandra in production', 'companies'],
    ['which companies moved back to a monolith', 'companies'],
    ['what firms have their own CDN', 'companies'],
    ['какие компании используют Kafka', 'companies'],
    ['кто использует ClickHouse', 'companies'],
    ['what is backpressure', 'definition'],
    ["what's a saga", 'definition'],
    ['что такое обратное давление', 'definition'],
    ['why is Redis fast', 'why'],
    ['почему Redis быстрый', 'why'],
    ['difference between REST and gRPC', 'difference'],
    ['Redis vs Memcached', 'difference'],
    ['when to use RabbitMQ or Kafka', 'difference'],
    ['в чём разница между REST и gRPC', 'difference'],
    ['how to shard MySQL', 'how'],
    ['how does Netflix do autoscaling', 'how'],
    ['как шардировать базу', 'how'],
    ['who invented consistent hashing', 'topic'],
    ['kafka exactly once', 'topic'],
  ] as const)('"%s" is of kind %s', (text, kind) => {
    expect(readQuestion(text).kind).toBe(kind);
  });

  it('is carried by its subject, not by its frame', () => {
    expect(readQuestion('how do companies use Kafka').terms).toEqual(['kafka']);
    expect(readQuestion('how do companies use it').terms.length).toBeGreaterThan(0);
  });

  it('takes hostile input as words', () => {
    for (const text of ['a'.repeat(1000), '((((((((((', '😀 '.repeat(200), 'what '.repeat(150)])
      expect(readQuestion(text).text).toBe(text);
  });
});
