import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['fleetwright-source'] },
  ssr: { resolve: { conditions: ['fleetwright-source'] } },
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    environment: 'node',
    // Browsers take their time on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
