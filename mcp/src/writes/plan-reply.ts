import { z } from 'zod';
import type { AppliedStep, WritePlan } from './write-plan.ts';

/** The answer of every writing tool. */
export const planReply = z.object({
  status: z.enum(['planned', 'applied', 'unchanged']),
  summary: z.string(),
  changes: z.array(
    z.object({ action: z.enum(['create', 'update', 'delete']), resource: z.string(), diff: z.string() }),
  ),
  omitted_diffs: z.int().describe('Diffs left out because the reply is full'),
  preconditions: z.array(z.object({ check: z.string(), ok: z.boolean(), detail: z.string() })),
  warnings: z.array(z.string()),
  impact: z.array(z.string()).describe('What it does to machines, as far as known'),
  applied: z.array(z.object({ action: z.string(), resource: z.string() })),
  plan_token: z.string().optional().describe('Pass it back with the same arguments to carry the plan out'),
  expires_at: z.string().optional(),
});

/** See {@link planReply}. */
export type PlanReply = z.output<typeof planReply>;

/** Room for the diffs of one reply, in characters. */
const DIFF_BUDGET = 16_000;

/** What is said about a plan before or after it is carried out. */
export function replyOf(plan: WritePlan, status: PlanReply['status'], applied: readonly AppliedStep[] = []): PlanReply {
  let room = DIFF_BUDGET;
  let omitted = 0;
  const changes = plan.changes.map(({ action, resource, diff }) => {
    room -= diff.length;
    if (room >= 0 || diff === '') return { action, resource, diff };
    omitted += 1;
    return { action, resource, diff: `(${diff.length} characters left out)` };
  });
  return {
    status,
    summary: plan.summary,
    changes,
    omitted_diffs: omitted,
    preconditions: [...plan.preconditions],
    warnings: [...plan.warnings],
    impact: [...(plan.impact ?? [])],
    applied: [...applied],
  };
}

/** The reply for people: summary first, then what stands in the way, then the diffs. */
export function printPlanReply(reply: PlanReply): string {
  const lines = [`${reply.status}: ${reply.summary}`];
  for (const { check, ok, detail } of reply.preconditions) lines.push(`${ok ? 'ok' : 'FAILED'}: ${check}: ${detail}`);
  for (const warning of reply.warnings) lines.push(`warning: ${warning}`);
  for (const line of reply.impact) lines.push(`impact: ${line}`);
  if (reply.omitted_diffs > 0) lines.push(`omitted_diffs: ${reply.omitted_diffs}`);
  for (const { action, resource } of reply.applied) lines.push(`done: ${action} ${resource}`);
  for (const { action, resource, diff } of reply.changes) lines.push(`${action} ${resource}`, ...(diff ? [diff] : []));
  if (reply.plan_token) lines.push(`plan_token: ${reply.plan_token}`, `expires_at: ${reply.expires_at ?? ''}`);
  return lines.join('\n');
}
