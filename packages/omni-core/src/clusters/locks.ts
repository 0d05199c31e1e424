import { OmniError } from '../errors/omni-error.ts';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';

/** Omni refuses changes to a locked cluster and to everything in it, and its removal. Locking twice is fine. */
export async function lockCluster(state: State, cluster: string, options: CallOptions): Promise<void> {
  await state.modify(types.Cluster, cluster, ({ annotations }) => add(annotations, ANNOTATIONS.clusterLocked), options);
}

/** Also ends an import in progress: an update that keeps either mark on a locked cluster would be refused. */
export async function unlockCluster(state: State, cluster: string, options: CallOptions): Promise<void> {
  await state.modify(
    types.Cluster,
    cluster,
    ({ annotations }) => {
      delete annotations[ANNOTATIONS.clusterLocked];
      delete annotations[ANNOTATIONS.clusterImportInProgress];
    },
    options,
  );
}

/**
 * Omni stops changing the configuration and the Talos version of a locked machine; changes wait for the unlock.
 * @throws {OmniError} `invalid_argument` for a control plane machine, which Omni does not lock
 */
export async function lockMachine(state: State, machine: string, options: CallOptions): Promise<void> {
  await state.modify(
    types.MachineSetNode,
    machine,
    ({ labels, annotations }) => {
      if (LABELS.controlPlaneRole in labels) throw controlPlaneRefusal(machine);
      add(annotations, ANNOTATIONS.locked);
    },
    options,
  );
}

/** Changes that waited are applied. */
export async function unlockMachine(state: State, machine: string, options: CallOptions): Promise<void> {
  await state.modify(
    types.MachineSetNode,
    machine,
    ({ annotations }) => {
      delete annotations[ANNOTATIONS.locked];
    },
    options,
  );
}

/** Leaves an annotation alone that is there with another value: being there is what counts. */
function add(annotations: Record<string, string>, name: string): void {
  annotations[name] ??= '';
}

function controlPlaneRefusal(machine: string): OmniError {
  return new OmniError('invalid_argument', `Machine ${machine} is a control plane machine and cannot be locked`, {
    hint: 'Only workers can be locked. To hold everything, lock the cluster.',
  });
}
