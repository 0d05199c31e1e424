/** The Omni release this server pretends to be. */
export interface Target {
  /** As `SysVersions` says it, e.g. `v1.9.3`. */
  readonly version: string;
  /** Number clients compare with their own before they do anything. */
  readonly apiVersion: number;
}

/** The release the interop suite's `omnictl` belongs to. */
export const DEFAULT_TARGET: Target = { version: 'v1.9.3', apiVersion: 2 };

/**
 * Whether a type exists in the release. `since` is the table's column: `<=1.5`, `1.8`, or `main (after 1.10.4)`.
 */
export function typeExists(since: string, target: Target): boolean {
  if (since.startsWith('<=')) return true;
  const needed = /^(\d+)\.(\d+)/.exec(since);
  const actual = /^v?(\d+)\.(\d+)/.exec(target.version);
  if (needed === null || actual === null) return target.apiVersion >= 3;
  const [, neededMajor, neededMinor] = needed.map(Number);
  const [, actualMajor, actualMinor] = actual.map(Number);
  if (neededMajor === undefined || neededMinor === undefined) return true;
  if (actualMajor === undefined || actualMinor === undefined) return true;
  return actualMajor > neededMajor || (actualMajor === neededMajor && actualMinor >= neededMinor);
}
