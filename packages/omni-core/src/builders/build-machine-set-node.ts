import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import type { MachineSetNodeSpec } from '../wire/gen/specs.ts';
import { roleLabel } from './build-machine-set.ts';
import type { BuiltMetadata } from './built-metadata.ts';
import { type MachineSetName, machineSetId } from './machine-set-name.ts';

/** Which machine joins which set. */
export interface BuildMachineSetNodeOptions extends BuiltMetadata {
  /** UUID of the machine. */
  readonly machine: string;
  readonly machineSet: MachineSetName;
  /** Keep its configuration and Talos version as they are. Workers only. @default false */
  readonly locked?: boolean;
}

/** The resource that puts a machine into a machine set. Nothing is checked here: see `validateResource`. */
export function buildMachineSetNode(options: BuildMachineSetNodeOptions): Resource<MachineSetNodeSpec> {
  const { machine, machineSet, locked = false, labels = {}, annotations = {} } = options;
  return newResource(types.MachineSetNode, {
    id: machine,
    labels: {
      ...labels,
      [LABELS.cluster]: machineSet.cluster,
      [LABELS.machineSet]: machineSetId(machineSet),
      [roleLabel(machineSet.role)]: '',
    },
    annotations: { ...annotations, ...(locked && { [ANNOTATIONS.locked]: '' }) },
  });
}
