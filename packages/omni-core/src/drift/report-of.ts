import type { ClusterDrift, DriftClass, DriftReport } from './drift-report.ts';
import type { FindDriftOptions } from './drift-source.ts';

/** Puts what was found of each cluster into a report: also for what failed before anything could be compared. */
export function driftReportOf(
  found: readonly ClusterDrift[],
  { title = '', commits = {}, now = new Date() }: Pick<FindDriftOptions, 'title' | 'commits' | 'now'> = {},
): DriftReport {
  const clusters = found.toSorted(byClusterAndSource);
  const { applied, head } = commits;
  return {
    format: 'fleetwright.drift/1',
    at: now.toISOString(),
    title,
    ...(applied !== undefined && { applied }),
    ...(head !== undefined && { head }),
    summary: summaryOf(clusters),
    clusters,
  };
}

function summaryOf(clusters: readonly ClusterDrift[]): DriftReport['summary'] {
  const counts: Record<DriftClass, number> = { missing: 0, changed: 0, extra: 0, version: 0, health: 0, pending: 0 };
  for (const { findings } of clusters) for (const finding of findings) counts[finding.class]++;
  return {
    ...counts,
    clusters: clusters.length,
    drifted: clusters.filter(({ findings }) => findings.length > 0).length,
    failed: clusters.filter(({ failure }) => failure !== undefined).length,
    ignored: clusters.reduce((sum, { ignored }) => sum + ignored.length, 0),
  };
}

function byClusterAndSource(left: ClusterDrift, right: ClusterDrift): number {
  return compareText(left.cluster, right.cluster) || compareText(left.source, right.source);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
