import type { CallOptions, State, Templates } from '@fleetwright/omni-core';

/** One Omni during one job. */
export interface OmniConnection extends AsyncDisposable {
  readonly resources: State;
  readonly templates: Templates;
  /**
   * Short keyed digest of a secret text: shows that two texts differ without telling anything about either. Stays the
   * same as long as the Omni's service-account key does.
   */
  fingerprint(text: string): string;
}

/** Opens the Omnis of the configuration. */
export interface OmniConnections {
  /** @throws {OmniError} `credentials_invalid`, `credentials_expired`, `not_found` for a missing key */
  open(instance: string, options?: CallOptions): Promise<OmniConnection>;
}
