import { defineConfig } from 'vitest/config';

// Packaging takes half a minute, so these checks run on their own: `npm run package:check`.
export default defineConfig({
  test: {
    include: ['functions/packaging/*.check.ts'],
    environment: 'node',
    testTimeout: 20_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
