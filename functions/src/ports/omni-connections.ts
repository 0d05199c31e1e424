import type { CallOptions, Fleet, State, Templates } from '@fleetwright/omni-core';

/** One Omni during one job. */
export interface OmniConnection extends AsyncDisposable {
  readonly resources: State;
  readonly templates: Templates;
  /** Many clusters at once. Fingerprints of secrets stay the same as long as the Omni's service-account key does. */
  readonly fleet: Pick<Fleet, 'drift'>;
}

/** Opens the Omnis of the configuration. */
export interface OmniConnections {
  /** @throws {OmniError} `credentials_invalid`, `credentials_expired`, `not_found` for a missing key */
  open(instance: string, options?: CallOptions): Promise<OmniConnection>;
}
