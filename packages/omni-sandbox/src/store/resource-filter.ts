import { RE2JS } from 're2js';
import { StatusError } from '../status/status-error.ts';
import { type LabelQuery, labelOperation, matchesLabels } from './label-query.ts';
import type { StoredResource } from './stored-resource.ts';

/** Says whether a resource belongs to the answer. `undefined` stands for "everything". */
export type ResourceFilter = ((resource: StoredResource) => boolean) | undefined;

/**
 * Builds a filter from the two queries of a List or Watch: any of the label queries, and the id expression on top.
 *
 * @throws {StatusError} INVALID_ARGUMENT for an expression RE2 does not take; INTERNAL for a comparison without a
 *   value, which makes the real server panic
 */
export function resourceFilter(labels: readonly LabelQuery[], idPattern: string): ResourceFilter {
  for (const { terms } of labels) {
    for (const { op, value } of terms) {
      if (op !== labelOperation.exists && op !== labelOperation.notExists && value.length === 0) {
        throw new StatusError('INTERNAL', 'label term has no value');
      }
    }
  }
  if (labels.length === 0 && idPattern === '') return undefined;
  const pattern = idPattern === '' ? undefined : compilePattern(idPattern);
  return (resource) =>
    matchesLabels(labels, resource.labels) && (pattern === undefined || pattern.matcher(resource.id).find());
}

function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StatusError('INVALID_ARGUMENT', `failed to compile regexp: ${reason}`, { cause });
  }
}
