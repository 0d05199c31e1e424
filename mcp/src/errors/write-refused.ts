import { OmniError } from '@fleetwright/omni-core';
import type { PlanReply } from '../writes/plan-reply.ts';

/** Why a plan was not carried out. Nothing was written. */
export type WriteRefusal =
  | 'PLAN_STALE'
  | 'PLAN_INVALID'
  | 'PLAN_EXPIRED'
  | 'PLAN_USED'
  | 'PRECONDITION_FAILED'
  | 'LOCKED'
  | 'DENIED'
  | 'NEEDS_CONFIRMATION'
  | 'DECLINED'
  | 'CONFIRMATION_MISMATCH';

/** A write that was refused before anything was sent, with the plan as it would be now where that helps. */
export class WriteRefused extends OmniError {
  override readonly name = 'WriteRefused';
  readonly refusal: WriteRefusal;
  readonly plan: PlanReply | undefined;

  constructor(refusal: WriteRefusal, message: string, options: { readonly hint: string; readonly plan?: PlanReply }) {
    super('plan_refused', message, { hint: options.hint });
    this.refusal = refusal;
    this.plan = options.plan;
  }
}
