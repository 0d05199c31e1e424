import { stringify } from 'yaml';
import { NOTHING, unifiedDiff } from '../diff/unified-diff.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import type { JsonValue } from './json-value.ts';
import type { Marker } from './marker.ts';
import { type RedactOptions, redactId, redactResource } from './redact-resource.ts';

/** A resource as it is and as it shall be. One of them is there. */
export interface ResourceChange {
  readonly before: Resource | undefined;
  readonly after: Resource | undefined;
}

/** The resource a change is about, as it may be shown: `Type(namespace/id)`. */
export function redactedName({ before, after }: ResourceChange, marker: Marker): string {
  const metadata = (after ?? before)?.metadata;
  return metadata === undefined ? '' : describeResource({ ...metadata, id: redactId(metadata, marker) });
}

/**
 * A change as a unified diff of labels, annotations and spec, with secrets as fingerprints: one can see that they
 * change, not to what. Fields at their default are left out, because one side may print fields the other does not know.
 */
export function redactedDiff(change: ResourceChange, marker: Marker, options: RedactOptions = {}): string {
  const name = redactedName(change, marker);
  const side = (resource: Resource | undefined) =>
    resource === undefined ? NOTHING : { name, text: printRedacted(resource, marker, options) };
  return unifiedDiff(side(change.before), side(change.after));
}

function printRedacted(resource: Resource, marker: Marker, options: RedactOptions): string {
  const { metadata, spec } = redactResource(resource, marker, options);
  const { labels, annotations } = metadata;
  return stringify(withoutEmpty({ labels, annotations, spec }), { lineWidth: 0, sortMapEntries: true });
}

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
