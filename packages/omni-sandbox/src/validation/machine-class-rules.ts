import { types } from '@fleetwright/omni-core';
import type { specs } from '@fleetwright/omni-core/wire';
import { label } from '../labels.ts';
import { StatusError } from '../status/status-error.ts';
import { parseSelector } from '../store/selector.ts';
import type { Typed, TypedStore } from '../store/typed-store.ts';
import type { Problems } from './refusals.ts';

/** Rules for a machine class. */
export function machineClassProblems(store: TypedStore, { spec }: Typed<specs.MachineClassSpec>): Problems {
  const { matchLabels, autoProvision } = spec;
  return [
    matchLabels.length > 0 === (autoProvision !== undefined) &&
      'machine class should have either match labels or auto provision set',
    ...matchLabels.map(selectorProblem),
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

function selectorProblem(selector: string): string | undefined {
  try {
    const forbidden = parseSelector(selector).some(({ key }) => key === label.noManualAllocation);
    return forbidden ? `label "${label.noManualAllocation}" cannot be used in machine class selectors` : undefined;
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
}
