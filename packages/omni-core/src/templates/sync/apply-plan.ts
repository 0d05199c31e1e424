import { DeadlineError } from '../../errors/call-errors.ts';
import type { State } from '../../state/state.ts';
import { ApplyError } from './apply-error.ts';
import { destroyPhase } from './destroy-phase.ts';
import { actionOf, type StepAction } from './print-plan.ts';
import { rankOf } from './rank.ts';
import { StepQueue } from './step-queue.ts';
import { type CreateStep, type PlanStep, planSteps, type SyncPlan, type UpdateStep } from './steps.ts';

/** Something that just happened to a step. */
export interface StepEvent {
  /** `destroyed` follows `tearing down` when the resource is gone. */
  readonly action: StepAction;
  readonly step: PlanStep;
  readonly dryRun: boolean;
}

/** How a plan is carried out, and who hears of it. */
export interface ApplyOptions {
  /** Stops between steps, and ends waiting. */
  readonly signal?: AbortSignal;
  /** Longest time for the whole plan, waiting for removals included, in milliseconds. @default 900_000 */
  readonly timeoutMs?: number;
  /** Report every step and write nothing. @default false */
  readonly dryRun?: boolean;
  /** Writes under way at the same time among resources of one type. @default 1 */
  readonly concurrency?: number;
  /** Called when a step begins, and when a removal ends. */
  readonly onStep?: (event: StepEvent) => void;
}

/** What a carried out plan has done. */
export interface ApplyReport {
  /** Steps that were carried out; none in a dry run. */
  readonly done: readonly PlanStep[];
  readonly dryRun: boolean;
}

const DEFAULT_TIMEOUT_MS = 900_000;

/**
 * Carries a plan out in order: creations, updates, then removals phase by phase, each waited for. Nothing is rolled
 * back on failure.
 *
 * @throws {ApplyError} saying for every step whether it is done, failed or not started
 */
export async function applyPlan(plan: SyncPlan, state: State, options: ApplyOptions = {}): Promise<ApplyReport> {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS, dryRun = false, concurrency = 1, onStep = () => {} } = options;
  if (dryRun) {
    for (const step of planSteps(plan)) onStep({ action: actionOf(step), step, dryRun });
    return { done: [], dryRun };
  }
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const queue = new StepQueue(planSteps(plan), stop);
  const report = (action: StepAction, step: PlanStep) => onStep({ action, step, dryRun });
  try {
    for (const steps of batches([...plan.creates, ...plan.updates])) {
      await queue.run(steps, concurrency, async (step) => {
        report(actionOf(step), step);
        await write(step, state, stop);
        queue.finish(step);
      });
    }
    for (const steps of plan.destroyPhases) {
      await destroyPhase({ steps, state, queue, concurrency, signal: stop, report });
    }
    return { done: queue.progress.done, dryRun };
  } catch (error) {
    throw new ApplyError(queue.progress, deadline.aborted && signal?.aborted !== true ? late(timeoutMs, error) : error);
  }
}

async function write(step: CreateStep | UpdateStep, state: State, signal: AbortSignal): Promise<void> {
  if (step.kind === 'create') await state.create(step.resource, { signal });
  else await state.update(step.resource, { signal });
}

/** Neighbours of one kind and rank, which may be written in any order. */
function batches(steps: readonly (CreateStep | UpdateStep)[]): (CreateStep | UpdateStep)[][] {
  const groups = Map.groupBy(steps, ({ kind, resource }) => `${kind} ${rankOf(resource)}`);
  return [...groups.values()];
}

function late(timeoutMs: number, cause: unknown): DeadlineError {
  return new DeadlineError(`the plan was not through after ${timeoutMs} ms`, { cause });
}
