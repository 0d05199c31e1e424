import { goQuote } from '../go-format.ts';
import type { MachineSetModel } from '../model/machine-set.ts';
import { type Problem, wrapped } from '../problem.ts';
import type { ValidationContext } from './context.ts';
import { checkDescriptors } from './descriptors.ts';
import { checkMachineId } from './machine-id.ts';
import { checkPatches } from './patch.ts';

/** Last part of the id of every control plane; no worker set may take it. */
const CONTROL_PLANES = 'control-planes';

/** Everything wrong with a ControlPlane document. */
export function checkControlPlane(set: MachineSetModel<'ControlPlane'>, context: ValidationContext): Problem[] {
  const { name, bootstrapSpec, updateStrategy, deleteStrategy } = set;
  return wrapped('controlplane is invalid', [
    ...failing(name !== '', 'custom name is not allowed in the controlplane'),
    ...failing(bootstrapSpec?.clusterUUID === '', 'clusterUUID is required in bootstrapSpec'),
    ...failing(bootstrapSpec?.snapshot === '', 'snapshot is required in bootstrapSpec'),
    ...failing(updateStrategy !== undefined, 'updateStrategy is not allowed in the controlplane'),
    ...failing(deleteStrategy !== undefined, 'deleteStrategy is not allowed in the controlplane'),
    ...checkMachines(set, context),
  ]);
}

/** Everything wrong with a Workers document. */
export function checkWorkers(set: MachineSetModel<'Workers'>, context: ValidationContext): Problem[] {
  const { name, bootstrapSpec } = set;
  return wrapped('workers is invalid', [
    ...failing(name === CONTROL_PLANES, `name ${goQuote(CONTROL_PLANES)} cannot be used in workers`),
    ...failing(bootstrapSpec !== undefined, 'bootstrapSpec is not allowed in workers'),
    ...checkMachines(set, context),
  ]);
}

function checkMachines(set: MachineSetModel, context: ValidationContext): Problem[] {
  const { machines, machineClass, kernelArgs, patches } = set;
  const usesClass = machineClass !== undefined;
  return [
    ...checkDescriptors(set),
    ...failing(usesClass && machines.length > 0, 'machine set can not have both machines and machine class defined'),
    ...failing(
      usesClass && kernelArgs !== undefined,
      'kernelArgs cannot be defined for machine set since it uses machine class',
    ),
    ...machines.flatMap(checkMachineId),
    ...checkPatches(patches, context),
  ];
}

function failing(condition: boolean, text: string): Problem[] {
  return condition ? [{ text }] : [];
}
