import { OmniError } from '../../errors/omni-error.ts';
import type { GuardFinding, GuardId } from './guard.ts';
import type { Plan } from './plan.ts';

/** The plan runs into guards that nobody allowed. Nothing was written. */
export class PlanGuardedError extends OmniError {
  override readonly name = 'PlanGuardedError';
  /** The guards that were not allowed, the worst first. */
  readonly findings: readonly GuardFinding[];
  readonly #plan: Plan;

  constructor(plan: Plan, findings: readonly GuardFinding[]) {
    const ids = findings.map(({ id }) => id);
    const texts = findings.map(({ id, text }) => `${id}: ${text}`);
    super('plan_guarded', `the plan for cluster ${plan.clusterName} is stopped. ${texts.join(' ')}`, {
      hint: `If this is meant, ask for it by name: allow: [${ids.map((id) => `'${id}'`).join(', ')}].`,
    });
    this.findings = findings;
    this.#plan = plan;
  }

  /** The plan that was stopped. */
  get plan(): Plan {
    return this.#plan;
  }
}

/**
 * What Omni holds is not what the plan was made from. Nothing was written: what somebody else did shall be seen before
 * it is overwritten.
 */
export class PlanStaleError extends OmniError {
  override readonly name = 'PlanStaleError';
  readonly #plan: Plan;

  constructor(plan: Plan) {
    super('plan_stale', `Omni changed since the plan for cluster ${plan.clusterName} was made`, {
      hint: 'Look at the new plan (`plan`, `diff`) and apply that one if it is right.',
    });
    this.#plan = plan;
  }

  /** The plan as it is now. */
  get plan(): Plan {
    return this.#plan;
  }

  /** What the new plan changes, as unified diffs with secrets as fingerprints. */
  get diff(): string {
    return this.#plan.diff();
  }
}

/**
 * Stops a plan that runs into guards.
 * @throws {PlanGuardedError} naming those that are not allowed
 */
export function requireAllowed(plan: Plan, allow: readonly GuardId[] = []): void {
  const findings = plan.guards.filter(({ id }) => !allow.includes(id));
  if (findings.length > 0) throw new PlanGuardedError(plan, findings);
}
