import { ANNOTATIONS, LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import { describeResource, type Resource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import { type ClusterSpec, MachineSetSpec } from '../../wire/gen/specs.ts';
import { compareText } from './compare-text.ts';

/** One machine of a cluster. */
export interface ShapeMachine {
  readonly id: string;
  /** Its node, as `Type(namespace/id)`. */
  readonly resource: string;
  readonly machineSet: string;
  readonly role: 'controlplane' | 'worker';
  readonly locked: boolean;
}

/** One machine set of a cluster. */
export interface ShapeSet {
  readonly id: string;
  readonly resource: string;
  readonly role: 'controlplane' | 'worker';
  readonly spec: MachineSetSpec;
  /** How many machines Omni takes from a class; `undefined` for a set whose machines are named. */
  readonly allocation: { readonly machineClass: string; readonly count: number | 'unlimited' } | undefined;
}

/** What a cluster consists of at one time. */
export interface ClusterShape {
  readonly cluster: Resource<ClusterSpec> | undefined;
  readonly sets: ReadonlyMap<string, ShapeSet>;
  readonly machines: ReadonlyMap<string, ShapeMachine>;
  readonly resources: readonly Resource[];
}

/** Reads the shape of a cluster out of its resources. Those of other clusters among them do not count. */
export function clusterShape(clusterName: string, resources: readonly Resource[]): ClusterShape {
  const own = resources
    .filter(
      ({ metadata: { labels } }) => labels[LABELS.cluster] === clusterName || labels[LABELS.cluster] === undefined,
    )
    .toSorted(byTypeAndId);
  const sets = own.filter((resource) => isOf(resource, types.MachineSet)).map(setOf);
  const machines = own.filter((resource) => isOf(resource, types.MachineSetNode)).map(machineOf);
  return {
    cluster: own.find((resource) => isOf(resource, types.Cluster)),
    sets: new Map(sets.map((set) => [set.id, set])),
    machines: new Map(machines.map((machine) => [machine.id, machine])),
    resources: own,
  };
}

/** The order of reading must not show. */
function byTypeAndId({ metadata: left }: Resource, { metadata: right }: Resource): number {
  return compareText(left.type, right.type) || compareText(left.id, right.id);
}

/** Machines of the control plane, those that Omni takes from a class counted as asked for. */
export function controlPlaneSize(shape: ClusterShape): number {
  const named = [...shape.machines.values()].filter(
    ({ role, machineSet }) => role === 'controlplane' && shape.sets.get(machineSet)?.allocation === undefined,
  ).length;
  const allocated = [...shape.sets.values()]
    .filter(({ role }) => role === 'controlplane')
    .map(({ id, allocation }) => {
      if (allocation === undefined) return 0;
      return allocation.count === 'unlimited' ? machinesOf(shape, id).length : allocation.count;
    });
  return allocated.reduce((sum, count) => sum + count, named);
}

/** Machines of one set, as far as they are known. */
export function machinesOf({ machines }: ClusterShape, machineSet: string): ShapeMachine[] {
  return [...machines.values()].filter((machine) => machine.machineSet === machineSet);
}

/** Narrows a resource to one type. */
export function isOf<Spec>(resource: Resource, type: ResourceType<Spec>): resource is Resource<Spec> {
  return resource.type.type === type.type;
}

function setOf({ metadata, spec }: Resource<MachineSetSpec>): ShapeSet {
  return {
    id: metadata.id,
    resource: describeResource(metadata),
    role: LABELS.controlPlaneRole in metadata.labels ? 'controlplane' : 'worker',
    spec,
    allocation: allocationOf(spec),
  };
}

function allocationOf({ machineAllocation, machineClass }: MachineSetSpec): ShapeSet['allocation'] {
  // Clusters of old releases still have the deprecated field.
  const allocation = machineAllocation ?? machineClass;
  if (allocation === undefined || allocation.name === '') return undefined;
  const isUnlimited = allocation.allocationType === MachineSetSpec.MachineAllocation.Type.Unlimited;
  return { machineClass: allocation.name, count: isUnlimited ? 'unlimited' : allocation.machineCount };
}

function machineOf({ metadata }: Resource): ShapeMachine {
  return {
    id: metadata.id,
    resource: describeResource(metadata),
    machineSet: metadata.labels[LABELS.machineSet] ?? '',
    role: LABELS.controlPlaneRole in metadata.labels ? 'controlplane' : 'worker',
    locked: ANNOTATIONS.locked in metadata.annotations,
  };
}
