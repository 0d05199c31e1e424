import { types } from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import type { Problems } from './refusals.ts';

/** Rules for a machine class. */
export function machineClassProblems(store: TypedStore, { spec }: Typed<specs.MachineClassSpec>): Problems {
  const { autoProvision } = spec;
  return [
    autoProvision !== undefined &&
      store.find(types.InfraProvider, autoProvision.providerId) === undefined &&
      `infra provider "${autoProvision.providerId}" does not exist`,
  ];
}

/** A class in use cannot go. */
export function removedMachineClassProblems(store: TypedStore, id: string): Problems {
  const users = store.list(types.MachineSet).filter(({ spec }) => spec.machineAllocation?.name === id);
  const names = users.map(({ resource }) => resource.id).join(', ');
  return [users.length > 0 && `machine class "${id}" is still in use by machine sets: ${names}`];
}
