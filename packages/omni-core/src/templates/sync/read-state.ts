import { LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import { describeResource, type Resource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import { labelsEqual } from '../../state/query.ts';
import type { State } from '../../state/state.ts';
import type { CallOptions } from '../../transport/call-options.ts';
import { dialectOf, type TemplateTarget } from '../target.ts';
import { readById } from './read-by-id.ts';

/** What Omni holds of a cluster. */
export interface ActualState {
  /**
   * What templates may manage, in the order steps are planned in: the cluster, what carries its label, per machine what
   * belongs to the machine, and what the template expects but another cluster or nobody labels.
   */
  readonly managed: readonly Resource[];
  /** Expected resources that exist but belong to a controller. */
  readonly owned: readonly Resource[];
  /** Nodes of the cluster that Omni took from a machine class: not for templates to touch, but affected by them. */
  readonly allocated: readonly Resource[];
}

/** Types whose resources carry the label of their cluster. */
export const LABELLED_TYPES: readonly ResourceType[] = [
  types.MachineSet,
  types.MachineSetNode,
  types.ConfigPatch,
  types.ExtensionsConfiguration,
  types.KubernetesManifestGroup,
  types.KubernetesHealthCheck,
];

/**
 * Reads a cluster: one call per type at the same time, and a second round only for machines and expected resources
 * that the first did not show.
 */
export async function readActualState(
  clusterName: string,
  expected: readonly Resource[],
  state: State,
  options: CallOptions & { readonly target: TemplateTarget },
): Promise<ActualState> {
  const { target, ...limits } = options;
  // A plan is made from what Omni holds now, whatever the client has cached.
  const call = { ...limits, fresh: true };
  const perMachine = perMachineTypes(target);
  const labels = [labelsEqual({ [LABELS.cluster]: clusterName })];
  const expectedMachines = machineIds(expected);

  const readOfMachines = (type: ResourceType, ids: readonly string[]) => readById(state, type, ids, call);
  const [cluster, lists, ofExpected] = await Promise.all([
    state.find(types.Cluster, clusterName, call),
    Promise.all(LABELLED_TYPES.map((type) => state.list<unknown>(type, { ...call, labels }))),
    Promise.all(perMachine.map((type) => readOfMachines(type, expectedMachines))),
  ]);

  const labelled = lists.flat();
  const asked = new Set(expectedMachines);
  const otherMachines = managedMachines(labelled).filter((id) => !asked.has(id));
  const reading = { cluster, labelled, ofMachines: ofExpected.flat() };
  const [ofOthers, found] = await Promise.all([
    Promise.all(perMachine.map((type) => readOfMachines(type, otherMachines))),
    readExpected(unseenIn(reading, expected, target), state, call),
  ]);
  return actualStateOf({ cluster, labelled, ofMachines: [...reading.ofMachines, ...ofOthers.flat()], found });
}

/** What was read of a cluster, kind by kind. */
export interface ClusterReading {
  readonly cluster: Resource | undefined;
  /** What carries the label of the cluster, in the order of {@link LABELLED_TYPES}. */
  readonly labelled: readonly Resource[];
  /** What belongs to one of its machines. */
  readonly ofMachines: readonly Resource[];
  /** Expected resources that were found by their id alone. */
  readonly found: readonly Resource[];
}

/** What was read of a cluster, as planning wants it. Pure. */
export function actualStateOf({ cluster, labelled, ofMachines, found }: ClusterReading): ActualState {
  const managed = [...(cluster === undefined ? [] : [cluster]), ...labelled.filter(isManaged)];
  const all = [...managed, ...orderByMachine(ofMachines, managedMachines(labelled)), ...found];
  return {
    managed: all.filter(({ metadata }) => metadata.owner === ''),
    owned: all.filter(({ metadata }) => metadata.owner !== ''),
    allocated: labelled.filter(isAllocated),
  };
}

/** Expected resources that are not among what was read, and may be there all the same: with another label, or none. */
export function unseenIn(
  { cluster, labelled, ofMachines }: Omit<ClusterReading, 'found'>,
  expected: readonly Resource[],
  target: TemplateTarget,
): Resource[] {
  const perMachine = perMachineTypes(target);
  const read = [...(cluster === undefined ? [] : [cluster]), ...labelled.filter(isManaged), ...ofMachines];
  const seen = new Set(read.map(nameOf));
  return expected.filter((resource) => !seen.has(nameOf(resource)) && !perMachine.includes(resource.type));
}

/** The machines among resources. */
export function machineIds(resources: readonly Resource[]): string[] {
  return resources.filter(({ type }) => type.type === types.MachineSetNode.type).map(({ metadata }) => metadata.id);
}

/** The machines among resources that people, and no controller, put there. */
export function managedMachines(labelled: readonly Resource[]): string[] {
  return machineIds(labelled.filter(isManaged));
}

function isAllocated({ type, metadata }: Resource): boolean {
  return type.type === types.MachineSetNode.type && LABELS.managedByNodeController in metadata.labels;
}

/** Per machine what belongs to it, machines that are not there yet last. */
function orderByMachine(resources: readonly Resource[], machines: readonly string[]): Resource[] {
  const byMachine = Map.groupBy(resources, ({ metadata }) => metadata.id);
  const ids = new Set([...machines, ...byMachine.keys()]);
  return [...ids].flatMap((id) => byMachine.get(id) ?? []);
}

/** Types that belong to a machine rather than to a cluster. */
export function perMachineTypes(target: TemplateTarget): readonly ResourceType[] {
  const { installDisk } = dialectOf(target);
  return installDisk === 'install-disk-config' ? [types.KernelArg, types.MachineInstallDiskConfig] : [types.KernelArg];
}

/** Reads resources by their ids alone, one call per type. */
export async function readExpected(
  expected: readonly Resource[],
  state: State,
  options: CallOptions,
): Promise<Resource[]> {
  const byType = Map.groupBy(expected, ({ type }) => type);
  const read = ([type, resources]: [ResourceType, Resource[]]) =>
    readById(
      state,
      type,
      resources.map(({ metadata }) => metadata.id),
      options,
    );
  const found = new Map(
    (await Promise.all([...byType].map(read))).flat().map((resource) => [nameOf(resource), resource]),
  );
  return expected.flatMap((resource) => found.get(nameOf(resource)) ?? []);
}

/** Nodes that a controller took from a machine class are its business, as is everything with an owner. */
function isManaged({ metadata }: Resource): boolean {
  return metadata.owner === '' && metadata.labels[LABELS.managedByNodeController] === undefined;
}

/** Full name of a resource, unique among all. */
export function nameOf({ metadata }: Resource): string {
  return describeResource(metadata);
}
