import { describe, expect, it } from 'vitest';
import { fingerprint, mirrors } from '../../index/mirror.js';

/** A text of distinct words, so that no two passages of it are alike. */
const text = (seed: number, words: number): string =>
  Array.from({ length: words }, (_, at) => `w${(seed * 7919 + at * 104_729) % 99_991}`).join(' ');
const of = (...texts: string[]): (number | null)[] =>
  mirrors(
    texts.map((one, at) => fingerprint(one, `hash ${texts.indexOf(one) === at ? at : texts.indexOf(one)}`)),
  );

describe('mirrors', () => {
  it('finds copies with another frame around them', () => {
    const original = text(1, 800);
    const copy = `Originally published elsewhere by somebody. ${original} Thanks for reading.`;
    expect(of(original, text(2, 800), copy)).toEqual([null, null, 0]);
  });

  it('finds equal texts however short', () => {
    expect(of('We have moved.', 'Something else.', 'We have moved.')).toEqual([null, null, 0]);
  });

  it('keeps short texts apart that are merely alike', () => {
    expect(
      of('We have moved to a new address, see you there soon', 'We have moved to a new address, see you'),
    ).toEqual([null, null]);
  });

  it('keeps an excerpt apart from the whole', () => {
    const whole = text(1, 900);
    expect(of(whole, whole.split(' ').slice(0, 300).join(' '))).toEqual([null, null]);
  });

  it('keeps different articles apart', () => {
    expect(of(text(1, 500), text(2, 500), text(3, 500))).toEqual([null, null, null]);
  });

  it('names the first of a group for all of it', () => {
    const a = text(4, 400);
    expect(of(a, `${a} one more line here`, `preface ${a}`)).toEqual([null, 0, 0]);
  });

  it('sees through letter case and punctuation', () => {
    const a = text(5, 400);
    expect(of(a, a.toUpperCase().replace(/ /g, ', '))).toEqual([null, 0]);
  });
});
