import pMap from 'p-map';
import { throwIfAborted } from '../../errors/from-abort.ts';
import type { ApplyProgress } from './apply-error.ts';
import type { PlanStep } from './steps.ts';

/** Keeps account of the steps of a plan while they are carried out. */
export class StepQueue {
  readonly #states = new Map<PlanStep, 'done' | 'failed' | 'remaining'>();
  readonly #signal: AbortSignal;

  constructor(steps: readonly PlanStep[], signal: AbortSignal) {
    for (const step of steps) this.#states.set(step, 'remaining');
    this.#signal = signal;
  }

  get progress(): ApplyProgress {
    const inState = (wanted: string) => [...this.#states].filter(([, state]) => state === wanted).map(([step]) => step);
    return { done: inState('done'), failed: inState('failed'), remaining: inState('remaining') };
  }

  /** Notes that a step is through. */
  finish(step: PlanStep): void {
    this.#states.set(step, 'done');
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
          this.#states.set(step, 'failed');
          await begin(step);
        } catch (error) {
          failures.push(error);
        }
      },
      { concurrency },
    );
    if (failures.length > 0) throw failures[0];
  }
}
