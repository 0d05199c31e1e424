import { readUnlockedCluster } from '../clusters/guards.ts';
import { OmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';

/**
 * Puts a free machine into a machine set and returns; the machine then installs itself. Doing it twice is fine.
 * @param machineSet e.g. `demo-workers`
 */
export async function addMachine(
  state: State,
  machine: string,
  machineSet: string,
  options: CallOptions,
): Promise<void> {
  const [set, node, status] = await Promise.all([
    state.get(types.MachineSet, machineSet, options),
    state.find(types.MachineSetNode, machine, options),
    state.get(types.MachineStatus, machine, options),
  ]);
  const cluster = set.metadata.labels[LABELS.cluster] ?? '';
  if (node !== undefined) {
    const { [LABELS.machineSet]: current } = node.metadata.labels;
    if (current === machineSet && node.metadata.phase === 'running') return;
    const where = node.metadata.phase === 'running' ? `is in machine set ${current}` : `is leaving ${current}`;
    throw new OmniError('precondition_failed', `Machine ${machine} ${where}`, {
      hint: 'A machine is in one set only: remove it there and wait until it is free.',
    });
  }
  await readUnlockedCluster(state, cluster, options);
  if (set.spec.machineAllocation !== undefined || set.spec.machineClass !== undefined) {
    throw new OmniError('precondition_failed', `Machine set ${machineSet} takes its machines from a class`, {
      hint: 'Scale the set instead, or label the machine so that the class matches it.',
    });
  }
  if (!(LABELS.available in status.metadata.labels)) {
    throw new OmniError('precondition_failed', `Machine ${machine} is not free`, {
      hint: 'List the machines with available: true for those that are.',
    });
  }
  const role = LABELS.controlPlaneRole in set.metadata.labels ? LABELS.controlPlaneRole : LABELS.workerRole;
  const labels = { [LABELS.cluster]: cluster, [LABELS.machineSet]: machineSet, [role]: '' };
  await state.create(newResource(types.MachineSetNode, { id: machine, labels }), options);
}
