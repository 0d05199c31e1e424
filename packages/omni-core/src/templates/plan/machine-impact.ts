/**
 * What a plan does to a machine, from harmless to final.
 *
 * - `config-apply`: its configuration changes while it runs
 * - `reboot`: its configuration changes and takes effect with a reboot
 * - `reinstall`: the same Talos is installed again with other extensions or kernel arguments; reboots
 * - `upgrade`: another version of Talos is installed; reboots
 * - `added`: it joins the cluster, and is installed and configured for it
 * - `removed`: it leaves the cluster and is wiped
 */
export type ImpactKind = 'none' | 'config-apply' | 'reboot' | 'reinstall' | 'upgrade' | 'added' | 'removed';

/** `certain`: follows from a rule alone. `guessed`: depends on what the plan cannot see. */
export type Certainty = 'certain' | 'guessed';

/** Why a machine is affected. */
export interface ImpactReason {
  readonly kind: ImpactKind;
  readonly certainty: Certainty;
  /** One sentence. */
  readonly text: string;
  /** The change that causes it, as `Type(namespace/id)`. */
  readonly resource: string;
  /** Id of the rule in `IMPACT_RULES`, which names where the rule comes from. */
  readonly rule: string;
}

/** What a plan does to one machine. */
export interface MachineImpact {
  readonly machine: string;
  /** Id of its machine set, e.g. `demo-workers`. */
  readonly machineSet: string;
  readonly role: 'controlplane' | 'worker';
  /** The worst of the reasons. */
  readonly kind: ImpactKind;
  /** Certainty of `kind`. */
  readonly certainty: Certainty;
  /** The machine is locked: nothing happens to it before somebody unlocks it. */
  readonly held: boolean;
  /** Worst first. Empty for `none`. */
  readonly reasons: readonly ImpactReason[];
}

/** Machines that are changed together. */
export interface RolloutStage {
  /** Stages of one operation run one after another, from 1. */
  readonly order: number;
  readonly operation: 'config' | 'talos' | 'kubernetes' | 'removal' | 'joining';
  readonly machineSet: string;
  /** The order among them is Omni's choice. */
  readonly machines: readonly string[];
  /** Most machines that change at the same time; absent when nothing limits it. */
  readonly parallel?: number;
  readonly certainty: Certainty;
  /** Id of the rule in `IMPACT_RULES`. */
  readonly rule: string;
}

/** What a plan does to machines, and in which order. */
export interface PlanImpact {
  /** Every machine of the cluster as it is and as it shall be, by machine set and id. */
  readonly machines: readonly MachineImpact[];
  readonly rollout: readonly RolloutStage[];
  /** Machine sets whose machines Omni chooses from a class, when their number changes. */
  readonly allocations: readonly { readonly machineSet: string; readonly before: string; readonly after: string }[];
}
