/** How bad a finding is: something does not work, will stop working, or is worth knowing. */
export type FindingSeverity = 'critical' | 'warning' | 'info';

/** What can be found. Stable: programs branch on these. */
export type HealthRule =
  | 'cluster-not-ready'
  | 'cluster-destroying'
  | 'cluster-locked'
  | 'control-plane-condition'
  | 'load-balancer-unhealthy'
  | 'machine-set-failed'
  | 'machine-set-not-ready'
  | 'machine-disconnected'
  | 'machine-not-ready'
  | 'machine-diagnostics'
  | 'config-error'
  | 'config-outdated'
  | 'locked-with-pending-update'
  | 'kubernetes-upgrade-failed'
  | 'talos-upgrade-failed'
  | 'upgrade-in-progress'
  | 'kubernetes-node-not-ready'
  | 'backup-failed'
  | 'backup-overdue'
  | 'backup-store-broken'
  | 'secret-rotation-failed'
  | 'cluster-tainted'
  | 'even-control-plane';

/** One thing worth knowing about a cluster, and the resource that proves it. */
export interface HealthFinding {
  readonly rule: HealthRule;
  readonly severity: FindingSeverity;
  /** One sentence. Server texts in it are as Omni wrote them. */
  readonly text: string;
  /** The proof, as `Type(namespace/id)`. */
  readonly resource: string;
}

const RANK: Readonly<Record<FindingSeverity, number>> = { critical: 0, warning: 1, info: 2 };

/** Worst first; otherwise in the order they were found. */
export function ranked(findings: readonly HealthFinding[]): HealthFinding[] {
  return findings.toSorted((left, right) => RANK[left.severity] - RANK[right.severity]);
}
