import type { GuardFinding, GuardId } from '@fleetwright/omni-core';
import type { Precondition } from '../writes/write-plan.ts';

/** Locks are lifted with omni_lock, which a person sees, and not passed over. */
const LOCKS: Readonly<Partial<Record<GuardId, string>>> = {
  'cluster-locked': 'cluster is not locked',
  'machine-locked': 'machine is not locked',
};

/** True for guards that an argument can let a plan through. */
export function isAllowable(id: GuardId): boolean {
  return LOCKS[id] === undefined;
}

/** The guards a plan runs into, as what must hold for it to be carried out. */
export function guardPreconditions(guards: readonly GuardFinding[], allow: readonly GuardId[]): Precondition[] {
  return guards.map(({ id, text }) => {
    const lock = LOCKS[id];
    if (lock !== undefined) {
      const detail = `${text} A person decided that; ask before unlocking it with omni_lock.`;
      return { check: lock, ok: false, detail };
    }
    if (allow.includes(id)) return { check: id, ok: true, detail: `${text} Allowed.` };
    return { check: id, ok: false, detail: `${text} If a person asked for exactly this, pass allow: ["${id}"].` };
  });
}
