import { DeadlineError } from '../../errors/call-errors.ts';
import type { State } from '../../state/state.ts';
import { ApplyError } from './apply-error.ts';
import { destroyPhase } from './destroy-phase.ts';
import { rankOf } from './rank.ts';
import { type StepEvent, type StepState, stepEvent } from './step-event.ts';
import { StepQueue } from './step-queue.ts';
import { type CreateStep, type PlanStep, planSteps, type SyncPlan, type UpdateStep } from './steps.ts';
import { writeStep } from './write-step.ts';

/** How steps are carried out. */
export interface ApplyOptions {
  /** Stops between steps, and ends waiting. */
  readonly signal?: AbortSignal;
  /** Longest time for the whole plan, waiting for removals included, in milliseconds. @default 900_000 */
  readonly timeoutMs?: number;
  /** Report every step and write nothing. @default false */
  readonly dryRun?: boolean;
  /** Writes under way at the same time among resources of one type. @default 8 */
  readonly concurrency?: number;
  /** Called for everything that happens to a step. */
  readonly onStep?: (event: StepEvent) => void;
}

/** What was carried out. */
export interface ApplyReport {
  /** Steps that were carried out or found done; none in a dry run. */
  readonly done: readonly PlanStep[];
  readonly dryRun: boolean;
}

const DEFAULT_TIMEOUT_MS = 900_000;
const DEFAULT_CONCURRENCY = 8;

/**
 * Carries steps out in order: creations, updates, then removals phase by phase, each waited for. Nothing is rolled
 * back on failure.
 *
 * Every write is made on exactly the content the step was planned on, or not at all: a creation only where there is
 * nothing, an update and a removal only on the version that was read, or on a newer one that says the same.
 *
 * @throws {ApplyError} saying for every step whether it is done, failed or not started
 */
export async function carryOut(plan: SyncPlan, state: State, options: ApplyOptions = {}): Promise<ApplyReport> {
  const {
    signal,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    dryRun = false,
    concurrency = DEFAULT_CONCURRENCY,
    onStep = () => {},
  } = options;
  const report = (step: PlanStep, stepState: StepState) => onStep(stepEvent(step, stepState, { dryRun }));
  if (dryRun) {
    for (const step of planSteps(plan)) report(step, 'begun');
    return { done: [], dryRun };
  }
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const queue = new StepQueue(planSteps(plan), stop, report);
  try {
    for (const steps of batches([...plan.creates, ...plan.updates])) {
      await queue.run(steps, concurrency, async (step) => {
        const outcome = await writeStep(step, { state, signal: stop, onRetry: () => report(step, 'retried') });
        queue.finish(step, outcome);
      });
    }
    for (const steps of plan.destroyPhases)
      await destroyPhase({ steps, state, queue, concurrency, signal: stop, report });
    return { done: queue.progress.done, dryRun };
  } catch (error) {
    throw new ApplyError(queue.progress, deadline.aborted && signal?.aborted !== true ? late(timeoutMs, error) : error);
  }
}

/** Neighbours of one kind and rank, which may be written in any order. */
function batches(steps: readonly (CreateStep | UpdateStep)[]): (CreateStep | UpdateStep)[][] {
  const groups = Map.groupBy(steps, ({ kind, resource }) => `${kind} ${rankOf(resource)}`);
  return [...groups.values()];
}

function late(timeoutMs: number, cause: unknown): DeadlineError {
  return new DeadlineError(`the plan was not through after ${timeoutMs} ms`, { cause });
}
