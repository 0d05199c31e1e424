import type { ResourceChange } from '../../redaction/redacted-diff.ts';
import type { Resource } from '../../resources/resource.ts';
import type { TemplateTarget } from '../target.ts';

/** Store a resource that is missing. */
export interface CreateStep {
  readonly kind: 'create';
  readonly resource: Resource;
}

/** Replace a resource that differs. */
export interface UpdateStep {
  readonly kind: 'update';
  /** As it was when the plan was made. */
  readonly current: Resource;
  /** As it shall be; carries the version of {@link current}, so a change in between is a conflict. */
  readonly resource: Resource;
}

/** Tear down a resource the template does not name, wait until nothing holds it, remove it. */
export interface DestroyStep {
  readonly kind: 'destroy';
  readonly current: Resource;
}

/** One write, or one removal. */
export type PlanStep = CreateStep | UpdateStep | DestroyStep;

/** Everything a sync would do, in the order it would do it. Nothing in it is done yet. */
export interface SyncPlan {
  readonly clusterName: string;
  readonly target: TemplateTarget;
  /** Missing in Omni, in the order they have to be made. */
  readonly creates: readonly CreateStep[];
  /** Changed in Omni; in a plan made by syncing in the order they have to be written. */
  readonly updates: readonly UpdateStep[];
  /** Extra in Omni. Each phase starts when all of the one before is gone. */
  readonly destroyPhases: readonly (readonly DestroyStep[])[];
}

/** All steps in order. */
export function planSteps({ creates, updates, destroyPhases }: SyncPlan): PlanStep[] {
  return [...creates, ...updates, ...destroyPhases.flat()];
}

/** True when Omni is as the template says. */
export function isPlanEmpty(plan: SyncPlan): boolean {
  return planSteps(plan).length === 0;
}

/** The resource a step is about: as it shall be, or as it is for one that goes. */
export function subjectOf(step: PlanStep): Resource {
  return step.kind === 'destroy' ? step.current : step.resource;
}

/** One step as a change of a resource. */
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
