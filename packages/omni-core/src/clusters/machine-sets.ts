import { OmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { labelsEqual } from '../state/query.ts';
import type { State, WriteOptions } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { MachineSetSpec } from '../wire/gen/specs.ts';
import { type AllowOptions, isAllowed, readUnlockedCluster, refusedUnlessAllowed } from './guards.ts';
import type { MachineClassAllocation, MachineSetStrategies } from './new-cluster.ts';

const { MachineAllocation, UpdateStrategy } = MachineSetSpec;

/** Limits of the call, and what it may do. */
export type ScaleOptions = CallOptions & AllowOptions;

/** Asks for another number of machines in a set that takes them from a class. */
export async function scaleMachineSet(
  state: State,
  machineSet: string,
  size: MachineClassAllocation['size'],
  options: ScaleOptions,
): Promise<void> {
  const { allow, ...call } = options;
  const set = await readChangeableSet(state, machineSet, call);
  const allocation = set.spec.machineAllocation ?? set.spec.machineClass;
  if (allocation === undefined) {
    throw new OmniError('precondition_failed', `Machine set ${machineSet} takes no machines from a class`, {
      hint: 'Add machines to it or remove them one by one.',
    });
  }
  expectControlPlaneLeft(set, size, { allow: allow ?? [] });
  await writeAllocation(state, machineSet, { name: allocation.name, size }, call);
}

/** Lets a set take its machines from a class. Omni allows the change only while the set has no machines. */
export async function useMachineClass(
  state: State,
  machineSet: string,
  machineClass: MachineClassAllocation,
  options: CallOptions,
): Promise<void> {
  const set = await readChangeableSet(state, machineSet, options);
  if ((set.spec.machineAllocation ?? set.spec.machineClass) === undefined) {
    await expectNoMachines(state, machineSet, options);
  }
  await writeAllocation(state, machineSet, machineClass, options);
}

/** Lets machines of a set be named one by one again. Omni allows the change only while the set has no machines. */
export async function useNamedMachines(state: State, machineSet: string, options: CallOptions): Promise<void> {
  await readChangeableSet(state, machineSet, options);
  await expectNoMachines(state, machineSet, options);
  await state.modify(
    types.MachineSet,
    machineSet,
    ({ spec }) => {
      spec.machineAllocation = undefined;
      spec.machineClass = undefined;
    },
    options,
  );
}

/** Sets how many machines change at a time; strategies left out stay as they are. */
export async function setStrategies(
  state: State,
  machineSet: string,
  strategies: MachineSetStrategies,
  options: CallOptions,
): Promise<void> {
  const set = await readChangeableSet(state, machineSet, options);
  if (strategies.delete !== undefined && LABELS.controlPlaneRole in set.metadata.labels) {
    throw new OmniError('invalid_argument', `Machine set ${machineSet} is a control plane: it has no delete strategy`, {
      hint: 'Control plane machines are always removed one at a time.',
    });
  }
  await state.modify(
    types.MachineSet,
    machineSet,
    ({ spec }) => {
      const { update, delete: removal, upgrade } = strategies;
      if (update !== undefined) {
        Object.assign(spec, { updateStrategy: UpdateStrategy.Rolling, updateStrategyConfig: { rolling: update } });
      }
      if (removal !== undefined) {
        Object.assign(spec, { deleteStrategy: UpdateStrategy.Rolling, deleteStrategyConfig: { rolling: removal } });
      }
      if (upgrade !== undefined) {
        Object.assign(spec, { upgradeStrategy: UpdateStrategy.Rolling, upgradeStrategyConfig: { rolling: upgrade } });
      }
    },
    options,
  );
}

/** Removes a worker set with its machines and waits until both are gone from the cluster. */
export async function deleteMachineSet(state: State, machineSet: string, options: WriteOptions): Promise<void> {
  const { signal, timeoutMs } = options;
  const call = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const set = await readChangeableSet(state, machineSet, call);
  if (LABELS.controlPlaneRole in set.metadata.labels) {
    throw new OmniError('precondition_failed', `Machine set ${machineSet} is the control plane of its cluster`, {
      hint: 'A cluster cannot live without it: delete the cluster instead.',
    });
  }
  await state.teardownAndDestroy(types.MachineSet, machineSet, call);
}

async function readChangeableSet(
  state: State,
  machineSet: string,
  options: CallOptions,
): Promise<Resource<MachineSetSpec>> {
  const set = await state.get(types.MachineSet, machineSet, options);
  await readUnlockedCluster(state, set.metadata.labels[LABELS.cluster] ?? '', options);
  return set;
}

async function expectNoMachines(state: State, machineSet: string, options: CallOptions): Promise<void> {
  const labels = [labelsEqual({ [LABELS.machineSet]: machineSet })];
  const nodes = await state.list(types.MachineSetNode, { ...options, labels });
  if (nodes.length === 0) return;
  throw new OmniError('precondition_failed', `Machine set ${machineSet} has ${nodes.length} machines`, {
    hint: 'Where its machines come from can only change while it has none: remove them first, or add another set.',
  });
}

function expectControlPlaneLeft(
  { metadata }: Resource<MachineSetSpec>,
  size: MachineClassAllocation['size'],
  options: AllowOptions,
): void {
  if (size !== 0 || !(LABELS.controlPlaneRole in metadata.labels) || isAllowed('last-control-plane', options)) return;
  throw refusedUnlessAllowed('last-control-plane', `Scaling ${metadata.id} to 0 would lose the cluster`);
}

async function writeAllocation(
  state: State,
  machineSet: string,
  { name, size }: MachineClassAllocation,
  options: CallOptions,
): Promise<void> {
  const { Static, Unlimited } = MachineAllocation.Type;
  await state.modify(
    types.MachineSet,
    machineSet,
    ({ spec }) => {
      spec.machineAllocation =
        size === 'unlimited'
          ? { name, machineCount: 0, allocationType: Unlimited }
          : { name, machineCount: size, allocationType: Static };
      // Where old clusters still have it.
      spec.machineClass = undefined;
    },
    options,
  );
}
