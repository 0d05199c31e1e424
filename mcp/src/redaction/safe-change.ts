import { describeResource, type Resource } from '@fleetwright/omni-core';
import { createTwoFilesPatch } from 'diff';
import { stringify } from 'yaml';
import type { JsonValue } from './json-value.ts';
import type { Marker } from './marker.ts';
import { safeId, safeResource } from './safe-resource.ts';

/** A resource as it is and as it shall be. One of them is there. */
export interface ResourceChange {
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

/** The resource a change is about, as it may be shown: `Type(namespace/id)`. */
export function subjectOf({ before, after }: ResourceChange, marker: Marker): string {
  const metadata = (after ?? before)?.metadata;
  return metadata === undefined ? '' : describeResource({ ...metadata, id: safeId(metadata, marker) });
}

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
  const resource = subjectOf(change, marker);
  const action = change.before === undefined ? 'create' : change.after === undefined ? 'delete' : 'update';
  if (action === 'delete') return { action, resource, diff: '' };
  const patch = createTwoFilesPatch(
    'before',
    'after',
    text(change.before, marker),
    text(change.after, marker),
    '',
    '',
    {
      context: 2,
    },
  );
  // Drops the two file names, which say nothing here.
  return { action, resource, diff: patch.slice(patch.indexOf('@@')).trimEnd() };
}

function text(resource: Resource | undefined, marker: Marker): string {
  if (resource === undefined) return '';
  const { metadata, spec } = safeResource(resource, marker);
  const { labels, annotations } = metadata;
  return stringify(withoutEmpty({ labels, annotations, spec }), { lineWidth: 0, sortMapEntries: true });
}

/** Drops what says nothing: one side may print fields at their default that the other does not know. */
function withoutEmpty(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutEmpty(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, child]) => [key, withoutEmpty(child)] as const)
      .filter(([key, child]) => isMarking(key) || !isEmpty(child)),
  );
}

/** Labels and annotations mean something without a value. */
function isMarking(key: string): boolean {
  return key.includes('/');
}

function isEmpty(value: JsonValue): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false || value === null;
}
