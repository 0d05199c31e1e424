import { describeResource } from '../../resources/resource.ts';
import { actionOf, printAction } from './print-plan.ts';
import { type PlanStep, subjectOf } from './steps.ts';

/**
 * How far a step is.
 *
 * - `begun`: it is being written, or torn down
 * - `retried`: only the version of the resource had moved, not what it says; it is written again
 * - `done`: it is through; a removal when the resource is gone
 * - `found-done`: the resource was as it shall be already, by an earlier attempt or by somebody else
 * - `failed`: it is not through, or nobody knows
 */
export type StepState = 'begun' | 'retried' | 'done' | 'found-done' | 'failed';

/** Something that just happened to a step. */
export interface StepEvent {
  /** `Type(namespace/id)` */
  readonly resource: string;
  readonly kind: PlanStep['kind'];
  readonly state: StepState;
  readonly dryRun: boolean;
  /** The step itself, with everything it writes, secrets included: not for a log. */
  readonly step: PlanStep;
}

/** An event about a step. Logging it shows no contents. */
export function stepEvent(step: PlanStep, state: StepState, { dryRun = false } = {}): StepEvent {
  const event = { resource: describeResource(subjectOf(step).metadata), kind: step.kind, state, dryRun };
  return Object.defineProperty(event, 'step', { value: step, enumerable: false }) as StepEvent;
}

/** The line omnictl prints for an event, with its line break; empty for those it says nothing about. */
export function printEvent({ state, step, dryRun }: StepEvent): string {
  const isGone = step.kind === 'destroy' && (state === 'done' || state === 'found-done');
  if (state !== 'begun' && !isGone) return '';
  return `${printAction(isGone ? 'destroyed' : actionOf(step), subjectOf(step), { dryRun })}\n`;
}
