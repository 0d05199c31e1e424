import type { Differences } from '../sync/plan.ts';
import type { PlanStep, SyncPlan } from '../sync/steps.ts';
import { compareText } from './compare-text.ts';
import { describeChange } from './describe-change.ts';
import type { Fingerprints } from './fingerprint.ts';
import type { PlannedChange } from './planned-change.ts';

/** In the order of writing, and among equals by name: the order of reading must not show. */
export function describeSteps(steps: SyncPlan, { destroys }: Differences, fingerprints: Fingerprints): PlannedChange[] {
  const { target, creates, updates, destroyPhases } = steps;
  const describe = (step: PlanStep, phase: number, carriedOutBy: PlannedChange['carriedOutBy'] = 'apply') =>
    describeChange(step, { phase, carriedOutBy, target, fingerprints });
  const removed = new Set<PlanStep>(destroyPhases.flat());
  const last = Math.max(1, destroyPhases.length);
  return [
    ...[...creates, ...updates].map((step) => describe(step, 0)),
    ...destroyPhases.flatMap((phase, index) => phase.map((step) => describe(step, index + 1))),
    ...destroys.filter((step) => !removed.has(step)).map((step) => describe(step, last, 'omni')),
  ].sort(inOrderOfWriting);
}

function inOrderOfWriting(left: PlannedChange, right: PlannedChange): number {
  const isCreation = ({ action }: PlannedChange) => Number(action === 'create');
  return (
    left.phase - right.phase ||
    isCreation(right) - isCreation(left) ||
    left.rank - right.rank ||
    byResource(left, right)
  );
}

/** Orders by the name of the resource. */
export function byResource(left: { readonly resource: string }, right: { readonly resource: string }): number {
  return compareText(left.resource, right.resource);
}
