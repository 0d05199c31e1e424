import type { ClusterReport } from '../clusters/cluster-report.ts';
import type { HealthEvidence } from '../clusters/health-evidence.ts';
import { type HealthFinding, ranked } from '../clusters/health-finding.ts';
import { HEALTH_CHECKS } from '../clusters/health-rules.ts';
import { clusterReportOf } from '../clusters/read-cluster-status.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { readFleetEvidence } from './fleet-evidence.ts';
import { listOfIds } from './read-many.ts';

export interface FleetStatusOptions extends CallOptions {
  /** Only these clusters. @default all there are */
  readonly clusters?: readonly string[];
}

/** How one cluster is. */
export interface ClusterHealth {
  readonly report: ClusterReport;
  /** Worst first. */
  readonly findings: readonly HealthFinding[];
}

/** How many clusters are, at one moment. */
export interface FleetStatus {
  /** By name. */
  readonly clusters: readonly ClusterHealth[];
  /** Clusters that were asked for and are not there. */
  readonly missing: readonly string[];
  readonly healthy: number;
}

/** How all clusters are, with as many calls as for one. */
export async function readFleetStatus(state: State, options: FleetStatusOptions = {}): Promise<FleetStatus> {
  const { clusters: names, ...call } = options;
  const found =
    names === undefined
      ? await state.list(types.Cluster, call)
      : [...(await listOfIds(state, types.Cluster, names, call)).values()];
  const evidence = await readFleetEvidence(state, found, call);
  const clusters = [...evidence.values()].map(clusterHealth).sort(byName);
  return {
    clusters,
    missing: (names ?? []).filter((name) => !evidence.has(name)),
    healthy: clusters.filter(({ report }) => report.healthy).length,
  };
}

/** How one cluster is, by what was read of it. Pure. */
export function clusterHealth(evidence: HealthEvidence): ClusterHealth {
  const { cluster: definition, clusterMachines: machines } = evidence;
  const report = clusterReportOf(definition.metadata.id, { ...evidence, definition, machines });
  return { report, findings: ranked(HEALTH_CHECKS.flatMap((check) => check(evidence))) };
}

function byName(left: ClusterHealth, right: ClusterHealth): number {
  return left.report.cluster < right.report.cluster ? -1 : 1;
}
