/**
 * What a call can do at worst.
 *
 * - `R0` reads facts, `R1` reads operational content (configuration, access files)
 * - `W1` writes something narrow and reversible
 * - `W2` changes workloads or machines
 * - `D` destroys, or is hard to undo
 * - `S` makes or reveals credentials
 */
export const TIERS = ['R0', 'R1', 'W1', 'W2', 'D', 'S'] as const;

/** One of {@link TIERS}. */
export type Tier = (typeof TIERS)[number];

/** How far the operator lets this server go. Each level includes the ones before it. */
export const ACCESS_LEVELS = ['read', 'operate', 'destroy'] as const;

/** One of {@link ACCESS_LEVELS}. */
export type Access = (typeof ACCESS_LEVELS)[number];

const GRANTED: Readonly<Record<Access, readonly Tier[]>> = {
  read: ['R0', 'R1'],
  operate: ['R0', 'R1', 'W1', 'W2'],
  destroy: ['R0', 'R1', 'W1', 'W2', 'D'],
};

/** True when the access level includes the tier. No level includes `S` yet. */
export function grants(access: Access, tier: Tier): boolean {
  return GRANTED[access].includes(tier);
}

/** The smallest access level that includes the tier, `undefined` when none does. */
export function accessFor(tier: Tier): Access | undefined {
  return ACCESS_LEVELS.find((access) => grants(access, tier));
}

/** The riskier of two tiers. A plan can raise a tool's tier, never lower it. */
export function worstTier(a: Tier, b: Tier): Tier {
  return TIERS.indexOf(a) > TIERS.indexOf(b) ? a : b;
}
