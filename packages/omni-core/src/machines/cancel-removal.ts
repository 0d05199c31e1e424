import { OmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';

/** Lets a machine stay whose removal has begun but which still runs. */
export async function cancelRemoval(state: State, machine: string, options: CallOptions): Promise<void> {
  const [member, node] = await Promise.all([
    state.find(types.ClusterMachine, machine, options),
    state.find(types.MachineSetNode, machine, options),
  ]);
  if (node?.metadata.phase === 'running') return;
  if (member?.metadata.phase !== 'running' || node !== undefined) {
    throw new OmniError('precondition_failed', `Machine ${machine} is too far on its way out of its cluster`, {
      hint: 'Wait until it is free and add it again.',
    });
  }
  const { labels: all } = member.metadata;
  const machineSet = all[LABELS.machineSet] ?? '';
  const set = await state.get(types.MachineSet, machineSet, options);
  const role = LABELS.controlPlaneRole in all ? LABELS.controlPlaneRole : LABELS.workerRole;
  const fromClass = set.spec.machineAllocation !== undefined || set.spec.machineClass !== undefined;
  const labels = {
    [LABELS.cluster]: all[LABELS.cluster] ?? '',
    [LABELS.machineSet]: machineSet,
    [role]: '',
    ...(fromClass && { [LABELS.managedByNodeController]: '' }),
  };
  await state.create(newResource(types.MachineSetNode, { id: machine, labels }), options);
}
