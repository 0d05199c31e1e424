import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionsConfig } from '@fleetwright/functions';

/** A handler, and where its bundle lies. */
export interface PackagedFunction<Event, Answer> extends AsyncDisposable {
  readonly handler: (event: Event, context: { getRemainingTimeInMillis(): number }) => Promise<Answer>;
}

/**
 * Loads the bundle that was packaged, with this configuration beside it, as a new Lambda container does: nothing of an
 * earlier load is known to it. It reads its environment variables now.
 */
export async function loadPackaged<Event, Answer>(
  name: 'git-push' | 'template-sync' | 'worker' | 'drift-report',
  config: FunctionsConfig,
  environment: Readonly<Record<string, string>>,
): Promise<PackagedFunction<Event, Answer>> {
  Object.assign(process.env, environment);
  const directory = await mkdtemp(join(tmpdir(), 'fleetwright-container-'));
  await copyFile(new URL(`../../functions/dist/${name}/index.mjs`, import.meta.url), join(directory, 'index.mjs'));
  await writeFile(join(directory, 'config.json'), JSON.stringify(config));
  const { handler } = await import(pathToFileURL(join(directory, 'index.mjs')).href);
  return { handler, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

/** An invocation with this many seconds left. */
export function lasting(seconds: number): { getRemainingTimeInMillis(): number } {
  const ends = performance.now() + seconds * 1000;
  return { getRemainingTimeInMillis: () => ends - performance.now() };
}
