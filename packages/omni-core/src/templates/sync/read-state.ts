import { LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import { describeResource, type Resource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import { labelsEqual } from '../../state/query.ts';
import type { State } from '../../state/state.ts';
import type { CallOptions } from '../../transport/call-options.ts';
import { type Dialect, dialectOf, type TemplateTarget } from '../target.ts';
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

const LABELLED: readonly ResourceType[] = [
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
  const { target, ...call } = options;
  const perMachine = perMachineTypes(dialectOf(target));
  const labels = [labelsEqual({ [LABELS.cluster]: clusterName })];
  const expectedMachines = idsOf(expected, types.MachineSetNode);

  const readOfMachines = (type: ResourceType, ids: readonly string[]) => readById(state, type, ids, call);
  const [cluster, lists, ofExpected] = await Promise.all([
    state.find(types.Cluster, clusterName, call),
    Promise.all(LABELLED.map((type) => state.list<unknown>(type, { ...call, labels }))),
    Promise.all(perMachine.map((type) => readOfMachines(type, expectedMachines))),
  ]);

  const labelled = [...(cluster === undefined ? [] : [cluster]), ...lists.flat().filter(isManaged)];
  const machines = idsOf(labelled, types.MachineSetNode);
  const asked = new Set(expectedMachines);
  const otherMachines = machines.filter((id) => !asked.has(id));
  const seen = new Set([...labelled, ...ofExpected.flat()].map(nameOf));
  const unseen = expected.filter((resource) => !seen.has(nameOf(resource)) && !perMachine.includes(resource.type));
  const [ofOthers, found] = await Promise.all([
    Promise.all(perMachine.map((type) => readOfMachines(type, otherMachines))),
    readExpected(unseen, state, call),
  ]);

  const inNodeOrder = orderByMachine([...ofExpected.flat(), ...ofOthers.flat()], machines);
  const all = [...labelled, ...inNodeOrder, ...found];
  return {
    managed: all.filter(({ metadata }) => metadata.owner === ''),
    owned: all.filter(({ metadata }) => metadata.owner !== ''),
    allocated: lists.flat().filter((resource) => isAllocated(resource)),
  };
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
function perMachineTypes({ installDisk }: Dialect): readonly ResourceType[] {
  return installDisk === 'install-disk-config' ? [types.KernelArg, types.MachineInstallDiskConfig] : [types.KernelArg];
}

async function readExpected(expected: readonly Resource[], state: State, options: CallOptions): Promise<Resource[]> {
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

function idsOf(resources: readonly Resource[], type: ResourceType): string[] {
  return resources.filter((resource) => resource.type.type === type.type).map(({ metadata }) => metadata.id);
}

/** Full name of a resource, unique among all. */
export function nameOf({ metadata }: Resource): string {
  return describeResource(metadata);
}
