import type { HealthEvidence } from '../clusters/health-evidence.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ClusterSpec } from '../wire/gen/specs.ts';
import { type ByCluster, listOfClusters, listOfIds, unlessDenied } from './read-many.ts';

/** Everything the health rules look at, for every one of the clusters that exists: one list per type for all of them. */
export async function readFleetEvidence(
  state: State,
  clusters: readonly Resource<ClusterSpec>[],
  options: CallOptions,
): Promise<ReadonlyMap<string, HealthEvidence>> {
  const names = clusters.map(({ metadata }) => metadata.id);
  if (names.length === 0) return new Map();
  const of = <Spec>(type: ResourceType<Spec>): Promise<ByCluster<Spec>> =>
    unlessDenied(listOfClusters(state, type, names, options), new Map());
  const named = <Spec>(type: ResourceType<Spec>, ids = names) =>
    unlessDenied(listOfIds(state, type, ids, options), new Map<string, Resource<Spec>>());
  const [lists, singles, backups] = await Promise.all([
    Promise.all([
      of(types.MachineSetStatus),
      of(types.ClusterMachineStatus),
      of(types.ClusterMachineConfigStatus),
      of(types.MachinePendingUpdate),
      of(types.MachineStatus),
    ]),
    Promise.all([
      named(types.ClusterStatus),
      named(types.ControlPlaneStatus, names.map(controlPlanesOf)),
      named(types.LoadBalancerStatus),
      named(types.KubernetesStatus),
      named(types.KubernetesUpgradeStatus),
      named(types.TalosUpgradeStatus),
      named(types.ClusterSecretsRotationStatus),
    ]),
    Promise.all([named(types.EtcdBackupStatus), named(types.EtcdBackupStoreStatus, [BACKUP_STORE])]),
  ]);
  const [machineSets, clusterMachines, configs, pendingUpdates, machines] = lists;
  const [status, controlPlane, loadBalancer, kubernetes, kubernetesUpgrade, talosUpgrade, rotation] = singles;
  const [backup, backupStore] = backups;
  const now = new Date();
  return new Map(
    clusters.map((cluster): [string, HealthEvidence] => {
      const { id } = cluster.metadata;
      const evidence = {
        now,
        cluster,
        status: status.get(id),
        machineSets: machineSets.get(id) ?? [],
        clusterMachines: clusterMachines.get(id) ?? [],
        configs: configs.get(id) ?? [],
        pendingUpdates: pendingUpdates.get(id) ?? [],
        machines: machines.get(id) ?? [],
        controlPlane: controlPlane.get(controlPlanesOf(id)),
        loadBalancer: loadBalancer.get(id),
        kubernetes: kubernetes.get(id),
        kubernetesUpgrade: kubernetesUpgrade.get(id),
        talosUpgrade: talosUpgrade.get(id),
        rotation: rotation.get(id),
        backup: backup.get(id),
        backupStore: backupStore.get(BACKUP_STORE),
      };
      return [id, evidence];
    }),
  );
}

const BACKUP_STORE = 'etcdbackup-store-status';

function controlPlanesOf(cluster: string): string {
  return `${cluster}-control-planes`;
}
