import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['tests/browser/global-setup.ts'],
    include: ['tests/**/*.test.ts'],
    // Two cores: browser tests share them with the pure ones, so one file at a time keeps a slow machine honest.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
