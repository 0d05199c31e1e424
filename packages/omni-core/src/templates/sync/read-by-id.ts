import pMap from 'p-map';
import { isOmniError } from '../../errors/omni-error.ts';
import type { Resource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import type { State } from '../../state/state.ts';
import type { CallOptions } from '../../transport/call-options.ts';

/** Ids asked for in one call: keeps the expression small enough for any server. */
const IDS_PER_CALL = 250;
const CONCURRENT_READS = 8;

/**
 * The resources of a type that have one of these ids, with as few calls as possible. A key that may not list the type
 * reads them one by one.
 */
export async function readById<Spec>(
  state: State,
  type: ResourceType<Spec>,
  ids: readonly string[],
  options: CallOptions,
): Promise<Resource<Spec>[]> {
  const chunks = Array.from({ length: Math.ceil(ids.length / IDS_PER_CALL) }, (_, index) =>
    ids.slice(index * IDS_PER_CALL, (index + 1) * IDS_PER_CALL),
  );
  try {
    const read = (chunk: readonly string[]) => state.list(type, { ...options, idPattern: idPattern(chunk) });
    return (await pMap(chunks, read, { concurrency: CONCURRENT_READS })).flat();
  } catch (error) {
    if (!isOmniError(error, 'access_denied')) throw error;
    const found = await pMap(ids, (id) => state.find(type, id, options), { concurrency: CONCURRENT_READS });
    return found.filter((resource) => resource !== undefined);
  }
}

/** An expression that matches exactly these ids. */
export function idPattern(ids: readonly string[]): string {
  return `^(?:${ids.map((id) => id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`;
}
