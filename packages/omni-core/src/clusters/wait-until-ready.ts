import { DeadlineError } from '../errors/call-errors.ts';
import { isOmniError } from '../errors/omni-error.ts';
import { pause } from '../state/backoff.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ClusterReport } from './cluster-report.ts';
import { readClusterStatus } from './read-cluster-status.ts';

export interface WaitUntilReadyOptions {
  readonly signal?: AbortSignal;
  /** Longest wait, in milliseconds. @default 1_800_000 (half an hour) */
  readonly timeoutMs?: number;
  /** Time between two looks, in milliseconds. @default 2_000 */
  readonly intervalMs?: number;
  /** Called with the first report and with each one that says something new. */
  readonly onProgress?: (report: ClusterReport) => void;
}

/**
 * Looks at a cluster again and again until it is healthy. Looks instead of watching, so that it survives being frozen
 * in a Lambda; short outages of Omni are waited out.
 *
 * @returns the healthy report
 * @throws {OmniError} `not_found`; `deadline_exceeded` naming what is still missing
 */
export async function waitUntilReady(
  state: State,
  cluster: string,
  options: WaitUntilReadyOptions = {},
): Promise<ClusterReport> {
  const { signal, timeoutMs = 30 * 60_000, intervalMs = 2_000, onProgress } = options;
  const end = performance.now() + timeoutMs;
  const call: CallOptions = signal === undefined ? {} : { signal };
  let last: ClusterReport | undefined;
  let lastText: string | undefined;

  while (true) {
    const report = await unlessUnavailable(readClusterStatus(state, cluster, call));
    if (report !== undefined) {
      last = report;
      const text = JSON.stringify(report);
      if (text !== lastText) onProgress?.(report);
      lastText = text;
      if (report.healthy) return report;
    }
    const left = end - performance.now();
    if (left <= 0) throw notReady(cluster, timeoutMs, last);
    await pause(Math.min(intervalMs, left), signal, `waiting for cluster ${cluster}`);
  }
}

async function unlessUnavailable(reading: Promise<ClusterReport>): Promise<ClusterReport | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isOmniError(error, 'unavailable')) return undefined;
    throw error;
  }
}

function notReady(cluster: string, timeoutMs: number, last: ClusterReport | undefined): DeadlineError {
  const missing = last === undefined ? 'Omni could not be reached' : last.reasons.join('; ');
  return new DeadlineError(`Cluster ${cluster} is not ready after ${Math.round(timeoutMs / 1000)} s: ${missing}`, {
    hint: 'Look at what is named above, or wait longer with timeoutMs; Omni goes on working on it.',
  });
}
