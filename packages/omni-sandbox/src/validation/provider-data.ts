import { types, type ValidatedResource } from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import { validateJsonSchema } from '../management/json-schema.ts';
import { StatusError } from '../status/status-error.ts';
import type { TypedStore } from '../store/typed-store.ts';
import type { Problems } from './refusals.ts';

/** What an infra provider says its data has to look like, and the data of this machine class does not. */
export function providerDataProblems(store: TypedStore, { type, spec }: ValidatedResource): Problems {
  if (type.type !== types.MachineClass.type) return [];
  const { autoProvision } = spec as specs.MachineClassSpec;
  if (autoProvision === undefined || autoProvision.providerData === '') return [];
  const schema = store.find(types.InfraProviderStatus, autoProvision.providerId)?.spec.schema ?? '';
  if (schema === '') return [];
  try {
    const { errors = [] } = validateJsonSchema({ data: autoProvision.providerData, schema });
    return errors.map(({ dataPath = '', cause = '' }) => `provider data ${dataPath || '/'}: ${cause}`);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return [error.message];
  }
}
