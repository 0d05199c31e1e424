import { isOmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { ResourceType } from '../resources/resource-type.ts';
import { labelsEqual } from '../state/query.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type {
  ClusterMachineConfigStatusSpec,
  ClusterMachineStatusSpec,
  ClusterSecretsRotationStatusSpec,
  ClusterSpec,
  ClusterStatusSpec,
  ControlPlaneStatusSpec,
  EtcdBackupStatusSpec,
  EtcdBackupStoreStatusSpec,
  KubernetesStatusSpec,
  KubernetesUpgradeStatusSpec,
  LoadBalancerStatusSpec,
  MachinePendingUpdatesSpec,
  MachineSetStatusSpec,
  MachineStatusSpec,
  TalosUpgradeStatusSpec,
} from '../wire/gen/specs.ts';
import { missingCluster } from './missing-cluster.ts';

type Maybe<Spec> = Resource<Spec> | undefined;

/** Everything the rules look at, read at one moment. What the key may not read is missing. */
export interface HealthEvidence {
  readonly now: Date;
  readonly cluster: Resource<ClusterSpec>;
  readonly status: Maybe<ClusterStatusSpec>;
  readonly machineSets: readonly Resource<MachineSetStatusSpec>[];
  readonly clusterMachines: readonly Resource<ClusterMachineStatusSpec>[];
  readonly configs: readonly Resource<ClusterMachineConfigStatusSpec>[];
  readonly pendingUpdates: readonly Resource<MachinePendingUpdatesSpec>[];
  readonly machines: readonly Resource<MachineStatusSpec>[];
  readonly controlPlane: Maybe<ControlPlaneStatusSpec>;
  readonly loadBalancer: Maybe<LoadBalancerStatusSpec>;
  readonly kubernetes: Maybe<KubernetesStatusSpec>;
  readonly kubernetesUpgrade: Maybe<KubernetesUpgradeStatusSpec>;
  readonly talosUpgrade: Maybe<TalosUpgradeStatusSpec>;
  readonly rotation: Maybe<ClusterSecretsRotationStatusSpec>;
  readonly backup: Maybe<EtcdBackupStatusSpec>;
  readonly backupStore: Maybe<EtcdBackupStoreStatusSpec>;
}

/** Reads the evidence in one round of parallel calls. @throws {OmniError} `not_found` */
export async function readHealthEvidence(state: State, name: string, options: CallOptions): Promise<HealthEvidence> {
  const labels = [labelsEqual({ [LABELS.cluster]: name })];
  const list = <Spec>(type: ResourceType<Spec>) => unlessDenied(state.list(type, { ...options, labels }), []);
  const find = <Spec>(type: ResourceType<Spec>, id = name) => unlessDenied(state.find(type, id, options), undefined);
  const [cluster, lists, singles, backups] = await Promise.all([
    state.find(types.Cluster, name, options),
    Promise.all([
      list(types.MachineSetStatus),
      list(types.ClusterMachineStatus),
      list(types.ClusterMachineConfigStatus),
      list(types.MachinePendingUpdate),
      list(types.MachineStatus),
    ]),
    Promise.all([
      find(types.ClusterStatus),
      find(types.ControlPlaneStatus, `${name}-control-planes`),
      find(types.LoadBalancerStatus),
      find(types.KubernetesStatus),
      find(types.KubernetesUpgradeStatus),
      find(types.TalosUpgradeStatus),
      find(types.ClusterSecretsRotationStatus),
    ]),
    Promise.all([find(types.EtcdBackupStatus), find(types.EtcdBackupStoreStatus, 'etcdbackup-store-status')]),
  ]);
  if (cluster === undefined) throw missingCluster(name);
  const [machineSets, clusterMachines, configs, pendingUpdates, machines] = lists;
  const [status, controlPlane, loadBalancer, kubernetes, kubernetesUpgrade, talosUpgrade, rotation] = singles;
  const [backup, backupStore] = backups;
  return {
    now: new Date(),
    cluster,
    status,
    machineSets,
    clusterMachines,
    configs,
    pendingUpdates,
    machines,
    controlPlane,
    loadBalancer,
    kubernetes,
    kubernetesUpgrade,
    talosUpgrade,
    rotation,
    backup,
    backupStore,
  };
}

/** A key of a few clusters, or an older Omni, still gets the findings the rest proves. */
async function unlessDenied<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (isOmniError(error, 'access_denied', 'unimplemented')) return otherwise;
    throw error;
  }
}
