import { describe, expect, it } from 'vitest';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { MemoryState } from '../testing/memory-state.ts';
import {
  ClusterMachineStatusSpec,
  ClusterStatusSpec,
  ConditionType,
  ConfigApplyStatus,
  ControlPlaneStatusSpec,
  EtcdBackupStatusSpec,
  KubernetesUpgradeStatusSpec,
  MachineSetPhase,
  TalosUpgradeStatusSpec,
} from '../wire/gen/specs.ts';
import { Clusters } from './clusters.ts';

const labels = { [LABELS.cluster]: 'demo' };
const { Stage } = ClusterMachineStatusSpec;
const { Status, Severity } = ControlPlaneStatusSpec.Condition;
const healthy = [
  newResource(types.Cluster, { id: 'demo' }),
  newResource(types.ClusterStatus, { id: 'demo', spec: { phase: ClusterStatusSpec.Phase.RUNNING, ready: true } }),
];

async function rules(...resources: readonly Resource<unknown>[]): Promise<string[]> {
  const findings = await new Clusters(new MemoryState({ resources: [...healthy, ...resources] })).health('demo');
  return findings.map(({ severity, rule, resource }) => `${severity} ${rule} ${resource.replace(/\..*\(/, '(')}`);
}

describe('health', () => {
  it('finds nothing in a healthy cluster, and needs one', async () => {
    expect(await rules()).toEqual([]);
    await expect(new Clusters(new MemoryState()).health('demo')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('proves every finding with a resource, worst first', async () => {
    const found = await rules(
      newResource(types.MachineStatus, {
        id: 'm1',
        labels: { ...labels, [LABELS.disconnected]: '' },
        spec: { diagnostics: [{ id: 'address-overlap', message: 'two', details: [] }] },
      }),
      newResource(types.ClusterMachineStatus, {
        id: 'm1',
        labels: { ...labels, [LABELS.lockedUpdate]: '' },
        spec: { stage: Stage.RUNNING, ready: true, lastConfigError: 'bad value' },
      }),
      newResource(types.MachinePendingUpdate, { id: 'm1', labels }),
      newResource(types.ControlPlaneStatus, {
        id: 'demo-control-planes',
        spec: {
          conditions: [
            { type: ConditionType.Etcd, status: Status.NotReady, severity: Severity.Error, reason: 'no quorum' },
            { type: ConditionType.WireguardConnection, status: Status.Ready },
          ],
        },
      }),
      newResource(types.LoadBalancerStatus, { id: 'demo', spec: { healthy: false } }),
      newResource(types.KubernetesUpgradeStatus, {
        id: 'demo',
        spec: { phase: KubernetesUpgradeStatusSpec.Phase.Failed, error: 'timeout' },
      }),
      newResource(types.EtcdBackupStatus, {
        id: 'demo',
        spec: { status: EtcdBackupStatusSpec.Status.Error, error: 'no bucket' },
      }),
      newResource(types.MachineSetStatus, {
        id: 'demo-control-planes',
        labels: { ...labels, [LABELS.controlPlaneRole]: '' },
        spec: { phase: MachineSetPhase.Running, ready: true, machines: { total: 2 } },
      }),
    );

    expect(found).toEqual([
      'critical machine-disconnected MachineStatuses(default/m1)',
      'critical control-plane-condition ControlPlaneStatuses(default/demo-control-planes)',
      'critical load-balancer-unhealthy LoadBalancerStatuses(default/demo)',
      'critical config-error ClusterMachineStatuses(default/m1)',
      'critical kubernetes-upgrade-failed KubernetesUpgradeStatuses(default/demo)',
      'warning machine-diagnostics MachineStatuses(default/m1)',
      'warning locked-with-pending-update MachinePendingUpdates(default/m1)',
      'warning backup-failed EtcdBackupStatuses(metrics/demo)',
      'info even-control-plane MachineSetStatuses(default/demo-control-planes)',
    ]);
  });

  it('tells late backups, broken stores, stuck rotations and taints', async () => {
    const cluster = newResource(types.Cluster, {
      id: 'demo',
      spec: { backupConfiguration: { enabled: true, interval: { seconds: 3600n, nanos: 0 } } },
    });
    const resources = [
      cluster,
      newResource(types.ClusterStatus, {
        id: 'demo',
        labels: { 'omni.sidero.dev/tainted-by-break-glass': '' },
        spec: { phase: ClusterStatusSpec.Phase.SCALING_UP, machines: { total: 2, healthy: 1 } },
      }),
      newResource(types.EtcdBackupStatus, { id: 'demo', spec: { lastBackupTime: { seconds: 1n, nanos: 0 } } }),
      newResource(types.EtcdBackupStoreStatus, {
        id: 'etcdbackup-store-status',
        spec: { configurationError: 'no credentials' },
      }),
      newResource(types.ClusterSecretsRotationStatus, { id: 'demo', spec: { error: 'a machine is away' } }),
      newResource(types.MachineSetStatus, {
        id: 'demo-w',
        labels,
        spec: { phase: MachineSetPhase.Failed, error: 'x' },
      }),
    ];

    const findings = await new Clusters(new MemoryState({ resources })).health('demo');

    expect(findings.map(({ rule }) => rule)).toEqual([
      'backup-store-broken',
      'secret-rotation-failed',
      'machine-set-failed',
      'cluster-not-ready',
      'backup-overdue',
      'cluster-tainted',
    ]);
    expect(findings.at(3)?.text).toBe('Cluster demo is not ready: SCALING_UP, 1 of 2 machines healthy');
  });

  it('tells machines and sets that are not ready, and configurations that are late, by host name', async () => {
    const named = { ...labels, [LABELS.connected]: '', [LABELS.hostname]: 'anchor' };
    const late = { stage: Stage.RUNNING, ready: true, configApplyStatus: ConfigApplyStatus.PENDING };

    const findings = await new Clusters(
      new MemoryState({
        resources: [
          ...healthy,
          newResource(types.ClusterMachineStatus, {
            id: 'm1',
            labels: named,
            spec: { stage: Stage.RUNNING, configUpToDate: true },
          }),
          newResource(types.ClusterMachineStatus, { id: 'm2', labels, spec: late }),
          newResource(types.ClusterMachineConfigStatus, { id: 'm3', labels, spec: { lastConfigError: 'no disk' } }),
          newResource(types.MachineSetStatus, { id: 'demo-w', labels, spec: { phase: MachineSetPhase.ScalingUp } }),
        ],
      }),
    ).health('demo');

    expect(findings.map(({ text }) => text)).toEqual([
      'The configuration of machine m3 is refused: no disk',
      'Machine anchor (m1) runs but is not ready',
      'Machine set demo-w is not ready: ScalingUp',
      'Machine m2 has not taken its new configuration',
    ]);
  });

  it('tells upgrades under way from those that failed, and nodes that are down', async () => {
    const found = await rules(
      newResource(types.KubernetesUpgradeStatus, {
        id: 'demo',
        spec: { phase: KubernetesUpgradeStatusSpec.Phase.Reverting },
      }),
      newResource(types.TalosUpgradeStatus, { id: 'demo', spec: { phase: TalosUpgradeStatusSpec.Phase.Upgrading } }),
      newResource(types.KubernetesStatus, {
        id: 'demo',
        spec: {
          nodes: [
            { nodename: 'a', ready: false },
            { nodename: 'b', ready: true },
          ],
          staticPods: [{ nodename: 'b', staticPods: [{ app: 'kube-apiserver', ready: false }] }],
        },
      }),
    );
    const failed = await rules(
      newResource(types.TalosUpgradeStatus, { id: 'demo', spec: { phase: TalosUpgradeStatusSpec.Phase.Failed } }),
    );

    expect(found).toEqual([
      'warning kubernetes-node-not-ready KubernetesStatuses(default/demo)',
      'warning kubernetes-node-not-ready KubernetesStatuses(default/demo)',
      'info upgrade-in-progress KubernetesUpgradeStatuses(default/demo)',
      'info upgrade-in-progress TalosUpgradeStatuses(default/demo)',
    ]);
    expect(failed).toEqual(['critical talos-upgrade-failed TalosUpgradeStatuses(default/demo)']);
  });

  it('says that a cluster is locked, is going, or was not looked at yet, and warns of conditions', async () => {
    const of = async (...resources: readonly Resource<unknown>[]) =>
      (await new Clusters(new MemoryState({ resources })).health('demo')).map(({ text }) => text);
    const annotations = { [ANNOTATIONS.clusterLocked]: '' };
    const { DESTROYING } = ClusterStatusSpec.Phase;

    expect(await of(newResource(types.Cluster, { id: 'demo', annotations }))).toEqual([
      'Cluster demo is not ready: Omni has not looked at it yet',
      'Cluster demo is locked: Omni refuses changes to it',
    ]);
    expect(
      await of(
        newResource(types.Cluster, { id: 'demo' }),
        newResource(types.ClusterStatus, { id: 'demo', spec: { phase: DESTROYING } }),
        newResource(types.ControlPlaneStatus, {
          id: 'demo-control-planes',
          spec: {
            conditions: [{ type: ConditionType.Etcd, status: Status.NotReady, severity: Severity.Warning }],
          },
        }),
      ),
    ).toEqual(['Etcd of the control plane is not ready', 'Cluster demo is being destroyed']);
  });
});
