// How hard properties are tried: a moment each in CI, and for as long as `npm run fuzz` was asked to.
import fc from 'fast-check';

/** Milliseconds for each property; set by test/fuzz/fuzz.ts. */
const limit = Number(process.env.WELLREAD_FUZZ_MS ?? 0);

if (limit > 0) {
  fc.configureGlobal({
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: limit,
    markInterruptAsFailure: false,
  });
}
