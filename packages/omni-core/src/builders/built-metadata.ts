/** What people put on a resource besides its spec. Keys of Omni's own begin with `omni.sidero.dev/`. */
export interface BuiltMetadata {
  /** @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A version as resources have it, whether or not it was given with its `v`. */
export function bareVersion(version: string): string {
  return version.replace(/^v/, '');
}
