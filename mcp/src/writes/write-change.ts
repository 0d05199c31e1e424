import { describeResource, type Marker, type ResourceChange, redactedName, type State } from '@fleetwright/omni-core';
import type { AppliedStep, Pin } from './write-plan.ts';

/** What the change relies on. */
export function pinOf({ before, after }: ResourceChange): Pin {
  const metadata = before?.metadata ?? after?.metadata;
  return {
    resource: metadata === undefined ? '' : describeResource(metadata),
    version: before === undefined ? 'absent' : before.metadata.version,
  };
}

/**
 * Writes one change, on exactly the version it was planned on.
 * @throws {OmniError} `version_conflict`, `already_exists` when somebody was faster; nothing is written then
 */
export async function writeChange(
  change: ResourceChange,
  state: State,
  marker: Marker,
  signal: AbortSignal,
): Promise<AppliedStep> {
  const { before, after } = change;
  const resource = redactedName(change, marker);
  if (after === undefined) {
    if (before !== undefined) await state.teardownAndDestroy(before.type, before.metadata.id, { signal });
    return { action: 'delete', resource };
  }
  if (before === undefined) {
    await state.create(after, { signal });
    return { action: 'create', resource };
  }
  await state.update(after, { signal });
  return { action: 'update', resource };
}
