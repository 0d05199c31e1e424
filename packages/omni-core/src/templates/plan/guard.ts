/** How bad it is when nobody meant it. `danger`: data or the cluster can be lost. */
export type GuardSeverity = 'caution' | 'danger';

/** What a plan is stopped for unless it is asked for by name. See `GUARDS`. */
export type GuardId =
  | 'talos-downgrade'
  | 'kubernetes-downgrade'
  | 'both-versions-changed'
  | 'control-plane-removal'
  | 'even-control-planes'
  | 'quorum-loss'
  | 'last-control-plane'
  | 'cluster-locked'
  | 'machine-locked'
  | 'mass-deletion'
  | 'empty-template'
  | 'foreign-resource'
  | 'changed-since-sync';

/** A guard that a plan has run into. */
export interface GuardFinding {
  readonly id: GuardId;
  readonly severity: GuardSeverity;
  /** What would happen, in one sentence. */
  readonly text: string;
  /** The resources that prove it, as `Type(namespace/id)`. */
  readonly resources: readonly string[];
}
