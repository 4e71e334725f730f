// How the tests run: forked processes (native modules), and time enough for a busy two-core machine.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    setupFiles: ['test/fuzz/setup.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // A shared machine may starve a test that waits for real processes; a second failure is a failure.
    retry: process.env.CI ? 1 : 0,
  },
});
