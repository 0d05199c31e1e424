import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { labelsEqual } from '../state/query.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import {
  ClusterMachineStatusSpec,
  type ClusterSpec,
  ClusterStatusSpec,
  ConditionType,
  ConfigApplyStatus,
  ControlPlaneStatusSpec,
  type KubernetesUpgradeStatusSpec,
  type LoadBalancerStatusSpec,
  MachineSetPhase,
  type MachineSetStatusSpec,
  type Machines,
  type TalosUpgradeStatusSpec,
} from '../wire/gen/specs.ts';
import { unhealthyReasons } from './cluster-health.ts';
import type {
  ClusterReport,
  ControlPlaneCondition,
  MachineCounts,
  MachineReport,
  MachineSetReport,
} from './cluster-report.ts';
import { enumName } from './enum-name.ts';
import { missingCluster } from './missing-cluster.ts';
import { kubernetesUpgradeReport, talosUpgradeReport } from './upgrade-report.ts';

/**
 * Reads everything Omni knows about one cluster's health, in one round of parallel calls.
 * @throws {OmniError} `not_found` when there is no such cluster
 */
export async function readClusterStatus(state: State, cluster: string, options: CallOptions): Promise<ClusterReport> {
  const ofCluster = { ...options, labels: [labelsEqual({ [LABELS.cluster]: cluster })] };
  const [definition, status, machineSets, machines, kubernetesUpgrade, talosUpgrade, controlPlane, loadBalancer] =
    await Promise.all([
      state.find(types.Cluster, cluster, options),
      state.find(types.ClusterStatus, cluster, options),
      state.list(types.MachineSetStatus, ofCluster),
      state.list(types.ClusterMachineStatus, ofCluster),
      state.find(types.KubernetesUpgradeStatus, cluster, options),
      state.find(types.TalosUpgradeStatus, cluster, options),
      state.find(types.ControlPlaneStatus, `${cluster}-control-planes`, options),
      state.find(types.LoadBalancerStatus, cluster, options),
    ]);
  // A cluster may be gone while its statuses are still being taken away.
  if (definition === undefined && status === undefined) throw missingCluster(cluster);
  return clusterReportOf(cluster, {
    definition,
    status,
    machineSets,
    machines,
    kubernetesUpgrade,
    talosUpgrade,
    controlPlane,
    loadBalancer,
  });
}

/** What the report of one cluster is made from. */
export interface ClusterStatusParts {
  readonly definition: Resource<ClusterSpec> | undefined;
  readonly status: Resource<ClusterStatusSpec> | undefined;
  readonly machineSets: readonly Resource<MachineSetStatusSpec>[];
  readonly machines: readonly Resource<ClusterMachineStatusSpec>[];
  readonly kubernetesUpgrade: Resource<KubernetesUpgradeStatusSpec> | undefined;
  readonly talosUpgrade: Resource<TalosUpgradeStatusSpec> | undefined;
  readonly controlPlane: Resource<ControlPlaneStatusSpec> | undefined;
  readonly loadBalancer: Resource<LoadBalancerStatusSpec> | undefined;
}

/** The report of a cluster from what was read of it. Pure. */
export function clusterReportOf(cluster: string, parts: ClusterStatusParts): ClusterReport {
  const { definition, status, machineSets, machines, kubernetesUpgrade, talosUpgrade } = parts;
  const { controlPlane, loadBalancer } = parts;
  const report = {
    cluster,
    phase: enumName(ClusterStatusSpec.Phase, status?.spec.phase ?? ClusterStatusSpec.Phase.UNKNOWN),
    ready: status?.spec.ready ?? false,
    locked: ANNOTATIONS.clusterLocked in (definition?.metadata.annotations ?? {}),
    kubernetesVersion: definition?.spec.kubernetesVersion ?? '',
    talosVersion: definition?.spec.talosVersion ?? '',
    machineCounts: machineCounts(status?.spec.machines),
    machineSets: machineSets.map(machineSetReport).sort(controlPlaneFirst),
    machines: machines.map(machineReport).sort(controlPlaneFirst),
    kubernetesUpgrade: kubernetesUpgrade && kubernetesUpgradeReport(kubernetesUpgrade),
    talosUpgrade: talosUpgrade && talosUpgradeReport(talosUpgrade),
    controlPlane: controlPlane?.spec.conditions.map(controlPlaneCondition) ?? [],
    loadBalancerHealthy: loadBalancer?.spec.healthy,
  };
  const reasons = unhealthyReasons(report);
  return { ...report, healthy: reasons.length === 0, reasons };
}

function machineSetReport({ metadata, spec }: Resource<MachineSetStatusSpec>): MachineSetReport {
  return {
    id: metadata.id,
    controlPlane: LABELS.controlPlaneRole in metadata.labels,
    phase: enumName(MachineSetPhase, spec.phase),
    ready: spec.ready,
    error: spec.error,
    machines: machineCounts(spec.machines),
    lockedUpdates: spec.lockedUpdates,
  };
}

function machineReport({ metadata, spec }: Resource<ClusterMachineStatusSpec>): MachineReport {
  const { labels, annotations } = metadata;
  return {
    id: metadata.id,
    hostname: labels[LABELS.hostname] ?? '',
    nodeName: labels[LABELS.nodeName] ?? '',
    machineSet: labels[LABELS.machineSet] ?? '',
    controlPlane: LABELS.controlPlaneRole in labels,
    stage: enumName(ClusterMachineStatusSpec.Stage, spec.stage),
    ready: spec.ready,
    connected: LABELS.connected in labels,
    configUpToDate: spec.configUpToDate,
    configApplyStatus: enumName(ConfigApplyStatus, spec.configApplyStatus),
    lastConfigError: spec.lastConfigError,
    locked: ANNOTATIONS.locked in annotations,
    updatePending: LABELS.lockedUpdate in labels,
  };
}

function controlPlaneCondition(condition: ControlPlaneStatusSpec.Condition): ControlPlaneCondition {
  return {
    type: enumName(ConditionType, condition.type),
    status: enumName(ControlPlaneStatusSpec.Condition.Status, condition.status),
    reason: condition.reason,
  };
}

function machineCounts(machines: Machines | undefined): MachineCounts {
  const { total = 0, healthy = 0, connected = 0, requested = 0 } = machines ?? {};
  return { total, healthy, connected, requested };
}

type Ranked = { readonly id: string; readonly controlPlane: boolean };

function controlPlaneFirst(a: Ranked, b: Ranked): number {
  return Number(b.controlPlane) - Number(a.controlPlane) || (a.id < b.id ? -1 : 1);
}
