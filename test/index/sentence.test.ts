import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentences } from '../../index/sentence.js';

const cut = (text: string): string[] => sentences(text).map(({ start, end }) => text.slice(start, end));

describe('sentences', () => {
  it.each<[string, string[]]>([
    ['Use v2.1 (e.g. on Linux). It works!', ['Use v2.1 (e.g. on Linux).', 'It works!']],
    ['We use Kafka. node.js is fine.', ['We use Kafka.', 'node.js is fine.']],
    ['Dr. Smith said so. See Fig. 3 there.', ['Dr. Smith said so.', 'See Fig. 3 there.']],
    ['B. F. Skinner wrote it. We read it.', ['B. F. Skinner wrote it.', 'We read it.']],
    ['Yahoo! was first. Then came others.', ['Yahoo! was first.', 'Then came others.']],
    ['Disks, fans, etc. The rest stays.', ['Disks, fans, etc.', 'The rest stays.']],
    ['It is 3.11.2 now. It costs $3.50.', ['It is 3.11.2 now.', 'It costs $3.50.']],
    ['What is it? "A quote." (In brackets.) End.', ['What is it?', '"A quote."', '(In brackets.)', 'End.']],
    ['As shown.[12] So it goes.', ['As shown.[12]', 'So it goes.']],
    ['He said "Stop!" and left.', ['He said "Stop!" and left.']],
    ['Wait... what? Yes.', ['Wait... what?', 'Yes.']],
    ['Это т.е. пример. Вторая фраза!', ['Это т.е. пример.', 'Вторая фраза!']],
    ['Он родился в 1990 г. Потом уехал.', ['Он родился в 1990 г.', 'Потом уехал.']],
    ['分布式系统很难。我们需要共识。', ['分布式系统很难。', '我们需要共识。']],
    ['Title\n\nBody text. More.', ['Title', 'Body text.', 'More.']],
    ['- first item\n- second item', ['- first item', '- second item']],
    ['f() { return a.b; }\nconst x = 1.5;', ['f() { return a.b; }', 'const x = 1.5;']],
    ['', []],
    [' \n ', []],
  ])('%j', (text, expected) => {
    expect(cut(text)).toEqual(expected);
  });

  it('joins a line that was wrapped', () => {
    const text = `This line is long enough to have been wrapped by an editor at\nsome column. Next.`;
    expect(cut(text)).toHaveLength(2);
  });

  it('lie in order, do not overlap, and hold everything but white space', () => {
    const piece = fc.constantFrom(
      'e.g. ',
      'Word ',
      'x',
      '. ',
      '? ',
      '\n',
      '\n\n',
      '- ',
      '3.1',
      '"',
      ')',
      '。',
      'г. ',
      '[1]',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        let at = 0;
        for (const { start, end } of sentences(text)) {
          expect(text.slice(at, start).trim()).toBe('');
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
    );
  });
});
