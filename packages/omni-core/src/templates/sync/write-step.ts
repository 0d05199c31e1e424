import { setTimeout as delay } from 'node:timers/promises';
import { throwIfAborted } from '../../errors/from-abort.ts';
import { isOmniError } from '../../errors/omni-error.ts';
import { NotFoundError } from '../../errors/state-errors.ts';
import { describeResource, type Resource } from '../../resources/resource.ts';
import { withMetadata } from '../../resources/stored-resource.ts';
import { backoffMs } from '../../state/backoff.ts';
import type { State } from '../../state/state.ts';
import { hasSameContent } from './content.ts';
import { isRanked } from './rank.ts';
import type { CreateStep, DestroyStep, UpdateStep } from './steps.ts';

/** What writing needs. */
export interface WriteContext {
  readonly state: State;
  readonly signal: AbortSignal;
  /** Called before a write is sent again. */
  readonly onRetry: () => void;
}

/** What became of a write: made now, or found made. */
export type WriteOutcome = 'done' | 'found-done';

/** Long enough for a cached read to catch up, shorter than anybody waits without wondering. */
const TRIES = 8;
const BACKOFF = { firstMs: 40, mostMs: 1_000 };

/**
 * Creates or replaces a resource, on exactly the content the step was planned on.
 * @throws {OmniError} `already_exists`, `version_conflict`, `not_found` when somebody changed it to something else
 */
export async function writeStep(step: CreateStep | UpdateStep, context: WriteContext): Promise<WriteOutcome> {
  if (step.kind === 'update') return (await replace(step.current, step.resource, context)).outcome;
  const { state, signal } = context;
  try {
    await state.create(step.resource, { signal });
    return 'done';
  } catch (error) {
    if (!isOmniError(error, 'already_exists')) throw error;
    const present = await find(step.resource, context);
    if (present !== undefined && hasSameContent(present, step.resource)) return 'found-done';
    throw error;
  }
}

/**
 * Starts a removal, on exactly the content the step was planned on. One that was started already is left alone.
 * @returns true when nothing holds the resource any more, or it is gone
 * @throws {OmniError} `version_conflict` when somebody changed it in between
 */
export async function tearDownStep({ current }: DestroyStep, context: WriteContext): Promise<boolean> {
  const { type, metadata } = current;
  const { state, signal } = context;
  if (metadata.phase === 'tearingDown') return metadata.finalizers.length === 0;
  try {
    // The call for this names no version; an update does. Omni lets machines' connections go only by the call.
    if (!isRanked(current)) return await state.teardown(type, metadata.id, { namespace: metadata.namespace, signal });
    const { resource } = await replace(current, withMetadata(current, { phase: 'tearingDown' }), context);
    return resource.metadata.finalizers.length === 0;
  } catch (error) {
    if (isOmniError(error, 'not_found')) return true;
    throw error;
  }
}

/** Writes `wanted` over `current`; again with a newer version as long as the content has not changed. */
async function replace(
  current: Resource,
  wanted: Resource,
  context: WriteContext,
): Promise<{ readonly resource: Resource; readonly outcome: WriteOutcome }> {
  const { state, signal, onRetry } = context;
  let next = wanted;
  for (let attempt = 1; ; attempt++) {
    try {
      return { resource: await state.update(next, { signal }), outcome: 'done' };
    } catch (error) {
      if (!isOmniError(error, 'version_conflict', 'phase_conflict') || attempt === TRIES) throw error;
      const present = await find(current, context);
      if (present === undefined) throw gone(current, error);
      if (isAs(present, wanted)) return { resource: present, outcome: 'found-done' };
      if (!hasSameContent(present, current)) throw error;
      onRetry();
      await pause(attempt, signal);
      const { version, finalizers } = present.metadata;
      next = withMetadata(wanted, { version, finalizers });
    }
  }
}

function gone({ metadata }: Resource, cause: unknown): NotFoundError {
  const resource = describeResource(metadata);
  return new NotFoundError(`${resource} was removed by somebody else`, { cause, resource });
}

/** Of what shall go it does not matter what it says. */
function isAs(present: Resource, wanted: Resource): boolean {
  if (wanted.metadata.phase === 'tearingDown') return present.metadata.phase === 'tearingDown';
  return hasSameContent(present, wanted);
}

function find({ type, metadata }: Resource, { state, signal }: WriteContext): Promise<Resource | undefined> {
  return state.find(type, metadata.id, { namespace: metadata.namespace, signal, fresh: true });
}

async function pause(attempt: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(backoffMs(attempt, BACKOFF), undefined, { signal });
  } catch {
    throwIfAborted(signal, 'sync');
  }
}
