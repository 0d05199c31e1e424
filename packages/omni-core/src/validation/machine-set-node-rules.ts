import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { MachineSetNodeSpec } from '../wire/gen/specs.ts';
import { lockedClusterFinding, targetClusterFindings } from './cluster-rules.ts';
import { nodeTalosFinding } from './node-talos-rule.ts';
import { annotationPath, type Findings, labelPath, problem } from './resource-problem.ts';
import type { RuleContext, RuleSubject, TypeRules } from './type-rules.ts';

type Node = RuleSubject<MachineSetNodeSpec>;

const CLUSTER = labelPath(LABELS.cluster);
const MACHINE_SET = labelPath(LABELS.machineSet);

/** What a machine in a set has to be, and what the machine, the set and the cluster have to be for it. */
export const machineSetNodeRules: TypeRules<MachineSetNodeSpec> = {
  create(node, context) {
    const [cluster, set] = [labelOf(node, LABELS.cluster), labelOf(node, LABELS.machineSet)];
    return [
      ...targetFindings(node),
      ...lockFindings(node),
      ...(cluster === '' || set === '' ? [] : membershipFindings(node, { cluster, set }, context)),
    ];
  },
  update: (current, next, context) => [
    labelOf(next, LABELS.cluster) !== labelOf(current, LABELS.cluster) &&
      problem(CLUSTER, 'cluster label cannot be changed'),
    labelOf(next, LABELS.machineSet) !== labelOf(current, LABELS.machineSet) &&
      problem(MACHINE_SET, 'machine set label cannot be changed'),
    ...lockFindings(next),
    lockedClusterFinding(labelOf(current, LABELS.cluster), CLUSTER, context),
  ],
  remove: (node, context) => [
    lockedClusterFinding(labelOf(node, LABELS.cluster), CLUSTER, context),
    removalFinding(node, context),
  ],
};

function targetFindings(node: Node): Findings {
  return [LABELS.cluster, LABELS.machineSet].map(
    (name) => labelOf(node, name) === '' && problem(labelPath(name), 'cluster and machine-set labels should be set'),
  );
}

function lockFindings({ metadata }: Node): Findings {
  const isLockedControlPlane = ANNOTATIONS.locked in metadata.annotations && LABELS.controlPlaneRole in metadata.labels;
  return [isLockedControlPlane && problem(annotationPath(ANNOTATIONS.locked), 'locking controlplanes is not allowed')];
}

function membershipFindings(
  node: Node,
  { cluster, set }: { readonly cluster: string; readonly set: string },
  context: RuleContext,
): Findings {
  const { lookup } = context;
  if (lookup === undefined) return [];
  const machineSet = lookup.find(types.MachineSet, set);
  const { id, labels } = node.metadata;
  // What a class gave may be given back while its machine is still in the cluster.
  const returns = LABELS.managedByNodeController in labels && lookup.find(types.ClusterMachine, id) !== undefined;
  const isAllocated = machineSet?.spec.machineAllocation !== undefined;
  const allocated = `adding machine set node to the machine set "${set}" is not allowed: the machine set uses automated machine allocation`;
  return [
    ...targetClusterFindings(cluster, CLUSTER, context),
    lockedClusterFinding(cluster, CLUSTER, context),
    machineSet === undefined && problem(MACHINE_SET, `machine set "${set}" does not exist`),
    machineSet?.metadata.phase === 'tearingDown' && problem(MACHINE_SET, `machine set "${set}" is tearing down`),
    isAllocated && !returns && problem(MACHINE_SET, allocated),
    nodeTalosFinding(id, lookup.find(types.Cluster, cluster)?.spec, lookup),
  ];
}

/** A lock holds a machine, unless its set or cluster goes as well, which only a look at them tells. */
function removalFinding(node: Node, { lookup }: RuleContext) {
  const { id, annotations } = node.metadata;
  if (lookup === undefined || !(ANNOTATIONS.locked in annotations)) return undefined;
  const set = lookup.find(types.MachineSet, labelOf(node, LABELS.machineSet));
  const cluster = lookup.find(types.Cluster, labelOf(node, LABELS.cluster));
  const isOrphan = [set, cluster].some((target) => target === undefined || target.metadata.phase === 'tearingDown');
  const message = `machine set node "${id}" is locked: unlock it before removing it from the cluster`;
  return isOrphan ? undefined : problem(annotationPath(ANNOTATIONS.locked), message);
}

function labelOf({ metadata }: Node, name: string): string {
  return metadata.labels[name] ?? '';
}
