import { NOTHING, unifiedDiff } from '../diff/unified-diff.ts';
import { isOmniError } from '../errors/omni-error.ts';
import { AlreadyExistsError, ConflictError } from '../errors/state-errors.ts';
import { desiredUpdate } from '../resources/desired-update.ts';
import { describeResource, type Resource, UNSTORED_VERSION } from '../resources/resource.ts';
import { printResourceYaml } from '../resources/resource-yaml.ts';
import { withMetadata } from '../resources/stored-resource.ts';
import type { YamlTarget } from '../resources/yaml/yaml-target.ts';
import { retryConflicts } from '../state/retry-conflicts.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { startDeadline } from '../transport/deadline.ts';

/** What applying did to a resource, or would do in a dry run. */
export interface Applied {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** The resource as stored; in a dry run, as it would be sent. */
  readonly resource: Resource;
  /** Unified diff of the YAML, when asked for. Contents are in it, secrets included. */
  readonly diff?: string;
}

export interface ApplyResourceOptions {
  readonly dryRun: boolean;
  readonly diff: boolean;
  readonly target?: YamlTarget | undefined;
}

/** Makes one resource what it shall be: reads it, then creates or updates it, again while others write as well. */
export async function applyResource(
  state: State,
  desired: Resource,
  options: ApplyResourceOptions,
  call: CallOptions,
): Promise<Applied> {
  const subject = describeResource(desired.metadata);
  const wanted = asNew(desired);
  return retryConflicts(
    async (rest) => {
      const current = await read(state, wanted, rest);
      if (current === 'unreadable') return createBlindly(state, wanted, options, rest);
      return current === undefined
        ? create(state, wanted, options, rest)
        : update(state, current, wanted, options, rest);
    },
    startDeadline(call, subject),
    subject,
  );
}

/** What belongs to the server and its controllers is not taken from the text. */
function asNew(desired: Resource): Resource {
  return withMetadata(desired, { version: UNSTORED_VERSION, owner: '', phase: 'running', finalizers: [] });
}

async function read(state: State, { type, metadata }: Resource, call: CallOptions) {
  try {
    return await state.find(type, metadata.id, { ...call, namespace: metadata.namespace });
  } catch (error) {
    if (isOmniError(error, 'access_denied')) return 'unreadable';
    throw error;
  }
}

async function create(state: State, wanted: Resource, options: ApplyResourceOptions, call: CallOptions) {
  if (options.dryRun) return applied('created', undefined, wanted, wanted, options);
  try {
    return applied('created', undefined, wanted, await state.create(wanted, call), options);
  } catch (error) {
    if (!(error instanceof AlreadyExistsError)) throw error;
    // It was not there a moment ago: somebody else was faster, or the read was answered from a cache.
    throw new ConflictError('version_conflict', error.message, { cause: error, ...resourceOption(error) });
  }
}

/** Some roles may write what they may not read. */
async function createBlindly(state: State, wanted: Resource, options: ApplyResourceOptions, call: CallOptions) {
  if (options.dryRun) return applied('created', undefined, wanted, wanted, options);
  try {
    return applied('created', undefined, wanted, await state.create(wanted, call), options);
  } catch (error) {
    if (!(error instanceof AlreadyExistsError)) throw error;
    throw new AlreadyExistsError(`${error.message}, and this key may not read it`, {
      cause: error,
      hint: 'Destroy the resource before applying it again, or use a key that may read it.',
      ...resourceOption(error),
    });
  }
}

async function update(
  state: State,
  current: Resource,
  wanted: Resource,
  options: ApplyResourceOptions,
  call: CallOptions,
) {
  const subject = describeResource(current.metadata);
  if (current.metadata.phase !== 'running') {
    throw new ConflictError('phase_conflict', `${subject} is being removed`, {
      resource: subject,
      hint: 'Wait until it is gone, then apply again.',
    });
  }
  const changed = desiredUpdate(current, wanted);
  if (changed === current) return applied('unchanged', current, current, current, options);
  const stored = options.dryRun ? changed : await state.update(changed, call);
  return applied('updated', current, changed, stored, options);
}

function applied(
  outcome: Applied['outcome'],
  before: Resource | undefined,
  after: Resource,
  resource: Resource,
  { diff, target }: ApplyResourceOptions,
): Applied {
  if (!diff) return { outcome, resource };
  const side = (shown: Resource) => ({
    name: describeResource(shown.metadata),
    text: printResourceYaml(shown, { indent: 2, target, keepFrames: true }),
  });
  return { outcome, resource, diff: unifiedDiff(before === undefined ? NOTHING : side(before), side(after)) };
}

function resourceOption({ resource }: AlreadyExistsError) {
  return resource === undefined ? {} : { resource };
}
