/** How bad it is when nobody meant it. `danger`: data or the cluster can be lost. */
export type GuardSeverity = 'caution' | 'danger';

/** The ids of all guards, the worst first: allowing all of them is what omnictl does. See `GUARDS`. */
export const GUARD_IDS = [
  'last-control-plane',
  'quorum-loss',
  'empty-template',
  'mass-deletion',
  'foreign-resource',
  'talos-downgrade',
  'kubernetes-downgrade',
  'control-plane-removal',
  'even-control-planes',
  'both-versions-changed',
  'cluster-locked',
  'machine-locked',
  'changed-since-sync',
] as const;

/** What a plan is stopped for unless it is asked for by name. */
export type GuardId = (typeof GUARD_IDS)[number];

/** A guard that a plan has run into. */
export interface GuardFinding {
  readonly id: GuardId;
  readonly severity: GuardSeverity;
  /** What would happen, in one sentence. */
  readonly text: string;
  /** The resources that prove it, as `Type(namespace/id)`. */
  readonly resources: readonly string[];
}
