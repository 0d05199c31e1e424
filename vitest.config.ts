import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['fleetwright-source'] },
  ssr: { resolve: { conditions: ['fleetwright-source'] } },
  test: {
    include: ['{packages,functions,mcp,test}/**/*.test.ts'],
    // The interop suite needs a Go toolchain: `npm run interop`.
    exclude: ['**/node_modules/**', '**/dist/**', 'test/interop/**'],
    environment: 'node',
    testTimeout: 20_000,
  },
});
