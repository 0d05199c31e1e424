import { isOmniError } from '../errors/omni-error.ts';
import type { Resource, ResourceDraft } from '../resources/resource.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { State } from './state.ts';

/**
 * Creates a resource, or changes the one that is there. Asks for what is there first, which it usually is.
 * @param change makes an existing resource what `missing` is
 */
export async function upsert<Spec>(
  state: State,
  missing: Resource<Spec>,
  change: (draft: ResourceDraft<Spec>) => void,
  options: CallOptions = {},
): Promise<Resource<Spec>> {
  const { id, namespace } = missing.metadata;
  const modify = () => state.modify(missing.type, id, change, { ...options, namespace });
  try {
    return await modify();
  } catch (error) {
    if (!isOmniError(error, 'not_found')) throw error;
  }
  try {
    return await state.create(missing, options);
  } catch (error) {
    if (!isOmniError(error, 'already_exists')) throw error;
    return modify();
  }
}
