import { waitUntilReady } from '../clusters/wait-until-ready.ts';
import { OmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { WaitOptions } from '../state/look-until.ts';
import type { State } from '../state/state.ts';
import { addMachine } from './add-machine.ts';
import { type RemovalMode, removeMachine } from './remove-machine.ts';

/** What a replacement is doing. */
export type ReplacementStep = 'adding' | 'waiting' | 'removing' | 'done';

/** `timeoutMs` limits each of the two waits. */
export interface ReplaceMachineOptions extends Omit<WaitOptions<never>, 'onProgress'> {
  /** How the old machine leaves. @default 'graceful' */
  readonly mode?: RemovalMode;
  /** Called when a step begins, and at the end with `done`; must not throw. */
  readonly onStep?: (step: ReplacementStep) => void;
}

/**
 * Puts a free machine into the set of another, waits until the cluster is ready with it, then removes the other. A
 * broken-off replacement is completed by calling again. With mode `force` the old machine goes first: a cluster with a
 * dead machine in it never becomes ready.
 */
export async function replaceMachine(
  state: State,
  { machine, by }: { readonly machine: string; readonly by: string },
  options: ReplaceMachineOptions,
): Promise<void> {
  const { mode = 'graceful', onStep = () => {}, ...waiting } = options;
  const call = waiting.signal === undefined ? {} : { signal: waiting.signal };
  const old = await state.get(types.MachineSetNode, machine, call);
  const { [LABELS.machineSet]: machineSet = '', [LABELS.cluster]: cluster = '' } = old.metadata.labels;
  if (LABELS.managedByNodeController in old.metadata.labels) {
    throw new OmniError('precondition_failed', `Machine ${machine} was taken from a class`, {
      hint: 'Take it out of the class by its labels; Omni then takes another one.',
    });
  }
  const add = async () => {
    onStep('adding');
    await addMachine(state, by, machineSet, call);
    onStep('waiting');
    await waitUntilReady(state, cluster, waiting);
  };
  const remove = async () => {
    onStep('removing');
    await removeMachine(state, machine, { ...waiting, mode });
  };
  for (const step of mode === 'force' ? [remove, add] : [add, remove]) await step();
  onStep('done');
}
