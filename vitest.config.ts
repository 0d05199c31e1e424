import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['fleetwright-source'] },
  ssr: { resolve: { conditions: ['fleetwright-source'] } },
  test: {
    include: ['{packages,functions,mcp,test}/**/*.test.ts'],
    // These need what npm does not bring, Go and Chromium: `npm run interop`, `npm run test:browser`.
    exclude: ['**/node_modules/**', '**/dist/**', 'test/interop/**', 'test/browser/**'],
    environment: 'node',
    // The default leaves one processor idle, which is half of a small machine.
    maxWorkers: '100%',
    testTimeout: 20_000,
    setupFiles: ['test/property-seed.ts'],
    // `npm run coverage`: how much of the library its tests reach.
    coverage: {
      provider: 'v8',
      include: ['packages/omni-core/src/**/*.ts'],
      exclude: [
        '**/*.test.ts',
        // Written by a machine out of protos/ and data/; the golden tests hold it to bytes that Omni wrote.
        '**/gen/**',
        // What only tests load. The published src/testing/ counts.
        'packages/omni-core/src/*/testing/**',
        'packages/omni-core/src/fuzz/**',
      ],
      reporter: ['text-summary', 'html'],
      thresholds: { lines: 90, branches: 90 },
    },
  },
});
