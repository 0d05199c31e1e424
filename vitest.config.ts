import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['fleetwright-source'] },
  ssr: { resolve: { conditions: ['fleetwright-source'] } },
  test: {
    include: ['{packages,functions,mcp,test}/**/*.test.ts'],
    // The interop suite needs a Go toolchain: `npm run interop`.
    exclude: ['**/node_modules/**', '**/dist/**', 'test/interop/**'],
    environment: 'node',
    // The default leaves one processor idle, which is half of a small machine.
    maxWorkers: '100%',
    testTimeout: 20_000,
  },
});
