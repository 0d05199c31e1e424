import { defineConfig } from 'vitest/config';

// Needs moto (`pip install 'moto[server]'`), so it runs on its own: `npm run test:aws`.
export default defineConfig({
  resolve: { conditions: ['fleetwright-source'] },
  ssr: { resolve: { conditions: ['fleetwright-source'] } },
  test: {
    include: ['test/aws/*.aws.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
