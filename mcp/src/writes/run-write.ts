import { redactText } from '@fleetwright/omni-core';
import type { InputRequiredResult } from '@modelcontextprotocol/server';
import type { WriteServices } from '../catalogue/services.ts';
import { accessFor, grants, type Tier } from '../catalogue/tier.ts';
import type { WriteTool } from '../catalogue/tool.ts';
import { WriteRefused } from '../errors/write-refused.ts';
import type { NonceStore } from '../seal/nonce-store.ts';
import { type Answer, askFor, questionText } from './approval.ts';
import { type PlanReply, replyOf } from './plan-reply.ts';
import { type OpenedPlanToken, openPlanToken, PLAN_LIFETIME_MS, planDigestOf, sealPlan } from './plan-token.ts';
import type { WritePlan } from './write-plan.ts';

/** One call of a writing tool, with the ways to ask and to remember that it needs. */
export interface WriteCall {
  readonly args: Readonly<Record<string, unknown>>;
  readonly planToken: string | undefined;
  readonly services: WriteServices;
  /** Who asks: the client's principal and the identity used at Omni. */
  readonly principal: string;
  readonly nonces: NonceStore;
  /** The client can put a question to a person. */
  readonly canAsk: boolean;
  /** The answer this call carries to the question about a plan of this tier and nonce. */
  answerTo(nonce: string, tier: Tier): Answer;
  /** Seals the state of a question. */
  sealQuestion(nonce: string): Promise<string>;
}

/**
 * Plans, and carries a plan out when it comes back approved and unchanged. Everything the plan relies on is read
 * again first.
 * @throws {WriteRefused} when nothing was done, with the reason
 */
export async function runWrite(tool: WriteTool, call: WriteCall): Promise<PlanReply | InputRequiredResult> {
  const { services, planToken, args } = call;
  const binding = { tool: tool.name, args, instance: services.instance, principal: call.principal };
  const opened =
    planToken === undefined ? undefined : openPlanToken(planToken, binding, services.sealer, services.now());
  if (opened === 'invalid') {
    throw new WriteRefused('PLAN_INVALID', 'This plan token was not made here for this call.', {
      hint: 'Pass exactly the arguments the plan was made with, or leave plan_token out to get a new plan.',
    });
  }
  if (opened !== undefined && opened !== 'expired' && (await call.nonces.isSpent(opened.nonce))) throw spentPlan();
  const plan = await tool.plan(args, services);
  const sealed = (): PlanReply => ({
    ...replyOf(plan, 'planned'),
    plan_token: sealPlan(plan, binding, services.sealer, services.now()),
    expires_at: new Date(services.now() + PLAN_LIFETIME_MS).toISOString(),
  });
  refuseBeyondAccess(plan, services);

  if (opened === undefined) {
    if (plan.changes.length === 0) return replyOf(plan, 'unchanged');
    if (plan.preconditions.some(({ ok }) => !ok)) return replyOf(plan, 'planned');
    if (tool.planOptional && plan.tier === 'W1' && plan.planOnly !== true) return carryOut(plan, services);
    return sealed();
  }
  if (opened === 'expired') {
    throw new WriteRefused('PLAN_EXPIRED', 'The plan is older than ten minutes.', {
      hint: 'Review the new plan and pass its plan_token.',
      plan: sealed(),
    });
  }
  if (opened.planDigest !== planDigestOf(plan)) {
    throw new WriteRefused('PLAN_STALE', 'Omni changed since the plan was made. Nothing was written.', {
      hint: 'Review the new plan and pass its plan_token.',
      plan: plan.changes.length === 0 ? replyOf(plan, 'unchanged') : sealed(),
    });
  }
  refuseFailedPreconditions(plan);
  const question = await confirm(plan, opened, call);
  if (question !== undefined) return question;
  if (!(await call.nonces.spend(opened.nonce, opened.expiresAt))) throw spentPlan();
  return carryOut(plan, services);
}

async function carryOut(plan: WritePlan, services: WriteServices): Promise<PlanReply> {
  return replyOf(plan, 'applied', await plan.execute(services.signal));
}

/** Returns the question to put, or nothing when the plan is approved. */
async function confirm(
  plan: WritePlan,
  { nonce, expiresAt }: OpenedPlanToken,
  call: WriteCall,
): Promise<InputRequiredResult | undefined> {
  const { services } = call;
  if (plan.tier === 'W1') return undefined;
  const answer = call.answerTo(nonce, plan.tier);
  if (answer.kind === 'refused') {
    await call.nonces.spend(nonce, expiresAt);
    throw new WriteRefused('DECLINED', 'The person at the client did not approve the plan. Nothing was written.', {
      hint: 'Do not try again unasked; find out what the person wants instead.',
    });
  }
  if (answer.kind === 'approved') {
    if (plan.tier !== 'D' || answer.typedName === plan.subject) return undefined;
    await call.nonces.spend(nonce, expiresAt);
    throw new WriteRefused('CONFIRMATION_MISMATCH', 'The name that was typed is not the one this plan destroys.', {
      hint: 'Make a new plan and have the person type the exact name.',
    });
  }
  if (call.canAsk) {
    const message = redactText(questionText(plan, services.instance), services.marker);
    return askFor(plan, message, await call.sealQuestion(nonce));
  }
  if (services.confirm === 'token' && plan.tier === 'W2') return undefined;
  throw new WriteRefused('NEEDS_CONFIRMATION', 'A person must approve this, and this client cannot ask one.', {
    hint:
      plan.tier === 'D'
        ? 'Use a client that supports elicitation (over stdio, or one that speaks MCP 2026-07-28).'
        : 'Use a client that supports elicitation, or start omni-mcp with --confirm=token to let the plan token suffice.',
  });
}

function refuseBeyondAccess(plan: WritePlan, { access }: WriteServices): void {
  if (grants(access, plan.tier)) return;
  const needed = accessFor(plan.tier);
  throw new WriteRefused(
    'DENIED',
    `What this would do is tier ${plan.tier}, beyond --access ${access}: ${plan.summary}`,
    {
      hint:
        needed === undefined
          ? 'This server does not handle credentials; use omnictl.'
          : `Only the operator can allow this, by starting omni-mcp with --access ${needed}.`,
      plan: replyOf(plan, 'planned'),
    },
  );
}

function refuseFailedPreconditions(plan: WritePlan): void {
  const failed = plan.preconditions.find(({ ok }) => !ok);
  if (failed === undefined) return;
  throw new WriteRefused(failed.check.includes('locked') ? 'LOCKED' : 'PRECONDITION_FAILED', failed.detail, {
    hint: 'Resolve this first, then make a new plan.',
    plan: replyOf(plan, 'planned'),
  });
}

function spentPlan(): WriteRefused {
  return new WriteRefused('PLAN_USED', 'This plan was carried out or declined already.', {
    hint: 'Leave plan_token out to get a new plan.',
  });
}
