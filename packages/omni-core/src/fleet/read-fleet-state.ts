import pMap from 'p-map';
import { isOmniError } from '../errors/omni-error.ts';
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
  readActualState,
  readExpected,
  unseenIn,
} from '../templates/sync/read-state.ts';
import type { TemplateTarget } from '../templates/target.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { ClusterSpec } from '../wire/gen/specs.ts';
import { type ByCluster, listOfClusters, listOfIds } from './read-many.ts';

const CONCURRENT_CLUSTERS = 4;

/** What carries the label of one of some clusters, and the clusters themselves. */
export interface FleetLists {
  readonly clusters: ReadonlyMap<string, Resource<ClusterSpec>>;
  /** In the order of the labelled types. */
  readonly labelled: readonly ByCluster<unknown>[];
}

/** Reads clusters by their names: one list per type for all of them. */
export async function readFleetLists(names: readonly string[], state: State, call: CallOptions): Promise<FleetLists> {
  if (names.length === 0) return { clusters: new Map(), labelled: [] };
  const [clusters, labelled] = await Promise.all([
    listOfIds(state, types.Cluster, names, call),
    Promise.all(LABELLED_TYPES.map((type) => listOfClusters<unknown>(state, type, names, call))),
  ]);
  return { clusters, labelled };
}

/**
 * What Omni holds of many clusters: beside the lists only machines and expected resources that they do not show are
 * asked for, again for all clusters at once.
 *
 * @param reading the lists of at least these clusters, which may be under way
 * @returns for each of what is wanted the same as reading its cluster alone. One cluster may be wanted in several ways
 */
async function readFleetState(
  wanted: readonly WantedState[],
  reading: Promise<FleetLists>,
  state: State,
  options: CallOptions & { readonly target: TemplateTarget },
): Promise<ReadonlyMap<WantedState, ActualState>> {
  const { target, ...call } = options;
  const names = unique(wanted.map(({ clusterName }) => clusterName));
  const perMachine = perMachineTypes(target);
  const readOfMachines = (ids: readonly string[]) =>
    Promise.all(perMachine.map((type) => listOfIds<unknown>(state, type, ids, call)));
  const expectedMachines = unique(wanted.flatMap(({ resources }) => machineIds(resources)));
  const [{ clusters, labelled: lists }, ofExpected] = await Promise.all([reading, readOfMachines(expectedMachines)]);

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

/**
 * What Omni holds of everything that is wanted, of whatever targets. A key that may not list across clusters reads them
 * one by one.
 */
export async function readWanted(
  wanted: readonly WantedState[],
  reading: Promise<FleetLists>,
  state: State,
  call: CallOptions,
): Promise<ReadonlyMap<WantedState, ActualState>> {
  const byTarget = [...Map.groupBy(wanted, ({ target }) => target)];
  try {
    const read = byTarget.map(([target, ofTarget]) => readFleetState(ofTarget, reading, state, { ...call, target }));
    return new Map((await Promise.all(read)).flatMap((found) => [...found]));
  } catch (error) {
    if (!isOmniError(error, 'access_denied')) throw error;
    const entries = await pMap(
      wanted,
      async (one): Promise<[WantedState, ActualState]> => {
        const { clusterName, resources, target } = one;
        return [one, await readActualState(clusterName, resources, state, { ...call, target })];
      },
      { concurrency: CONCURRENT_CLUSTERS, ...(call.signal && { signal: call.signal }) },
    );
    return new Map(entries);
  }
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

function uniqueResources(resources: readonly Resource[]): Resource[] {
  return [...new Map(resources.map((resource) => [nameOf(resource), resource])).values()];
}
