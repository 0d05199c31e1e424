import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['fleetwright-source'] },
  ssr: { resolve: { conditions: ['fleetwright-source'] } },
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['../property-seed.ts'],
  },
});
