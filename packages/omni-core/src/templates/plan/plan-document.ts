import type { TemplateTarget } from '../target.ts';
import type { GuardFinding } from './guard.ts';
import type { PlanImpact } from './machine-impact.ts';
import type { ChangeAction, KeptEntry, PlannedChange } from './planned-change.ts';

/** Version of a resource a plan was made from. */
export interface LiveVersion {
  /** `Type(namespace/id)` */
  readonly resource: string;
  readonly version: string;
}

/**
 * A plan as JSON: everything there is to review, nothing secret. What is written is not in it.
 *
 * Made from the same template and an Omni that holds the same, it is the same, whatever the order of reading.
 */
export interface PlanDocument {
  readonly format: 'fleetwright.plan/1';
  /**
   * SHA-256, in hex, of what the plan does, of the contents it relies on and of the guards it runs into; not of
   * versions, and not of how any of it is shown. Equal hashes mean the same writes on the same contents. Comparable
   * between plans whose fingerprints were made with one key.
   */
  readonly hash: string;
  /** `delete`: the cluster goes as a whole. */
  readonly kind: 'sync' | 'delete';
  readonly clusterName: string;
  readonly target: TemplateTarget;
  /** Labels and annotations that the template does not name go, as with omnictl. */
  readonly strict: boolean;
  /** Names the key that fingerprints are made with, without telling it. */
  readonly fingerprintKey: string;
  /** Keyed fingerprint of everything the template stands for. */
  readonly wanted: string;
  readonly summary: Readonly<Record<ChangeAction | 'unchanged', number>>;
  /** In the order of writing; within one rank by id. */
  readonly changes: readonly PlannedChange[];
  readonly guards: readonly GuardFinding[];
  readonly impact: PlanImpact;
  /** By resource. */
  readonly kept: readonly KeptEntry[];
  /** The resources the plan was made from, by name. */
  readonly live: readonly LiveVersion[];
}
