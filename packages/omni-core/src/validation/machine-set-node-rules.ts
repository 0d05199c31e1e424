import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import type * as specs from '../wire/gen/specs.ts';
import {
  annotationPath,
  type Findings,
  labelPath,
  problem,
  type RuleSubject,
  type TypeRules,
} from './resource-problem.ts';

type Node = RuleSubject<specs.MachineSetNodeSpec>;

/** What a machine in a set has to be, whatever the machine and the set. */
export const machineSetNodeRules: TypeRules<specs.MachineSetNodeSpec> = {
  create: (node) => [...targetFindings(node), ...lockFindings(node)],
  update: (current, next) => [
    labelOf(next, LABELS.cluster) !== labelOf(current, LABELS.cluster) &&
      problem(labelPath(LABELS.cluster), 'cluster label cannot be changed'),
    labelOf(next, LABELS.machineSet) !== labelOf(current, LABELS.machineSet) &&
      problem(labelPath(LABELS.machineSet), 'machine set label cannot be changed'),
    ...lockFindings(next),
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

function labelOf({ metadata }: Node, name: string): string {
  return metadata.labels[name] ?? '';
}
