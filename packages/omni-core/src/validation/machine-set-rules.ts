import { LABELS } from '../resources/label-names.ts';
import * as specs from '../wire/gen/specs.ts';
import { type Findings, labelPath, problem, type RuleSubject, type TypeRules } from './resource-problem.ts';

type MachineSet = RuleSubject<specs.MachineSetSpec>;

const { Static } = specs.MachineSetSpec.MachineAllocation.Type;

/** What a machine set has to be whatever cluster it is in. */
export const machineSetRules: TypeRules<specs.MachineSetSpec> = {
  create: (set) => [...identityFindings(set), ...specFindings(set)],
  update(current, next) {
    const cluster = clusterOf(current);
    const [from, to] = [current.spec.bootstrapSpec, next.spec.bootstrapSpec];
    const bootstrapChanged = from?.clusterUuid !== to?.clusterUuid || from?.snapshot !== to?.snapshot;
    return [
      clusterOf(next) !== cluster && problem(labelPath(LABELS.cluster), 'cluster label cannot be changed'),
      // It may go once the cluster is bootstrapped, which only the server can tell.
      bootstrapChanged &&
        to !== undefined &&
        problem('spec.bootstrapSpec', 'bootstrap spec is immutable after creation'),
      ...specFindings(next),
    ];
  },
};

function identityFindings(set: MachineSet): Findings {
  const { id, labels } = set.metadata;
  const cluster = clusterOf(set);
  const isControlPlane = LABELS.controlPlaneRole in labels;
  const isWorker = LABELS.workerRole in labels;
  const roles =
    isControlPlane === isWorker && 'machine set should have exactly one of the control plane and worker role labels';
  const roleFinding = roles && problem('metadata.labels', roles);
  if (cluster === '') {
    return [problem(labelPath(LABELS.cluster), `machine set "${id}" does not have cluster label`), roleFinding];
  }
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

function specFindings({ metadata, spec }: MachineSet): Findings {
  const { bootstrapSpec, machineAllocation } = spec;
  const isWorker = !(LABELS.controlPlaneRole in metadata.labels);
  return [
    bootstrapSpec !== undefined &&
      isWorker &&
      problem('spec.bootstrapSpec', 'bootstrap spec is not allowed for worker machine sets'),
    bootstrapSpec !== undefined &&
      /^\/|(^|\/)\.\.(\/|$)/.test(bootstrapSpec.snapshot) &&
      problem('spec.bootstrapSpec.snapshot', `invalid snapshot path "${bootstrapSpec.snapshot}"`),
    ...(machineAllocation === undefined ? [] : allocationFindings(machineAllocation)),
  ];
}

function allocationFindings(allocation: specs.MachineSetSpec.MachineAllocation): Findings {
  const { name, allocationType, machineCount } = allocation;
  const path = 'spec.machineAllocation';
  return [
    name === '' && problem(`${path}.name`, 'machine allocation source name is not set'),
    allocationType !== Static &&
      machineCount > 0 &&
      problem(`${path}.machineCount`, 'machine count can be set only if static allocation type is used'),
  ];
}

function clusterOf({ metadata }: MachineSet): string {
  return metadata.labels[LABELS.cluster] ?? '';
}
