import type { ClusterReport, MachineCounts, MachineReport, MachineSetReport, UpgradeReport } from './cluster-report.ts';

interface TreeNode {
  readonly text: string;
  readonly children?: readonly TreeNode[];
}

/** What the tree shows. */
export interface ClusterTreeOptions {
  /**
   * Show upgrades. omnictl looks for them by a label that Omni does not give them, so from a real server it never
   * shows any. @default true
   */
  readonly upgrades?: boolean;
}

/** A report as the tree `omnictl cluster status` prints, character for character, without colours. */
export function printClusterTree(report: ClusterReport, options: ClusterTreeOptions = {}): string {
  const { upgrades = true } = options;
  const { cluster, phase, ready, machineCounts } = report;
  const lines = printChildren([
    ...(upgrades ? upgradeNodes('Kubernetes', report.kubernetesUpgrade) : []),
    ...(upgrades ? upgradeNodes('Talos', report.talosUpgrade) : []),
    ...[...report.machineSets]
      .sort((left, right) => rank(left, report) - rank(right, report))
      .map((set) => machineSetNode(set, report)),
  ]);
  const head = `Cluster "${cluster}" ${phase} ${readiness(ready)} ${counts(machineCounts)} (healthy/total)`;
  return [head, ...lines, ''].join('\n');
}

/** The control plane, then the default workers; others stay in the order of their ids. */
function rank({ id, controlPlane }: MachineSetReport, { cluster }: ClusterReport): number {
  if (controlPlane) return 0;
  return id === `${cluster}-workers` ? 1 : 2;
}

function upgradeNodes(what: string, upgrade: UpgradeReport | undefined): TreeNode[] {
  return upgrade === undefined ? [] : [{ text: `${what} Upgrade ${upgrade.phase} ${upgrade.step}` }];
}

function machineSetNode(set: MachineSetReport, report: ClusterReport): TreeNode {
  const title = set.controlPlane
    ? 'Control Plane'
    : set.id === `${report.cluster}-workers`
      ? 'Workers'
      : 'Additional Workers';
  const machines = report.machines
    .filter(({ machineSet }) => machineSet === set.id)
    .toSorted((left, right) => (left.id < right.id ? -1 : 1));
  return {
    text: `${title} "${set.id}" ${set.phase} ${readiness(set.ready)} ${counts(set.machines)}`,
    children: [...(set.controlPlane ? controlPlaneNodes(report) : []), ...machines.map(machineNode)],
  };
}

function controlPlaneNodes({ loadBalancerHealthy, controlPlane }: ClusterReport): TreeNode[] {
  const failing = controlPlane.filter(({ status }) => status !== 'Ready').map(({ type }) => type);
  return [
    ...(loadBalancerHealthy === undefined ? [] : [{ text: `Load Balancer ${readiness(loadBalancerHealthy)}` }]),
    ...(controlPlane.length === 0
      ? []
      : [{ text: `Status Checks ${failing.length === 0 ? 'OK' : `Failing: [${failing.join(' ')}]`}` }]),
  ];
}

function machineNode(machine: MachineReport): TreeNode {
  const { id, nodeName, stage } = machine;
  const marks = [
    stage === 'RUNNING' && readiness(machine.ready),
    !machine.connected && 'Unreachable',
    machine.locked && 'Locked',
    !machine.configUpToDate && 'Config Outdated',
    machine.updatePending ? 'Pending Config Update' : machine.configApplyStatus === 'FAILED' && 'Config Apply Failed',
  ].filter((mark) => mark !== false);
  return { text: [`Machine "${id}"${nodeName === '' ? '' : `(${nodeName})`}`, stage, ...marks].join(' ') };
}

function readiness(ready: boolean): string {
  return ready ? 'Ready' : 'Not Ready';
}

function counts({ healthy, total }: MachineCounts): string {
  return `(${healthy}/${total})`;
}

function printChildren(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap(({ text, children = [] }, index) => {
    const last = index === nodes.length - 1;
    return [
      `${last ? '└── ' : '├── '}${text}`,
      ...printChildren(children).map((line) => `${last ? '    ' : '│   '}${line}`),
    ];
  });
}
