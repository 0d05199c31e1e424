import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** What {@link findChromium} came to. */
export type Chromium =
  | { readonly kind: 'ready'; readonly program: string }
  | { readonly kind: 'unusable'; readonly reason: string };

/**
 * Finds a Chromium: the program `CHROMIUM` names, else one on the PATH, else Debian's package, which is installed where
 * that needs no questions: as root, in CI. Never throws.
 */
export async function findChromium(): Promise<Chromium> {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') return { kind: 'ready', program: named };
  const found = (await onPath()) ?? ((await install()) ? await onPath() : undefined);
  return found === undefined
    ? { kind: 'unusable', reason: 'no Chromium on the PATH; name one in CHROMIUM, or install the package chromium' }
    : { kind: 'ready', program: found };
}

async function onPath(): Promise<string | undefined> {
  const directories = (process.env['PATH'] ?? '').split(path.delimiter);
  const candidates = NAMES.flatMap((name) => directories.map((directory) => path.join(directory, name)));
  for (const candidate of candidates) {
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return undefined;
}

async function install(): Promise<boolean> {
  if (process.env['CI'] !== 'true' || process.getuid?.() !== 0) return false;
  console.log('browser: installing Chromium with apt-get (a minute, once)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], { env });
    return true;
  } catch {
    return false;
  }
}
