import pMap from 'p-map';
import { isOmniError } from '../../errors/omni-error.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import type { State } from '../../state/state.ts';
import { idPattern } from './read-by-id.ts';
import type { StepState } from './step-event.ts';
import type { StepQueue } from './step-queue.ts';
import type { DestroyStep, PlanStep } from './steps.ts';
import { tearDownStep } from './write-step.ts';

/** What removing one phase needs to know. */
export interface DestroyPhase {
  readonly steps: readonly DestroyStep[];
  readonly state: State;
  readonly queue: StepQueue;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly report: (step: DestroyStep, state: StepState) => void;
}

/** Tears everything in a phase down, then waits until all of it is gone. */
export async function destroyPhase(phase: DestroyPhase): Promise<void> {
  const { steps, state, queue, concurrency, signal, report } = phase;
  const released = new Set<DestroyStep>();
  await queue.run(steps, concurrency, async (step) => {
    const isFree = await tearDownStep(step, { state, signal, onRetry: () => report(step, 'retried') });
    if (isFree) released.add(step);
  });

  const held = new Set(steps);
  const destroyReleased = async (step: DestroyStep) => {
    if (!(await destroyUnlessHeld(step, phase))) return;
    held.delete(step);
    queue.finish(step, 'done');
  };
  try {
    await pMap(released, destroyReleased, { concurrency });
    const byType = Map.groupBy(held, ({ current }) => current.type);
    await allOrNone([...byType], signal, ([type, ofType], stop) =>
      awaitRelease(type, ofType, { ...phase, signal: stop }),
    );
  } catch (error) {
    const done = new Set<PlanStep>(queue.progress.done);
    for (const step of steps) if (!done.has(step)) queue.fail(step);
    throw error;
  }
}

/** Runs something for each item at the same time; the first failure stops the others before it is thrown. */
async function allOrNone<T>(
  items: readonly T[],
  signal: AbortSignal,
  run: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const running = items.map((item) => run(item, stop));
  await Promise.all(running).catch(async (error: unknown) => {
    failed.abort(error);
    await Promise.allSettled(running);
    throw error;
  });
}

/** Follows the resources of one type and removes each as soon as its last finalizer is gone. */
async function awaitRelease(type: ResourceType, steps: readonly DestroyStep[], phase: DestroyPhase): Promise<void> {
  const waiting = new Map(steps.map((step) => [step.current.metadata.id, step]));
  const seen = new Set<string>();
  const gone = (id: string) => {
    const step = waiting.get(id);
    if (step === undefined) return;
    waiting.delete(id);
    phase.queue.finish(step, 'done');
  };
  const [first] = steps;
  if (first === undefined) return;
  const { namespace } = first.current.metadata;
  const query = { namespace, idPattern: idPattern([...waiting.keys()]), signal: phase.signal };
  for await (const event of phase.state.watch(type, query)) {
    if (event.kind === 'bootstrapped') {
      // What the beginning did not show went away before we looked.
      for (const id of [...waiting.keys()]) if (!seen.has(id)) gone(id);
    } else {
      const { id, phase: lifePhase, finalizers } = event.resource.metadata;
      seen.add(id);
      const step = waiting.get(id);
      if (event.kind === 'destroyed') gone(id);
      else if (step !== undefined && lifePhase === 'tearingDown' && finalizers.length === 0) {
        if (await destroyUnlessHeld(step, phase)) gone(id);
      }
    }
    if (waiting.size === 0) return;
  }
}

/** False when a controller took hold of the resource again in between. */
async function destroyUnlessHeld({ current }: DestroyStep, { state, signal }: DestroyPhase): Promise<boolean> {
  const { id, namespace } = current.metadata;
  try {
    await orMissing(state.destroy(current.type, id, { namespace, signal }), undefined);
    return true;
  } catch (error) {
    if (isOmniError(error, 'finalizers_pending')) return false;
    throw error;
  }
}

/** Somebody else having removed it already is as good. */
async function orMissing<T>(call: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isOmniError(error, 'not_found')) return otherwise;
    throw error;
  }
}
