import pMap from 'p-map';
import { OmniError } from '../errors/omni-error.ts';
import { LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import { labelsEqual } from '../state/query.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';

const CONCURRENT_REMOVALS = 4;

/**
 * Removes a machine that is in no cluster from Omni, with the patches bound to it. It comes back when it connects
 * again with a valid join token.
 */
export async function forgetMachine(state: State, machine: string, options: CallOptions): Promise<void> {
  const [node, patches] = await Promise.all([
    state.find(types.MachineSetNode, machine, options),
    state.list(types.ConfigPatch, { ...options, labels: [labelsEqual({ [LABELS.machine]: machine })] }),
  ]);
  if (node !== undefined) {
    throw new OmniError(
      'precondition_failed',
      `Machine ${machine} is in cluster ${node.metadata.labels[LABELS.cluster]}`,
      {
        hint: "Remove it from the cluster first; mode 'force' does both for a machine that is gone.",
      },
    );
  }
  await state.teardown(types.Link, machine, options);
  const own = patches.filter(({ metadata }) => metadata.owner === '');
  await pMap(own, ({ metadata }) => state.teardownAndDestroy(types.ConfigPatch, metadata.id, options), {
    concurrency: CONCURRENT_REMOVALS,
  });
}
