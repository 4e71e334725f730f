// Text fragments: the address of a passage as the draft spells it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAt } from '../../src/library/fragment.js';

const LONG = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen';

describe('openAt', () => {
  it.each([
    ['https://a.example/x', 'exactly once', 'https://a.example/x#:~:text=exactly%20once'],
    ['https://a.example/x#part', 'once', 'https://a.example/x#part:~:text=once'],
    ['https://a.example/x#:~:text=old', 'new', 'https://a.example/x#:~:text=new'],
    [
      'https://a.example/x',
      'at-least-once, & more',
      'https://a.example/x#:~:text=at%2Dleast%2Donce%2C%20%26%20more',
    ],
    ['https://a.example/x', '', 'https://a.example/x'],
    ['javascript:alert(1)', 'once', 'javascript:alert(1)'],
  ])('%s at "%s" is %s', (url, text, expected) => expect(openAt(url, text)).toBe(expected));

  it('names a long passage by its first and last words', () => {
    const expected =
      'one%20two%20three%20four%20five%20six,nine%20ten%20eleven%20twelve%20thirteen%20fourteen';
    expect(openAt('https://a.example/', LONG)).toBe(`https://a.example/#:~:text=${expected}`);
  });

  it('takes each end from within one block, for a browser matches no further', () => {
    expect(openAt('https://a.example/', 'A heading\n\nThe text below it')).toBe(
      'https://a.example/#:~:text=A%20heading,The%20text%20below%20it',
    );
  });

  it('is a URL for any text whatever', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const address = openAt('https://a.example/x', text);
        expect(URL.canParse(address)).toBe(true);
        expect(address).not.toMatch(/[\s"<>]/);
      }),
    );
  });
});
