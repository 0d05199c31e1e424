import { isOmniError, OmniError } from '../../errors/omni-error.ts';
import { actionOf, printAction } from './print-plan.ts';
import { type PlanStep, subjectOf } from './steps.ts';

/** Where every step of a plan ended up. Each step is in exactly one list. */
export interface ApplyProgress {
  readonly done: readonly PlanStep[];
  /** Begun, and failed or left with an unknown outcome. A removal that was waiting for its finalizers is here. */
  readonly failed: readonly PlanStep[];
  /** Not begun. */
  readonly remaining: readonly PlanStep[];
}

/**
 * Applying a plan stopped half way. What was done stays done; planning again shows what is left.
 *
 * The steps hold patches, which may hold secrets: they are no fields of the error, so that logging it shows none.
 */
export class ApplyError extends OmniError implements ApplyProgress {
  override readonly name = 'ApplyError';
  readonly #progress: ApplyProgress;

  constructor(progress: ApplyProgress, cause: unknown) {
    const { done, failed, remaining } = progress;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const [first] = failed;
    const place = first === undefined ? '' : ` at "${printAction(actionOf(first), subjectOf(first))}"`;
    const counts = `${done.length} done, ${failed.length} failed, ${remaining.length} not started`;
    super('apply_failed', `sync stopped${place} (${counts}): ${reason}`, { cause, hint: hintFor(cause) });
    this.#progress = progress;
  }

  /** Steps that were carried out. */
  get done(): readonly PlanStep[] {
    return this.#progress.done;
  }

  get failed(): readonly PlanStep[] {
    return this.#progress.failed;
  }

  get remaining(): readonly PlanStep[] {
    return this.#progress.remaining;
  }

  /** True when planning and applying again can succeed without anybody changing anything. */
  override get retryable(): boolean {
    return isOmniError(this.cause) && this.cause.retryable;
  }
}

function hintFor(cause: unknown): string {
  if (isOmniError(cause, 'version_conflict', 'already_exists', 'phase_conflict')) {
    return 'Somebody changed the cluster in the meantime. Plan again and look at the new plan before applying it.';
  }
  return 'Remove the cause and sync again; steps that are done are not repeated.';
}
