import path from 'node:path';
import { startVitest } from 'vitest/node';
import { findChromium } from './find-chromium.ts';

const chromium = await findChromium();

if (chromium.kind === 'ready') {
  process.env['CHROMIUM'] = chromium.program;
  await startVitest('test', process.argv.slice(2), {
    run: true,
    config: path.join(import.meta.dirname, 'vitest.config.ts'),
  });
} else if (process.env['CI'] !== undefined && process.env['CI'] !== '' && process.env['CI'] !== 'false') {
  console.error(`browser: FAILED, ${chromium.reason}; CI needs Chromium`);
  process.exitCode = 1;
} else {
  console.warn(`browser: SKIPPED, ${chromium.reason}. Nothing was tested.`);
}
