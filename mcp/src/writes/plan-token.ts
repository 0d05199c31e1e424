import { randomBytes } from 'node:crypto';
import { canonicalJson } from '@fleetwright/omni-core';
import { digest, type Sealer } from '../seal/sealer.ts';
import type { WritePlan } from './write-plan.ts';

/** How long a plan can be carried out, in milliseconds. */
export const PLAN_LIFETIME_MS = 10 * 60_000;

/** Everything a token is bound to beside the plan itself. */
export interface PlanBinding {
  readonly tool: string;
  readonly args: unknown;
  readonly instance: string;
  /** Who asked: the client's principal and the identity used at Omni. */
  readonly principal: string;
}

/** A token that was made here, for exactly this call, and has not ended. */
export interface OpenedPlanToken {
  readonly nonce: string;
  readonly expiresAt: number;
  /** Digest of the plan that was shown. */
  readonly planDigest: string;
}

/** Why a token was refused: not made here for this call, or too old. */
export type PlanTokenProblem = 'invalid' | 'expired';

/** Digest of what a plan does and what it relies on: equal digests mean the very same plan on the very same state. */
export function planDigestOf(plan: WritePlan): string {
  const pins = plan.pins.map(({ resource, version }) => `${resource}@${version}`).sort();
  const { summary, tier, changes, inputDigest } = plan;
  return digest(canonicalJson({ summary, tier, changes, pins, inputDigest }));
}

/** Seals a plan. The token carries no content, only digests. */
export function sealPlan(plan: WritePlan, binding: PlanBinding, sealer: Sealer, now: number): string {
  const expiresAt = now + PLAN_LIFETIME_MS;
  const body = ['p1', expiresAt.toString(36), randomBytes(9).toString('base64url'), planDigestOf(plan)].join('.');
  return `${body}.${sealer.mac('plan', bound(body, binding))}`;
}

/** Opens a token that came back, or says why it is refused. */
export function openPlanToken(
  token: string,
  binding: PlanBinding,
  sealer: Sealer,
  now: number,
): OpenedPlanToken | PlanTokenProblem {
  const [version, expiry = '', nonce = '', planDigest = '', mac = '', ...rest] = token.split('.');
  const body = [version, expiry, nonce, planDigest].join('.');
  if (version !== 'p1' || rest.length > 0 || !sealer.verify('plan', bound(body, binding), mac)) return 'invalid';
  const expiresAt = Number.parseInt(expiry, 36);
  if (now > expiresAt) return 'expired';
  return { nonce, expiresAt, planDigest };
}

function bound(body: string, { tool, args, instance, principal }: PlanBinding): string {
  return canonicalJson({ body, tool, args, instance, principal });
}
