import { type JsonObject, type JsonValue, LABELS, type RedactedResource } from '@fleetwright/omni-core';
import { valueAt } from './fields.ts';

/** A print column of a type: JSONPath like `{.machines.total}` over the printed spec. */
export interface Column {
  readonly name: string;
  readonly jsonPath: string;
}

/** Labels that say where a resource belongs; shown when a type has no columns of its own. */
const BELONGS_TO = [LABELS.cluster, LABELS.machineSet, LABELS.hostname] as const;

/** One resource as a row: id, version, what is unusual about its life, and the columns omnictl shows. */
export function rowOf({ metadata, spec }: RedactedResource, columns: readonly Column[]): JsonObject {
  const row: Record<string, JsonValue> = { id: metadata.id, version: metadata.version };
  if (metadata.phase !== 'running') row['phase'] = metadata.phase;
  for (const { name, jsonPath } of columns) {
    row[columnKey(name)] = valueAt(spec, jsonPath.replaceAll(/[{}]|\[:\]/g, '').replace(/^\./, '')) ?? '';
  }
  for (const label of BELONGS_TO) {
    const value = metadata.labels[label];
    const key = label.slice(label.indexOf('/') + 1);
    if (value !== undefined && row[key] === undefined) row[key] = value;
  }
  return row;
}

function columnKey(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}
