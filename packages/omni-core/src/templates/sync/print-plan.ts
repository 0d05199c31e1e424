import { type DiffSide, NOTHING, unifiedDiff } from '../../diff/unified-diff.ts';
import { describeResource, type Resource } from '../../resources/resource.ts';
import { printRenderedResource } from '../print-rendered.ts';
import type { TemplateTarget } from '../target.ts';
import { type PlanStep, planSteps, type SyncPlan, subjectOf } from './steps.ts';

/** What is done to a resource, in the words of omnictl. */
export type StepAction = 'creating' | 'updating' | 'tearing down' | 'destroyed';

/** How much is printed, and in which tense. */
export interface PrintPlanOptions {
  /** Follow each line by the diff of its resource. Patches are printed in full, secrets included. @default false */
  readonly verbose?: boolean;
  /** Say that nothing is done. @default true */
  readonly dryRun?: boolean;
}

/** The action a step starts with. */
export function actionOf({ kind }: PlanStep): Exclude<StepAction, 'destroyed'> {
  return kind === 'create' ? 'creating' : kind === 'update' ? 'updating' : 'tearing down';
}

/** One line of omnictl's output, without a line break: `* creating Clusters.omni.sidero.dev(demo)`. */
export function printAction(action: StepAction, { metadata }: Resource, { dryRun = false } = {}): string {
  return `* ${action}${dryRun ? ' (dry run)' : ''} ${metadata.type}(${metadata.id})`;
}

/** What applying a plan would print. */
export function printPlan(plan: SyncPlan, options: PrintPlanOptions = {}): string {
  const { verbose = false, dryRun = true } = options;
  return planSteps(plan)
    .map((step) => {
      const line = `${printAction(actionOf(step), subjectOf(step), { dryRun })}\n`;
      return verbose ? line + diffStep(step, plan.target) : line;
    })
    .join('');
}

/**
 * Everything a plan changes as unified diffs, in the order of `omnictl cluster template diff`: updates, creations,
 * removals. Patches are printed in full, secrets included.
 */
export function diffPlan({ updates, creates, destroyPhases, target }: SyncPlan): string {
  return [...updates, ...creates, ...destroyPhases.flat()].map((step) => diffStep(step, target)).join('');
}

/** The unified diff of one step; empty when both sides print alike. */
export function diffStep(step: PlanStep, target: TemplateTarget): string {
  const side = (resource: Resource): DiffSide => ({
    name: describeResource(resource.metadata),
    text: printRenderedResource(resource, { target }),
  });
  switch (step.kind) {
    case 'create':
      return unifiedDiff(NOTHING, side(step.resource));
    case 'update':
      return unifiedDiff(side(step.current), side(step.resource));
    case 'destroy':
      return unifiedDiff(side(step.current), NOTHING);
  }
}
