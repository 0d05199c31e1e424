import { lookUntil, type WaitOptions } from '../state/look-until.ts';
import type { State } from '../state/state.ts';
import type { ClusterReport } from './cluster-report.ts';
import { readClusterStatus } from './read-cluster-status.ts';

/** How long to wait for a cluster, and who hears of it. */
export type WaitUntilReadyOptions = WaitOptions<ClusterReport>;

/**
 * Looks at a cluster again and again until it is healthy.
 *
 * @returns the healthy report
 * @throws {OmniError} `not_found`; `deadline_exceeded` naming what is still missing
 */
export async function waitUntilReady(
  state: State,
  cluster: string,
  options: WaitUntilReadyOptions = {},
): Promise<ClusterReport> {
  return lookUntil(
    (call) => readClusterStatus(state, cluster, call),
    {
      subject: `cluster ${cluster}`,
      isReached: ({ healthy }) => healthy,
      missing: ({ reasons }) => reasons.join('; '),
    },
    options,
  );
}
