import type { GuardFinding, GuardId } from './guard.ts';
import { GUARDS } from './guard-table.ts';
import { controlPlaneRemoval, evenControlPlanes, lastControlPlane, quorumLoss } from './guards/control-plane.ts';
import { emptyTemplate, massDeletion } from './guards/deletions.ts';
import type { GuardCheck } from './guards/evidence.ts';
import { clusterLocked, machineLocked } from './guards/locks.ts';
import { changedSinceSync, foreignResource } from './guards/ownership.ts';
import { bothVersionsChanged, kubernetesDowngrade, talosDowngrade } from './guards/versions.ts';
import type { PlanFacts } from './plan-facts.ts';

const CHECKS: Readonly<Record<GuardId, GuardCheck>> = {
  'talos-downgrade': talosDowngrade,
  'kubernetes-downgrade': kubernetesDowngrade,
  'both-versions-changed': bothVersionsChanged,
  'control-plane-removal': controlPlaneRemoval,
  'even-control-planes': evenControlPlanes,
  'quorum-loss': quorumLoss,
  'last-control-plane': lastControlPlane,
  'cluster-locked': clusterLocked,
  'machine-locked': machineLocked,
  'mass-deletion': massDeletion,
  'empty-template': emptyTemplate,
  'foreign-resource': foreignResource,
  'changed-since-sync': changedSinceSync,
};

/** Every guard a plan runs into, the worst first. */
export function findGuards(facts: PlanFacts): GuardFinding[] {
  return GUARDS.flatMap(({ id, severity }) => {
    const evidence = CHECKS[id](facts);
    return evidence === undefined
      ? []
      : [{ id, severity, text: evidence.text, resources: [...evidence.resources].sort() }];
  });
}
