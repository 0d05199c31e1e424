import type { JsonValue } from '../../redaction/json-value.ts';

/**
 * What a plan does to one resource.
 *
 * - `create`, `delete`: it is missing, it is extra
 * - `update`: its spec says something else
 * - `relabel`: only labels or annotations differ
 * - `reformat`: the YAML it carries means the same and is written differently; no machine notices
 */
export type ChangeAction = 'create' | 'update' | 'relabel' | 'reformat' | 'delete';

/** One difference inside a resource. Secrets in it are keyed fingerprints, which show that they differ, not what they are. */
export interface FieldChange {
  /**
   * From the resource down, e.g. `spec.talosversion`, `metadata.labels.env`, `spec.data[0].machine.sysctls["vm.swappiness"]`.
   * The text of a patch, a manifest or a job is entered document by document.
   */
  readonly path: string;
  /** Absent when the field is new. */
  readonly before?: JsonValue;
  /** Absent when the field goes. */
  readonly after?: JsonValue;
}

/** Whether two states of a resource are the same, told in both ways. */
export interface Comparison {
  /** Parsed: formatting, comments, order of keys and compression do not count. */
  readonly meaning: 'same' | 'different';
  /** As texts: what omnictl goes by. */
  readonly bytes: 'same' | 'different';
}

/** What happens to one resource that is not as the template says. */
export interface PlannedChange {
  /** `Type(namespace/id)` */
  readonly resource: string;
  readonly type: string;
  readonly id: string;
  readonly action: ChangeAction;
  /** Place of the type in the order of writing; see `rankOf`. Equal ranks are written side by side. */
  readonly rank: number;
  /** 0 for what is written; 1 and up for removals, each phase beginning when the one before is gone. */
  readonly phase: number;
  /** `omni`: goes by itself with its machine set or cluster; nothing is sent for it. */
  readonly carriedOutBy: 'apply' | 'omni';
  readonly comparison: Comparison;
  /** Sorted by path. Empty for removals. */
  readonly fields: readonly FieldChange[];
  /** Keyed fingerprint of the whole content as it is, secrets included; absent for creations. */
  readonly before?: string;
  /** The same of the content as it shall be; absent for removals. */
  readonly after?: string;
}

/** A label or annotation that the template does not name and the sync leaves where it is. */
export interface KeptEntry {
  readonly resource: string;
  /** e.g. `metadata.annotations["omni.sidero.dev/cluster-locked"]` */
  readonly path: string;
}
