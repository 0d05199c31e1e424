import type { ToolAnnotations } from '@modelcontextprotocol/server';
import { type Access, grants, type Tier, worstTier } from './tier.ts';

/** What a tool does to the fleet. */
export interface Risk {
  /** Tier of every call of the tool. */
  readonly tier: Tier;
  /** Tier a plan of this tool can reach, when it is worse. */
  readonly upTo?: Tier;
  /** Calling it twice leaves the same state as calling it once. */
  readonly idempotent: boolean;
}

/** The one table that decides which tools exist at an access level and what clients are told about them. */
export const RISKS = {
  omni_whoami: { tier: 'R0', idempotent: true },
  omni_types: { tier: 'R0', idempotent: true },
  omni_list: { tier: 'R0', idempotent: true },
  omni_get: { tier: 'R0', idempotent: true },
  omni_cluster: { tier: 'R0', idempotent: true },
  omni_machine: { tier: 'R0', idempotent: true },
  omni_template_check: { tier: 'R0', idempotent: true },
  omni_kubeconfig: { tier: 'R1', idempotent: true },
  omni_talosconfig: { tier: 'R1', idempotent: true },
  omni_lock: { tier: 'W1', idempotent: true },
  omni_apply: { tier: 'W2', upTo: 'D', idempotent: true },
  omni_template_sync: { tier: 'W2', upTo: 'D', idempotent: true },
} as const satisfies Record<string, Risk>;

/** Name of a tool of this server. */
export type ToolName = keyof typeof RISKS;

/** The risk of a tool. */
export function riskOf(name: ToolName): Risk {
  return RISKS[name];
}

/** True when the tool can be called at this access level at all. */
export function isAvailable(name: ToolName, access: Access): boolean {
  return grants(access, riskOf(name).tier);
}

/** The four hints of a tool. Where a plan may destroy and destroying is allowed, the hint says so. */
export function hintsOf(name: ToolName, access: Access): Required<Omit<ToolAnnotations, 'title'>> {
  const { tier, upTo = tier, idempotent } = riskOf(name);
  const worst = grants(access, upTo) ? worstTier(tier, upTo) : tier;
  return {
    readOnlyHint: tier === 'R0' || tier === 'R1',
    destructiveHint: worst === 'D',
    idempotentHint: idempotent,
    openWorldHint: true,
  };
}
