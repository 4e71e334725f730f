import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunk } from '../../index/chunk.js';

const sentence = (word: string, count: number): string =>
  `${Array.from({ length: count }, () => word).join(' ')}.`;
const paragraph = (word: string, words: number): string =>
  Array.from({ length: Math.ceil(words / 10) }, () => sentence(word, 10)).join(' ');
/** The plain text of Markdown as the extractor gives it: the same blocks without the signs of headings. */
const plain = (markdown: string): string => markdown.replace(/^#+ /gm, '');
const words = (text: string): number => text.split(/\s+/).filter(Boolean).length;
const cut = (markdown: string) => {
  const text = plain(markdown);
  return chunk(text, markdown).map(({ start, end, heading }) => ({ heading, text: text.slice(start, end) }));
};

describe('chunk', () => {
  it('gives every section its heading path', () => {
    const markdown = [
      paragraph('intro', 40),
      '# Queues',
      paragraph('queue', 60),
      '## Kafka',
      paragraph('kafka', 60),
      '# Caches',
      paragraph('cache', 60),
    ].join('\n\n');
    expect(cut(markdown).map(({ heading, text }) => [heading.join(' > '), text.split(' ')[0]])).toEqual([
      ['', 'intro'],
      ['Queues', 'queue'],
      ['Queues > Kafka', 'kafka'],
      ['Caches', 'cache'],
    ]);
  });

  it('cuts long sections into even passages at blocks', () => {
    const blocks = Array.from({ length: 9 }, (_, at) => paragraph(`w${at}`, 50));
    const passages = cut(blocks.join('\n\n'));
    expect(passages.length).toBeGreaterThanOrEqual(3);
    for (const { text } of passages) {
      expect(words(text)).toBeLessThanOrEqual(200);
      expect(words(text)).toBeGreaterThanOrEqual(90);
      expect(text.endsWith('.')).toBe(true);
    }
  });

  it('cuts a block that is too long by itself between sentences', () => {
    for (const { text } of cut(paragraph('word', 700).replace(/(^|\. )w/g, '$1W'))) {
      expect(words(text)).toBeLessThanOrEqual(200);
      expect(text).toMatch(/^Word .*word\.$/s);
    }
  });

  it('joins a crumb of a section with its neighbour', () => {
    const markdown = `# A\n\n${paragraph('a', 60)}\n\n# B\n\nShort one.`;
    const passages = cut(markdown);
    expect(passages).toHaveLength(1);
    expect(passages[0]!.text).toContain('Short one.');
  });

  it('takes no heading from code', () => {
    const markdown = `\`\`\`sh\n# not a heading\n\`\`\`\n\n${paragraph('a', 60)}`;
    const text = `# not a heading\n\n${paragraph('a', 60)}`;
    expect(chunk(text, markdown).map(({ heading }) => heading)).toEqual([[]]);
  });

  it('understands headings with inline marks', () => {
    const markdown = `## The **real** [cost](https://example.org) of \`fsync\`\n\n${paragraph('a', 60)}`;
    const text = `The real cost of fsync\n\n${paragraph('a', 60)}`;
    expect(chunk(text, markdown)[0]!.heading).toEqual(['The real cost of fsync']);
  });

  it('cuts between words where there is no sentence at all', () => {
    for (const { text } of cut(paragraph('word', 700).replace(/\./g, ''))) {
      expect(words(text)).toBeLessThanOrEqual(240);
      expect(text).toMatch(/^word.*word$/s);
    }
  });

  it('cuts hard where there is not even a word', () => {
    const text = 'x'.repeat(9_000);
    const passages = chunk(text, text);
    expect(passages.every(({ start, end }) => end - start <= 2_400)).toBe(true);
    expect(passages.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
  });

  it('is empty for an empty article', () => {
    expect(chunk('', '')).toEqual([]);
    expect(chunk(' \n\n ', '')).toEqual([]);
  });

  it('lies side by side, in order, and loses nothing but headings and white space', () => {
    const block = fc.oneof(
      fc.integer({ min: 1, max: 400 }).map((count) => paragraph('word', count)),
      fc.constantFrom('# One', '## Two', '### Three', '- item', 'A short line', '中文句子。'.repeat(30)),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 14 }), (blocks) => {
        const markdown = blocks.join('\n\n');
        const text = plain(markdown);
        const headings = new Set(['One', 'Two', 'Three']);
        let at = 0;
        const skipped: string[] = [];
        for (const { start, end } of chunk(text, markdown)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          skipped.push(text.slice(at, start));
          at = end;
        }
        skipped.push(text.slice(at));
        for (const line of skipped.join('\n').split('\n'))
          if (line.trim() !== '') expect(headings).toContain(line.trim());
      }),
      { numRuns: 60 },
    );
  });
});
