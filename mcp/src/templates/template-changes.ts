import { type PlanStep, planSteps, type SyncPlan } from '@fleetwright/omni-core';
import type { ResourceChange } from '../redaction/safe-change.ts';

/** The steps of a template plan as changes of resources, in order. */
export function changesOf(plan: SyncPlan): readonly ResourceChange[] {
  return planSteps(plan).map(changeOf);
}

/** One step of a template plan as a change of a resource. */
export function changeOf(step: PlanStep): ResourceChange {
  switch (step.kind) {
    case 'create':
      return { before: undefined, after: step.resource };
    case 'update':
      return { before: step.current, after: step.resource };
    case 'destroy':
      return { before: step.current, after: undefined };
  }
}

/** A plan in one line. */
export function summaryOf({ clusterName, creates, updates, destroyPhases }: SyncPlan): string {
  const deletes = destroyPhases.flat().length;
  if (creates.length + updates.length + deletes === 0) return `Cluster ${clusterName} is as the template says`;
  return `Sync cluster ${clusterName}: create ${creates.length}, update ${updates.length}, delete ${deletes} resources`;
}
