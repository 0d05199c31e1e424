import {
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Tier } from '../catalogue/tier.ts';
import type { WritePlan } from './write-plan.ts';

/** Name of the one question a write asks. */
const QUESTION = 'approve';

/** What the person at the client said, as far as the client tells; a client can forge it. */
export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'approved'; readonly typedName: string | undefined };

const yesNo = z.object({ approve: z.boolean().describe('Carry this plan out') });
const typedName = z.object({ name: z.string().describe('Name of what this plan destroys') });

/** State that travels with a question: proves that this server asked it, about this plan. */
export interface QuestionState {
  readonly nonce: string;
}

/** The question to the person: what will happen, and for destructive plans the name to type. */
export function askFor(plan: WritePlan, message: string, requestState: string): InputRequiredResult {
  const requestedSchema = plan.tier === 'D' ? typedName : yesNo;
  return inputRequired({
    inputRequests: { [QUESTION]: inputRequired.elicit({ message, requestedSchema }) },
    requestState,
  });
}

/** Reads the answer to a question about a plan of this tier and nonce. An answer nobody asked for counts as none. */
export function answerIn(context: ServerContext, nonce: string, tier: Tier): Answer {
  const state = context.mcpReq.requestState<QuestionState>();
  if (state?.nonce !== nonce) return { kind: 'none' };
  const response = inputResponse(context.mcpReq.inputResponses, QUESTION);
  if (response.kind === 'missing') return { kind: 'none' };
  if (response.kind !== 'elicit' || response.action !== 'accept') return { kind: 'refused' };
  if (tier === 'D') {
    const named = typedName.safeParse(response.content);
    return { kind: 'approved', typedName: named.success ? named.data.name : undefined };
  }
  const approved = yesNo.safeParse(response.content);
  return approved.success && approved.data.approve ? { kind: 'approved', typedName: undefined } : { kind: 'refused' };
}

/** The plan as the person reads it before saying yes. */
export function questionText(plan: WritePlan, instance: string): string {
  const shown = plan.changes.slice(0, 20).map(({ action, resource }) => `- ${action} ${resource}`);
  if (plan.changes.length > shown.length) shown.push(`- … and ${plan.changes.length - shown.length} more`);
  const warnings = plan.warnings.map((warning) => `Warning: ${warning}`);
  const impact = plan.impact ?? [];
  const typing = plan.tier === 'D' ? [`This destroys something. Type ${plan.subject} to approve.`] : [];
  return [`${plan.summary} (Omni: ${instance})`, ...shown, ...warnings, ...impact, ...typing].join('\n');
}
