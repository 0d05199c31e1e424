import { type Marker, type ResourceChange, redactedDiff, redactedName } from '@fleetwright/omni-core';

/** What happens to one resource. */
export interface SafeChange {
  readonly action: 'create' | 'update' | 'delete';
  /** `Type(namespace/id)` */
  readonly resource: string;
  /** Unified diff of the redacted YAML; empty for deletions. */
  readonly diff: string;
}

/** A change as it may be shown. Secrets are fingerprints, so that one can see that they change, not to what. */
export function showChange(change: ResourceChange, marker: Marker): SafeChange {
  const resource = redactedName(change, marker);
  const action = change.before === undefined ? 'create' : change.after === undefined ? 'delete' : 'update';
  if (action === 'delete') return { action, resource, diff: '' };
  const diff = redactedDiff(change, marker);
  // Drops the two names, which are the resource's.
  return { action, resource, diff: diff.slice(diff.indexOf('@@')).trimEnd() };
}
