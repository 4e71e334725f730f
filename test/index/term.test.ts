import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../index/term.js';

describe('fold', () => {
  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });
});
