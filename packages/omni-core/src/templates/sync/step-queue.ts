import pMap from 'p-map';
import { throwIfAborted } from '../../errors/from-abort.ts';
import type { ApplyProgress } from './apply-error.ts';
import type { StepState } from './step-event.ts';
import type { PlanStep } from './steps.ts';

/** Keeps account of the steps of a plan while they are carried out, and tells about each. */
export class StepQueue {
  readonly #states = new Map<PlanStep, 'done' | 'failed' | 'remaining'>();
  readonly #signal: AbortSignal;
  readonly #report: (step: PlanStep, state: StepState) => void;

  constructor(steps: readonly PlanStep[], signal: AbortSignal, report: (step: PlanStep, state: StepState) => void) {
    for (const step of steps) this.#states.set(step, 'remaining');
    this.#signal = signal;
    this.#report = report;
  }

  get progress(): ApplyProgress {
    const inState = (wanted: string) => [...this.#states].filter(([, state]) => state === wanted).map(([step]) => step);
    return { done: inState('done'), failed: inState('failed'), remaining: inState('remaining') };
  }

  /** Notes that a step is through. */
  finish(step: PlanStep, outcome: 'done' | 'found-done'): void {
    this.#states.set(step, 'done');
    this.#report(step, outcome);
  }

  /** Notes that a step that was begun came to nothing. */
  fail(step: PlanStep): void {
    this.#report(step, 'failed');
  }

  /**
   * Begins steps in order, some at a time. After the first failure nothing new is begun, and what is under way is
   * waited for, so that no outcome is lost.
   */
  async run<Step extends PlanStep>(
    steps: readonly Step[],
    concurrency: number,
    begin: (step: Step) => Promise<void>,
  ): Promise<void> {
    const failures: unknown[] = [];
    await pMap(
      steps,
      async (step) => {
        if (failures.length > 0) return;
        try {
          throwIfAborted(this.#signal, 'sync');
          // Counts as failed until it is known to be through.
          this.#states.set(step, 'failed');
          this.#report(step, 'begun');
          await begin(step);
        } catch (error) {
          failures.push(error);
          if (this.#states.get(step) === 'failed') this.fail(step);
        }
      },
      { concurrency },
    );
    if (failures.length > 0) throw failures[0];
  }
}
