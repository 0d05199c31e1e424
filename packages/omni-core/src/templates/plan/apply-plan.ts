import type { State } from '../../state/state.ts';
import { type ApplyOptions, type ApplyReport, carryOut } from '../sync/carry-out.ts';
import type { GuardId } from './guard.ts';
import { isRestOf } from './is-rest-of.ts';
import type { Plan } from './plan.ts';
import type { PlanDocument } from './plan-document.ts';
import { PlanStaleError, requireAllowed } from './plan-errors.ts';

/** How a plan is carried out, and what it may run into. */
export interface ApplyPlanOptions extends ApplyOptions {
  /** Guards that the plan may run into. @default none */
  readonly allow?: readonly GuardId[];
}

/**
 * Carries a plan out, if Omni still holds what it was made from. Reads again first; what it then writes is written on
 * exactly that content.
 *
 * An apply that was broken off, at whatever point and by whatever, is continued by applying the plan again: what is
 * done is left alone, and only what the plan shows is done.
 *
 * @throws {PlanGuardedError} naming the guards that are not allowed
 * @throws {PlanStaleError} with the new plan, when Omni holds something else
 * @throws {ApplyError} saying for every step whether it is done, failed or not started
 */
export async function applyPlan(plan: Plan, state: State, options: ApplyPlanOptions = {}): Promise<ApplyReport> {
  const { allow, ...carry } = options;
  requireAllowed(plan, allow);
  if (carry.dryRun === true) return await carryOut(plan, state, carry);
  const now = await plan.remake(state, carry.signal && { signal: carry.signal });
  requireRestOf(now, plan);
  return await carryOut(now, state, carry);
}

/**
 * Stops a plan that is not the one somebody looked at, nor what is left of it.
 * @param reviewed the plan that was looked at, or its hash; of a hash nothing can be left
 * @throws {PlanStaleError}
 */
export function requireRestOf(plan: Plan, reviewed: PlanDocument | string): void {
  const isRest = typeof reviewed === 'string' ? plan.hash === reviewed : isRestOf(plan, reviewed);
  if (!isRest) throw new PlanStaleError(plan);
}
