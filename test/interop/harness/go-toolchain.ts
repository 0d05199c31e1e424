import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `go.mod` asks for; an older toolchain cannot build the pinned modules. */
export const MINIMUM_GO = { major: 1, minor: 26 } as const;

/** What {@link findGo} found. */
export type GoToolchain =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Looks for a Go that can build the interop module. Never throws. */
export async function findGo(): Promise<GoToolchain> {
  let version: string;
  try {
    const { stdout } = await run('go', ['env', 'GOVERSION'], { env: { ...process.env, GOTOOLCHAIN: 'local' } });
    version = stdout.trim();
  } catch {
    return { kind: 'unusable', reason: 'no Go toolchain on the PATH' };
  }

  return isRecent(version)
    ? { kind: 'ready', version }
    : { kind: 'unusable', reason: `${version} is older than go${MINIMUM_GO.major}.${MINIMUM_GO.minor}` };
}

function isRecent(version: string): boolean {
  const [, major = '', minor = ''] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > MINIMUM_GO.major || (Number(major) === MINIMUM_GO.major && Number(minor) >= MINIMUM_GO.minor);
}
