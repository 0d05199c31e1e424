import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { UpgradeReport } from './cluster-report.ts';
import { missingCluster } from './missing-cluster.ts';
import { kubernetesUpgradeReport, talosUpgradeReport, type UpgradeComponent } from './upgrade-report.ts';

/** Where a cluster is with one component, and where it can go. */
export interface UpgradePath {
  readonly cluster: string;
  readonly component: UpgradeComponent;
  /** Version the cluster shall have, without leading `v`. */
  readonly wanted: string;
  /** Versions Omni offers now; empty while an upgrade is under way. */
  readonly choices: readonly string[];
  /** Absent before Omni has looked at a new cluster. */
  readonly upgrade: UpgradeReport | undefined;
}

/** @throws {OmniError} `not_found` */
export async function readUpgradePath(
  state: State,
  cluster: string,
  component: UpgradeComponent,
  options: CallOptions,
): Promise<UpgradePath> {
  const [definition, status] = await Promise.all([
    state.find(types.Cluster, cluster, options),
    component === 'kubernetes' ? kubernetesStatus(state, cluster, options) : talosStatus(state, cluster, options),
  ]);
  if (definition === undefined) throw missingCluster(cluster);
  const { kubernetesVersion, talosVersion } = definition.spec;
  const wanted = component === 'kubernetes' ? kubernetesVersion : talosVersion;
  return { cluster, component, wanted, choices: status?.choices ?? [], upgrade: status?.upgrade };
}

async function kubernetesStatus(state: State, cluster: string, options: CallOptions) {
  const status = await state.find(types.KubernetesUpgradeStatus, cluster, options);
  return status && { choices: status.spec.upgradeVersions, upgrade: kubernetesUpgradeReport(status) };
}

async function talosStatus(state: State, cluster: string, options: CallOptions) {
  const status = await state.find(types.TalosUpgradeStatus, cluster, options);
  return status && { choices: status.spec.upgradeVersions, upgrade: talosUpgradeReport(status) };
}
