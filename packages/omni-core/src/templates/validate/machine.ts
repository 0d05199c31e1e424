import { goQuote } from '../go-format.ts';
import type { MachineModel } from '../model/machine.ts';
import { type Problem, wrapped } from '../problem.ts';
import type { ValidationContext } from './context.ts';
import { checkDescriptors } from './descriptors.ts';
import { checkMachineId } from './machine-id.ts';
import { checkPatches } from './patch.ts';

/** Everything wrong with a Machine document. Whether a disk selector is sound CEL is for the server to say. */
export function checkMachine(machine: MachineModel, context: ValidationContext): Problem[] {
  const { name, install, patches } = machine;
  return wrapped(`machine ${goQuote(name)} is invalid`, [
    ...(name === '' ? [{ text: 'name is required for machine' }] : []),
    ...checkDescriptors(machine),
    ...checkMachineId(name),
    ...(install.disk !== '' && install.diskSelector !== ''
      ? [{ text: 'install.disk and install.diskSelector are mutually exclusive' }]
      : []),
    ...checkPatches(patches, context),
  ]);
}
