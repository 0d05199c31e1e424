import path from 'node:path';
import { startVitest } from 'vitest/node';
import { installMoto } from './install-moto.ts';

const moto = await installMoto();

if (moto.kind === 'ready') {
  await startVitest('test', process.argv.slice(2), {
    run: true,
    config: path.join(import.meta.dirname, 'vitest.config.ts'),
  });
} else if (process.env['CI'] !== undefined && process.env['CI'] !== '' && process.env['CI'] !== 'false') {
  console.error(`aws: FAILED, ${moto.reason}; CI needs moto`);
  process.exitCode = 1;
} else {
  console.warn(`aws: SKIPPED, ${moto.reason}. Nothing was tested.`);
}
