/** A rule by which the impact of a change on machines is told, and where it comes from. */
export interface ImpactRule {
  readonly id: string;
  readonly rule: string;
  /** Where the rule can be checked. */
  readonly source: string;
}

const OMNI = 'Omni after 1.10.4 (siderolabs/omni b1ea5df2)';
const TALOS = 'Talos 1.10 to 1.13 (siderolabs/talos v1.13.0)';

const RULES = {
  'talos-version': {
    rule: 'Another Talos version is installed on every machine, and each reboots into it.',
    source: `${OMNI}: controllers/omni/talosupgrade`,
  },
  'kubernetes-version': {
    rule: 'Omni patches the configuration of each machine; static pods and kubelet restart, machines do not.',
    source: `${OMNI}: controllers/omni/internal/kubernetes`,
  },
  extensions: {
    rule: 'Other system extensions make another schematic: the same Talos is installed again and the machine reboots. The most specific list counts: of the machine, else of its set, else of the cluster.',
    source: `${OMNI}: controllers/omni/machine_extensions, schematic`,
  },
  'kernel-args': {
    rule: 'Other kernel arguments make another schematic: the same Talos is installed again and the machine reboots. When the machine has them already, nothing happens.',
    source: `${OMNI}: backend/kernelargs, controllers/omni/schematic`,
  },
  'patch-live': {
    rule: 'Talos takes these parts of the configuration over while it runs.',
    source: `${TALOS}: runtime CanApplyImmediate`,
  },
  'patch-reboot': {
    rule: 'Talos before 1.14 reboots for every part of the v1alpha1 configuration that is not on its list of those it takes over while it runs. Another patch that sets the same decides for itself.',
    source: `${TALOS}: runtime CanApplyImmediate; Omni applies in mode AUTO`,
  },
  'patch-live-since-1.14': {
    rule: 'From 1.14 on Talos applies every configuration without a reboot; some settings take effect with the next one.',
    source: 'Talos 1.14 release notes: mode REBOOT of apply-config is gone',
  },
  'config-document': {
    rule: 'Documents beside the v1alpha1 configuration are applied while Talos runs.',
    source: `${TALOS}: runtime CanApplyImmediate compares v1alpha1 only`,
  },
  'patch-unreadable': {
    rule: 'A patch that cannot be read as configuration can touch anything.',
    source: 'this library',
  },
  'cluster-feature': {
    rule: 'Features of a cluster reach the machines as configuration.',
    source: `${OMNI}: controllers/omni/cluster_machine_config`,
  },
  'install-disk': {
    rule: 'The disk is read when Talos is installed; a machine that runs stays where it is.',
    source: `${OMNI}: controllers/omni/installdisk`,
  },
  'machine-added': {
    rule: 'The machine is configured for the cluster, and Talos installed on it where it is not.',
    source: `${OMNI}: controllers/omni/internal/machineset`,
  },
  'machine-removed': {
    rule: 'The machine is drained, reset and wiped, and becomes available again.',
    source: `${OMNI}: controllers/omni/internal/machineset, machineconfig reset`,
  },
  'machine-moved': {
    rule: 'The set of a node cannot be changed in place: Omni refuses the update. Remove the machine in one sync and add it in the next.',
    source: `${OMNI}: validations/relation_labels`,
  },
  'rollout-talos': {
    rule: 'Control planes first, workers when no control plane waits any more; in each set as many at a time as its upgrade strategy says, else one. Locked machines are left out.',
    source: `${OMNI}: controllers/omni/talosupgrade, GetParallelism`,
  },
  'rollout-kubernetes': {
    rule: 'One step at a time: API servers, controller managers, schedulers, then the kubelets of all machines. A locked machine makes the rest wait.',
    source: `${OMNI}: controllers/omni/internal/kubernetes upgrade steps`,
  },
  'rollout-config': {
    rule: 'In each set as many at a time as its update strategy says, else one; sets do not wait for each other.',
    source: `${OMNI}: machineconfig acquireConfigUpdateLock, GetParallelism`,
  },
  'rollout-joining': {
    rule: 'All new machines of a set are taken in at once; in a control plane before any leaves.',
    source: `${OMNI}: controllers/omni/internal/machineset`,
  },
  'rollout-control-plane-removal': {
    rule: 'One at a time, and only while the load balancer and etcd are healthy enough to lose it.',
    source: `${OMNI}: controllers/omni/internal/machineset, check.CanScaleDown`,
  },
  'rollout-worker-removal': {
    rule: 'As many at a time as the delete strategy of the set says, else all.',
    source: `${OMNI}: controllers/omni/internal/machineset CalculateQuota`,
  },
  'rollout-set-removal': {
    rule: 'A set that goes lets all of its machines go at once.',
    source: `${OMNI}: controllers/omni/internal/machineset`,
  },
} as const satisfies Readonly<Record<string, Omit<ImpactRule, 'id'>>>;

/** Id of a rule. */
export type ImpactRuleId = keyof typeof RULES;

/** Every rule by which impact is told. */
export const IMPACT_RULES: readonly ImpactRule[] = Object.entries(RULES).map(([id, rule]) => ({ id, ...rule }));
