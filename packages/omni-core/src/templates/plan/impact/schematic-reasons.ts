import { isDeepStrictEqual } from 'node:util';
import { types } from '../../../resources/registry.ts';
import type { Resource } from '../../../resources/resource.ts';
import type { ExtensionsConfigurationSpec } from '../../../wire/gen/specs.ts';
import { nameOf } from '../../sync/read-state.ts';
import { changeOf } from '../../sync/steps.ts';
import { type ClusterShape, isOf } from '../cluster-shape.ts';
import type { PlanFacts } from '../plan-facts.ts';
import { type MachineReason, reasonFor } from './reason.ts';
import { levelOf, scopeOf } from './scope.ts';

/** What other extensions do to the machines that stay. */
export function extensionReasons(facts: PlanFacts): MachineReason[] {
  const changes = facts.steps.some((step) => {
    const { before, after } = changeOf(step);
    return [before, after].some((resource) => resource !== undefined && isOf(resource, types.ExtensionsConfiguration));
  });
  if (!changes) return [];
  const [had, has] = [effectiveLists(facts.before), effectiveLists(facts.after)];
  return [...facts.after.machines.keys()]
    .filter((machine) => facts.before.machines.has(machine))
    .flatMap((machine) => {
      const [old, next] = [had.get(machine), has.get(machine)];
      if (isDeepStrictEqual(sorted(old), sorted(next))) return [];
      const resource = nameOf(next ?? old ?? missing());
      // Without a list Omni goes back to what the machine came with, which only Omni knows.
      const certainty = old !== undefined && next !== undefined ? 'certain' : 'guessed';
      return reasonFor([machine], 'reinstall', certainty, 'extensions', resource, 'Its system extensions change.');
    });
}

/** What other kernel arguments do to the machines that stay. */
export function kernelArgsReasons(facts: PlanFacts): MachineReason[] {
  return facts.steps.flatMap((step) => {
    const { before, after } = changeOf(step);
    if (after === undefined || !isOf(after, types.KernelArg) || !facts.before.machines.has(after.metadata.id))
      return [];
    const old = before !== undefined && isOf(before, types.KernelArg) ? before.spec.args : undefined;
    if (isDeepStrictEqual(old, after.spec.args)) return [];
    const certainty = old === undefined ? 'guessed' : 'certain';
    const text = 'Its kernel arguments change.';
    return reasonFor([after.metadata.id], 'reinstall', certainty, 'kernel-args', nameOf(after), text);
  });
}

/** The list that counts for each machine. */
function effectiveLists(shape: ClusterShape): ReadonlyMap<string, Resource<ExtensionsConfigurationSpec>> {
  const lists = new Map<string, Resource<ExtensionsConfigurationSpec>>();
  const all = shape.resources
    .filter((resource) => isOf(resource, types.ExtensionsConfiguration))
    .toSorted((a, b) => levelOf(a) - levelOf(b));
  for (const list of all) for (const machine of scopeOf(list, shape)) lists.set(machine, list);
  return lists;
}

function sorted(list: Resource<ExtensionsConfigurationSpec> | undefined): readonly string[] | undefined {
  return list?.spec.extensions.toSorted();
}

function missing(): never {
  throw new TypeError('two lists that are both missing are the same');
}
