import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import { MachineSetSpec } from '../wire/gen/specs.ts';
import { lockedClusterFinding, targetClusterFindings } from './cluster-rules.ts';
import { type Findings, labelPath, problem } from './resource-problem.ts';
import type { ResourceLookup, RuleContext, RuleSubject, TypeRules } from './type-rules.ts';

type MachineSet = RuleSubject<MachineSetSpec>;

const { Static } = MachineSetSpec.MachineAllocation.Type;
const CLUSTER = labelPath(LABELS.cluster);

/** What a machine set has to be, and what its cluster, its machines and its class have to be for it. */
export const machineSetRules: TypeRules<MachineSetSpec> = {
  create: (set, context) => [
    ...identityFindings(set),
    ...specFindings(set, context),
    ...(clusterOf(set) === '' ? [] : membershipFindings(set, context)),
  ],
  update: (current, next, context) => [
    clusterOf(next) !== clusterOf(current) && problem(CLUSTER, 'cluster label cannot be changed'),
    bootstrapFinding(current, next, context),
    modeFinding(current, next, context),
    lockedClusterFinding(clusterOf(current), CLUSTER, context),
    ...specFindings(next, context),
  ],
  remove: (set, context) => [lockedClusterFinding(clusterOf(set), CLUSTER, context)],
};

function identityFindings(set: MachineSet): Findings {
  const { id, labels } = set.metadata;
  const cluster = clusterOf(set);
  const isControlPlane = LABELS.controlPlaneRole in labels;
  const isWorker = LABELS.workerRole in labels;
  const roles =
    isControlPlane === isWorker && 'machine set should have exactly one of the control plane and worker role labels';
  const roleFinding = roles && problem('metadata.labels', roles);
  if (cluster === '') return [problem(CLUSTER, `machine set "${id}" does not have cluster label`), roleFinding];
  const controlPlaneId = `${cluster}-control-planes`;
  const path = 'metadata.id';
  return [
    roleFinding,
    !id.startsWith(`${cluster}-`) &&
      problem(path, `machine set id "${id}" should start with the cluster name "${cluster}-"`),
    isControlPlane &&
      id !== controlPlaneId &&
      problem(path, `control plane machine set should have "${controlPlaneId}" as the id`),
    isWorker && id === controlPlaneId && problem(path, `worker machine set should not have "${id}" as the id`),
  ];
}

function membershipFindings(set: MachineSet, context: RuleContext): Findings {
  const { labels } = set.metadata;
  const cluster = clusterOf(set);
  const isLate = LABELS.controlPlaneRole in labels && isBootstrapped(cluster, context.lookup);
  const late = `adding control plane machine set to an already bootstrapped cluster "${cluster}" is not allowed`;
  return [
    isLate && problem(labelPath(LABELS.controlPlaneRole), late),
    ...targetClusterFindings(cluster, CLUSTER, context),
    lockedClusterFinding(cluster, CLUSTER, context),
  ];
}

/** Where a control plane came from never changes, but may be forgotten once the cluster is bootstrapped. */
function bootstrapFinding(current: MachineSet, next: MachineSet, { lookup }: RuleContext) {
  const [from, to] = [current.spec.bootstrapSpec, next.spec.bootstrapSpec];
  if (from?.clusterUuid === to?.clusterUuid && from?.snapshot === to?.snapshot) return undefined;
  const mayGo = to === undefined && (lookup === undefined || isBootstrapped(clusterOf(current), lookup));
  return mayGo ? undefined : problem('spec.bootstrapSpec', 'bootstrap spec is immutable after creation');
}

function modeFinding(current: MachineSet, next: MachineSet, { lookup }: RuleContext) {
  const changes = (current.spec.machineAllocation === undefined) !== (next.spec.machineAllocation === undefined);
  if (!changes || lookup === undefined) return undefined;
  const { id } = current.metadata;
  const isEmpty = lookup
    .list(types.MachineSetNode)
    .every(({ metadata: { labels } }) => labels[LABELS.machineSet] !== id);
  const reason = 'switching between manual and machine class allocation is not allowed';
  return isEmpty ? undefined : problem('spec.machineAllocation', `machine set is not empty: ${reason}`);
}

function specFindings({ metadata, spec }: MachineSet, { lookup }: RuleContext): Findings {
  const { bootstrapSpec, machineAllocation } = spec;
  const isWorker = !(LABELS.controlPlaneRole in metadata.labels);
  return [
    bootstrapSpec !== undefined &&
      isWorker &&
      problem('spec.bootstrapSpec', 'bootstrap spec is not allowed for worker machine sets'),
    bootstrapSpec !== undefined &&
      /^\/|(^|\/)\.\.(\/|$)/.test(bootstrapSpec.snapshot) &&
      problem('spec.bootstrapSpec.snapshot', `invalid snapshot path "${bootstrapSpec.snapshot}"`),
    ...(machineAllocation === undefined ? [] : allocationFindings(machineAllocation, lookup)),
  ];
}

function allocationFindings(
  { name, allocationType, machineCount }: MachineSetSpec.MachineAllocation,
  lookup: ResourceLookup | undefined,
): Findings {
  const path = 'spec.machineAllocation';
  const machineClass = name === '' ? undefined : lookup?.find(types.MachineClass, name);
  const isMissing = lookup !== undefined && name !== '' && machineClass === undefined;
  return [
    name === '' && problem(`${path}.name`, 'machine allocation source name is not set'),
    allocationType !== Static &&
      machineCount > 0 &&
      problem(`${path}.machineCount`, 'machine count can be set only if static allocation type is used'),
    isMissing && problem(`${path}.name`, `machine class with name "${name}" doesn't exist`),
    allocationType !== Static &&
      machineClass?.spec.autoProvision !== undefined &&
      problem(
        `${path}.allocationType`,
        'machine classes which auto provision machines do not support unlimited allocation type',
      ),
  ];
}

function isBootstrapped(cluster: string, lookup: ResourceLookup | undefined): boolean {
  return lookup?.find(types.ClusterBootstrapStatus, cluster)?.spec.bootstrapped === true;
}

function clusterOf({ metadata }: MachineSet): string {
  return metadata.labels[LABELS.cluster] ?? '';
}
