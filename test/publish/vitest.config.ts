import { defineConfig } from 'vitest/config';

// Building, packing and installing take a minute, so these checks run on their own: `npm run publish:check`.
export default defineConfig({
  test: {
    include: ['test/publish/*.check.ts'],
    environment: 'node',
    testTimeout: 300_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
