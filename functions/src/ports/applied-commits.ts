import type { CallOptions } from '@fleetwright/omni-core';

/** Remembers which commit each cluster of a binding was brought to last. */
export interface AppliedCommits {
  /** `undefined` for a cluster nothing is known about. */
  last(binding: string, cluster: string, options?: CallOptions): Promise<string | undefined>;
  remember(binding: string, cluster: string, commit: string, options?: CallOptions): Promise<void>;
}
