import type { CallOptions } from '@fleetwright/omni-core';

/** A secret, and the value it had before its last rotation while that is still accepted. */
export interface SecretVersions {
  readonly current: string;
  readonly previous: string | undefined;
}

export interface SecretReadOptions extends CallOptions {
  /** Ask the store again although a cached value is there; implementations may limit how often. @default false */
  readonly refresh?: boolean;
}

/** Reads secrets by name. Values may be kept for minutes; they never reach a log or an error text. */
export interface SecretSource {
  /** @throws {OmniError} `not_found` or `access_denied`, naming the secret and the remedy */
  read(name: string, options?: SecretReadOptions): Promise<SecretVersions>;
}
