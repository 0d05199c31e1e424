import type { GuardId } from './guard.ts';
import type { PlanDocument } from './plan-document.ts';
import type { PlannedChange } from './planned-change.ts';

/** Guards that a person's act alone can raise; others depend on how far the plan came, too. */
const LOCKS: readonly GuardId[] = ['cluster-locked', 'machine-locked'];

/**
 * True when a plan is what is left of another one after some of its steps were carried out, and nothing else happened:
 * it wants the same, and each of its changes is one of the other's, from the same content to the same content. What is
 * no longer among them is as it was wanted.
 *
 * Nothing has to be remembered between the two: what Omni holds tells how far the first one came.
 */
export function isRestOf(rest: PlanDocument, plan: PlanDocument): boolean {
  if (rest.hash === plan.hash) return true;
  const changes = new Map(plan.changes.map((change) => [change.resource, change]));
  const guards = new Set(plan.guards.map(({ id }) => id));
  return (
    wantsTheSame(rest, plan) &&
    rest.changes.every((change) => isSameChange(change, changes.get(change.resource))) &&
    rest.guards.every(({ id }) => !LOCKS.includes(id) || guards.has(id))
  );
}

function wantsTheSame(left: PlanDocument, right: PlanDocument): boolean {
  return (
    left.format === right.format &&
    left.kind === right.kind &&
    left.clusterName === right.clusterName &&
    left.target === right.target &&
    left.strict === right.strict &&
    left.fingerprintKey === right.fingerprintKey &&
    left.wanted === right.wanted
  );
}

/** Who carries it out does not count: what goes with its machine set is Omni's to remove, or ours once the set is gone. */
function isSameChange(left: PlannedChange, right: PlannedChange | undefined): boolean {
  return left.action === right?.action && left.before === right.before && left.after === right.after;
}
