import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import { dateOf } from '../resources/timestamp.ts';
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
import { enumName } from './enum-name.ts';
import type { HealthEvidence } from './health-evidence.ts';
import type { FindingSeverity, HealthFinding, HealthRule } from './health-finding.ts';

const { Stage } = ClusterMachineStatusSpec;

/** Backups may be this many intervals late before anybody is told. */
const OVERDUE_INTERVALS = 2;

/** One subject of health: pure, and free to find nothing. */
type Check = (evidence: HealthEvidence) => HealthFinding[];

/** All checks, causes before what follows from them; what they find is ranked by severity afterwards. */
export const HEALTH_CHECKS: readonly Check[] = [
  checkMachines,
  checkControlPlane,
  checkConfigs,
  checkUpgrades,
  checkKubernetes,
  checkBackups,
  checkSecurity,
  checkMachineSets,
  checkCluster,
];

function checkCluster({ cluster, status }: HealthEvidence): HealthFinding[] {
  const { DESTROYING } = ClusterStatusSpec.Phase;
  const { id, phase, annotations } = cluster.metadata;
  const destroying = phase === 'tearingDown' || status?.spec.phase === DESTROYING;
  return found([
    destroying && finding('cluster-destroying', 'warning', `Cluster ${id} is being destroyed`, cluster),
    !destroying &&
      status?.spec.ready !== true &&
      finding('cluster-not-ready', 'critical', `Cluster ${id} is not ready: ${readiness(status)}`, status ?? cluster),
    ANNOTATIONS.clusterLocked in annotations &&
      finding('cluster-locked', 'info', `Cluster ${id} is locked: Omni refuses changes to it`, cluster),
  ]);
}

function readiness(status: HealthEvidence['status']): string {
  if (status === undefined) return 'Omni has not looked at it yet';
  const { healthy = 0, total = 0 } = status.spec.machines ?? {};
  return `${enumName(ClusterStatusSpec.Phase, status.spec.phase)}, ${healthy} of ${total} machines healthy`;
}

function checkControlPlane({ controlPlane, loadBalancer, machineSets }: HealthEvidence): HealthFinding[] {
  const { Ready } = ControlPlaneStatusSpec.Condition.Status;
  const { Warning } = ControlPlaneStatusSpec.Condition.Severity;
  const conditions = (controlPlane?.spec.conditions ?? []).filter(({ status }) => status !== Ready);
  const sets = machineSets.filter(({ metadata }) => LABELS.controlPlaneRole in metadata.labels);
  return found([
    ...conditions.map(
      ({ type, reason, severity }) =>
        controlPlane &&
        finding(
          'control-plane-condition',
          severity === Warning ? 'warning' : 'critical',
          `${enumName(ConditionType, type)} of the control plane is not ready${reason === '' ? '' : `: ${reason}`}`,
          controlPlane,
        ),
    ),
    loadBalancer !== undefined &&
      !loadBalancer.spec.healthy &&
      finding(
        'load-balancer-unhealthy',
        'critical',
        'The load balancer reaches no Kubernetes API server',
        loadBalancer,
      ),
    ...sets.map((set) => {
      const { total = 0 } = set.spec.machines ?? {};
      const text = `The control plane has ${total} machines: an even number survives no more failures than one less`;
      return total > 0 && total % 2 === 0 && finding('even-control-plane', 'info', text, set);
    }),
  ]);
}

function checkMachineSets({ machineSets }: HealthEvidence): HealthFinding[] {
  return found(
    machineSets.map((set) => {
      const { id } = set.metadata;
      const { phase, ready, error } = set.spec;
      const detail = `${enumName(MachineSetPhase, phase)}${error === '' ? '' : `: ${error}`}`;
      if (phase === MachineSetPhase.Failed) {
        return finding('machine-set-failed', 'critical', `Machine set ${id} is ${detail}`, set);
      }
      return !ready && finding('machine-set-not-ready', 'warning', `Machine set ${id} is not ready: ${detail}`, set);
    }),
  );
}

function checkMachines({ clusterMachines, machines }: HealthEvidence): HealthFinding[] {
  return found([
    ...machines.map(
      (machine) =>
        LABELS.disconnected in machine.metadata.labels &&
        finding('machine-disconnected', 'critical', `Omni cannot reach ${nameOf(machine)}`, machine),
    ),
    ...clusterMachines.map(
      (machine) =>
        machine.spec.stage === Stage.RUNNING &&
        !machine.spec.ready &&
        LABELS.connected in machine.metadata.labels &&
        finding('machine-not-ready', 'warning', `${sentence(nameOf(machine))} runs but is not ready`, machine),
    ),
    ...machines.flatMap((machine) =>
      machine.spec.diagnostics.map(({ id, message }) =>
        finding('machine-diagnostics', 'warning', `Talos on ${nameOf(machine)} reports ${id}: ${message}`, machine),
      ),
    ),
  ]);
}

function checkConfigs({ clusterMachines, configs, pendingUpdates }: HealthEvidence): HealthFinding[] {
  const failed = clusterMachines.filter(({ spec }) => spec.lastConfigError !== '');
  const told = new Set(failed.map(({ metadata }) => metadata.id));
  const isLocked = ({ metadata: { labels } }: Resource) => LABELS.lockedUpdate in labels;
  const pending = new Map(pendingUpdates.map((update) => [update.metadata.id, update]));
  return found([
    ...failed.map((machine) =>
      finding('config-error', 'critical', configError(machine, machine.spec.lastConfigError), machine),
    ),
    ...configs
      .filter(({ metadata, spec }) => spec.lastConfigError !== '' && !told.has(metadata.id))
      .map((config) => finding('config-error', 'critical', configError(config, config.spec.lastConfigError), config)),
    ...clusterMachines
      .filter(isLocked)
      .map((machine) =>
        finding(
          'locked-with-pending-update',
          'warning',
          `${sentence(nameOf(machine))} is locked, and a change waits for it to be unlocked`,
          pending.get(machine.metadata.id) ?? machine,
        ),
      ),
    ...clusterMachines.map(
      (machine) =>
        !isLocked(machine) &&
        !machine.spec.configUpToDate &&
        machine.spec.configApplyStatus !== ConfigApplyStatus.UNKNOWN &&
        machine.spec.stage === Stage.RUNNING &&
        finding('config-outdated', 'info', `${sentence(nameOf(machine))} has not taken its new configuration`, machine),
    ),
  ]);
}

function configError(machine: Resource, error: string): string {
  return `The configuration of ${nameOf(machine)} is refused: ${error}`;
}

function checkUpgrades({ kubernetesUpgrade, talosUpgrade }: HealthEvidence): HealthFinding[] {
  const kubernetes = KubernetesUpgradeStatusSpec.Phase;
  const talos = TalosUpgradeStatusSpec.Phase;
  return found([
    kubernetesUpgrade?.spec.phase === kubernetes.Failed &&
      finding('kubernetes-upgrade-failed', 'critical', upgradeText('Kubernetes', kubernetesUpgrade), kubernetesUpgrade),
    talosUpgrade?.spec.phase === talos.Failed &&
      finding('talos-upgrade-failed', 'critical', upgradeText('Talos', talosUpgrade), talosUpgrade),
    kubernetesUpgrade !== undefined &&
      (kubernetesUpgrade.spec.phase === kubernetes.Upgrading ||
        kubernetesUpgrade.spec.phase === kubernetes.Reverting) &&
      finding('upgrade-in-progress', 'info', upgradeText('Kubernetes', kubernetesUpgrade), kubernetesUpgrade),
    talosUpgrade !== undefined &&
      talosUpgrade.spec.phase !== talos.Done &&
      talosUpgrade.spec.phase !== talos.Failed &&
      talosUpgrade.spec.phase !== talos.Unknown &&
      finding('upgrade-in-progress', 'info', upgradeText('Talos', talosUpgrade), talosUpgrade),
  ]);
}

function upgradeText(
  what: string,
  { spec }: Resource<KubernetesUpgradeStatusSpec> | Resource<TalosUpgradeStatusSpec>,
): string {
  const detail = [spec.error, spec.step, spec.status].filter((text) => text !== '').join(', ');
  return `${what} upgrade to ${spec.currentUpgradeVersion || spec.lastUpgradeVersion}: ${detail || 'no details'}`;
}

function checkKubernetes({ kubernetes }: HealthEvidence): HealthFinding[] {
  if (kubernetes === undefined) return [];
  const nodes = kubernetes.spec.nodes.filter(({ ready }) => !ready).map(({ nodename }) => `node ${nodename}`);
  const pods = kubernetes.spec.staticPods.flatMap(({ nodename, staticPods }) =>
    staticPods.filter(({ ready }) => !ready).map(({ app }) => `${app} on ${nodename}`),
  );
  return [...nodes, ...pods].map((name) =>
    finding('kubernetes-node-not-ready', 'warning', `Kubernetes says ${name} is not ready`, kubernetes),
  );
}

function checkBackups({ cluster, backup, backupStore, now }: HealthEvidence): HealthFinding[] {
  const { enabled = false, interval } = cluster.spec.backupConfiguration ?? {};
  const last = backup?.spec.lastBackupTime;
  const intervalMs = Number(interval?.seconds ?? 0n) * 1000;
  const since = now.getTime() - Number(last === undefined ? cluster.metadata.created : dateOf(last));
  const overdue = enabled && intervalMs > 0 && since > OVERDUE_INTERVALS * intervalMs;
  const storeError = backupStore?.spec.configurationError ?? '';
  return found([
    enabled &&
      backupStore !== undefined &&
      storeError !== '' &&
      finding('backup-store-broken', 'critical', `etcd cannot be backed up: ${storeError}`, backupStore),
    backup?.spec.status === EtcdBackupStatusSpec.Status.Error &&
      finding('backup-failed', 'warning', `The last etcd backup failed: ${backup.spec.error}`, backup),
    overdue && finding('backup-overdue', 'warning', `The last etcd backup is ${hours(since)} h old`, backup ?? cluster),
  ]);
}

function hours(ms: number): number {
  return Math.floor(ms / 3_600_000);
}

const TAINTS: Readonly<Record<string, string>> = {
  'omni.sidero.dev/tainted-by-break-glass': 'somebody was given direct access to it',
  'omni.sidero.dev/tainted-by-importing': 'it was imported',
  'omni.sidero.dev/tainted-by-exporting': 'its secrets were exported',
};

function checkSecurity({ status, rotation }: HealthEvidence): HealthFinding[] {
  const taints = Object.keys(status?.metadata.labels ?? {}).filter((name) => name in TAINTS);
  return found([
    rotation !== undefined &&
      rotation.spec.error !== '' &&
      finding('secret-rotation-failed', 'critical', `Secret rotation does not go on: ${rotation.spec.error}`, rotation),
    ...taints.map(
      (taint) => status && finding('cluster-tainted', 'info', `The cluster is tainted: ${TAINTS[taint]}`, status),
    ),
  ]);
}

function finding(rule: HealthRule, severity: FindingSeverity, text: string, proof: Resource): HealthFinding {
  return { rule, severity, text, resource: describeResource(proof.metadata) };
}

function found(candidates: readonly (HealthFinding | false | undefined)[]): HealthFinding[] {
  return candidates.filter((candidate) => candidate !== false && candidate !== undefined);
}

/** Hostnames tell people more than ids, but only ids are unique. */
function nameOf({ metadata: { id, labels } }: Resource): string {
  const hostname = labels[LABELS.hostname];
  return hostname === undefined ? `machine ${id}` : `machine ${hostname} (${id})`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
