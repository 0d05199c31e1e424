import path from 'node:path';
import { startVitest } from 'vitest/node';
import { buildGoPrograms } from './harness/go-programs.ts';
import { findGo, MINIMUM_GO } from './harness/go-toolchain.ts';

const wanted = `go${MINIMUM_GO.major}.${MINIMUM_GO.minor} or newer`;
const go = await findGo();

if (go.kind === 'ready') {
  console.log(`interop: building omnictl and the Go peers with ${go.version} (minutes the first time)`);
  await buildGoPrograms();
  await startVitest('test', process.argv.slice(2), {
    run: true,
    config: path.join(import.meta.dirname, 'vitest.config.ts'),
  });
} else if (process.env['CI'] !== undefined && process.env['CI'] !== '' && process.env['CI'] !== 'false') {
  console.error(`interop: FAILED, ${go.reason}; CI needs ${wanted}`);
  process.exitCode = 1;
} else {
  console.warn(`interop: SKIPPED, ${go.reason}; install ${wanted} to run the suite. Nothing was tested.`);
}
