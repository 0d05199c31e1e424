import type { CallOptions, Marker, State, Templates } from '@fleetwright/omni-core';

/** One Omni during one job. */
export interface OmniConnection extends AsyncDisposable {
  readonly resources: State;
  readonly templates: Templates;
  /** Makes the fingerprints that stand for secrets. They stay the same as long as the Omni's service-account key does. */
  readonly marker: Marker;
}

/** Opens the Omnis of the configuration. */
export interface OmniConnections {
  /** @throws {OmniError} `credentials_invalid`, `credentials_expired`, `not_found` for a missing key */
  open(instance: string, options?: CallOptions): Promise<OmniConnection>;
}
