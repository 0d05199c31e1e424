import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { State } from '../state/state.ts';
import type { WantedState } from '../templates/plan/wanted-state.ts';
import {
  type ActualState,
  actualStateOf,
  LABELLED_TYPES,
  machineIds,
  managedMachines,
  nameOf,
  perMachineTypes,
  readExpected,
  unseenIn,
} from '../templates/sync/read-state.ts';
import type { TemplateTarget } from '../templates/target.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { listOfClusters, listOfIds } from './read-many.ts';

/**
 * What Omni holds of many clusters: one list per type for all of them, and a second round for machines and expected
 * resources that the first did not show.
 *
 * @returns for each of what is wanted the same as reading its cluster alone. One cluster may be wanted in several ways
 */
export async function readFleetState(
  wanted: readonly WantedState[],
  state: State,
  options: CallOptions & { readonly target: TemplateTarget },
): Promise<ReadonlyMap<WantedState, ActualState>> {
  const { target, ...call } = options;
  const names = unique(wanted.map(({ clusterName }) => clusterName));
  if (names.length === 0) return new Map();
  const perMachine = perMachineTypes(target);
  const readOfMachines = (ids: readonly string[]) =>
    Promise.all(perMachine.map((type) => listOfIds<unknown>(state, type, ids, call)));
  const expectedMachines = unique(wanted.flatMap(({ resources }) => machineIds(resources)));
  const [clusters, lists, ofExpected] = await Promise.all([
    listOfIds(state, types.Cluster, names, call),
    Promise.all(LABELLED_TYPES.map((type) => listOfClusters<unknown>(state, type, names, call))),
    readOfMachines(expectedMachines),
  ]);

  const labelledOf = (name: string) => lists.flatMap((list) => list.get(name) ?? []);
  const asked = new Set(expectedMachines);
  const others = names.flatMap((name) => managedMachines(labelledOf(name))).filter((id) => !asked.has(id));
  const unseen = wanted.flatMap(({ clusterName, resources }) => {
    const reading = { cluster: clusters.get(clusterName), labelled: labelledOf(clusterName), ofMachines: [] };
    return unseenIn(reading, resources, target);
  });
  const [ofOthers, foundAll] = await Promise.all([
    readOfMachines(unique(others)),
    readExpected(uniqueResources(unseen), state, call),
  ]);

  const found = new Map(foundAll.map((resource) => [nameOf(resource), resource]));
  return new Map(
    wanted.map((one): [WantedState, ActualState] => {
      const { clusterName, resources } = one;
      const labelled = labelledOf(clusterName);
      const machines = unique([...machineIds(resources), ...managedMachines(labelled)]);
      const ofMachines = [...ofExpected, ...ofOthers].flatMap((byId) => machines.flatMap((id) => byId.get(id) ?? []));
      const reading = { cluster: clusters.get(clusterName), labelled, ofMachines };
      const own = unseenIn(reading, resources, target).flatMap((resource) => found.get(nameOf(resource)) ?? []);
      return [one, actualStateOf({ ...reading, found: own })];
    }),
  );
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

function uniqueResources(resources: readonly Resource[]): Resource[] {
  return [...new Map(resources.map((resource) => [nameOf(resource), resource])).values()];
}
