import { changeOf, planSteps, type ResourceChange, type SyncPlan } from '@fleetwright/omni-core';

/** The steps of a template plan as changes of resources, in order. */
export function changesOf(plan: SyncPlan): readonly ResourceChange[] {
  return planSteps(plan).map(changeOf);
}

/** A plan in one line. */
export function summaryOf({ clusterName, creates, updates, destroyPhases }: SyncPlan): string {
  const deletes = destroyPhases.flat().length;
  if (creates.length + updates.length + deletes === 0) return `Cluster ${clusterName} is as the template says`;
  return `Sync cluster ${clusterName}: create ${creates.length}, update ${updates.length}, delete ${deletes} resources`;
}
