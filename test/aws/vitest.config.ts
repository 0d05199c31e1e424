import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Needs moto, which `npm run test:aws` installs and starts, so it runs on its own.
export default defineConfig({
  resolve: { conditions: ['fleetwright-source'] },
  ssr: { resolve: { conditions: ['fleetwright-source'] } },
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['{test,functions}/**/*.aws.ts'],
    globalSetup: ['test/aws/global-setup.ts'],
    environment: 'node',
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // The suites share one moto and two cores.
    fileParallelism: false,
  },
});
