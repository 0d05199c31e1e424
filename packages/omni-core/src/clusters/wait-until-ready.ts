import { DEFAULT_INTERVAL_MS, lookUntil, type WaitOptions } from '../state/look-until.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ClusterReport } from './cluster-report.ts';
import { readClusterStatus } from './read-cluster-status.ts';
import { readUnseenChanges } from './unseen-changes.ts';

/** How long to wait for a cluster, and who hears of it. */
export interface WaitUntilReadyOptions extends WaitOptions<ClusterReport> {
  /**
   * How long the cluster has to stay healthy, with nothing changing, in milliseconds. Omni acts on a change within a
   * tenth of a second, but until then its statuses show what was before; that a config patch was changed cannot be seen
   * in any other way. 0 takes the first look for good.
   * @default intervalMs, so that two looks in a row have to agree
   */
  readonly settleMs?: number;
}

/**
 * Looks at a cluster again and again until it is healthy, its statuses know of the versions, machine sets and machines it
 * is asked to have, and it stays so for a moment. May therefore be called right after a write.
 *
 * @returns the healthy report
 * @throws {OmniError} `not_found`; `deadline_exceeded` naming what is still missing
 */
export async function waitUntilReady(
  state: State,
  cluster: string,
  options: WaitUntilReadyOptions = {},
): Promise<ClusterReport> {
  const { intervalMs = DEFAULT_INTERVAL_MS, settleMs = intervalMs } = options;
  return lookUntil(
    (call) => readReadiness(state, cluster, call),
    {
      subject: `cluster ${cluster}`,
      isReached: ({ healthy }) => healthy,
      missing: ({ reasons }) => reasons.join('; '),
      settleMs,
    },
    { ...options, intervalMs },
  );
}

/** The status of a cluster, in which what the statuses do not know of yet counts as well. */
async function readReadiness(state: State, cluster: string, call: CallOptions): Promise<ClusterReport> {
  const report = await readClusterStatus(state, cluster, call);
  const reasons = report.healthy ? await readUnseenChanges(state, report, call) : [];
  return reasons.length === 0 ? report : { ...report, healthy: false, reasons };
}
