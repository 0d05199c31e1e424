import { OmniError } from '../errors/omni-error.ts';
import { ANNOTATIONS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import type { State } from '../state/state.ts';
import { type PlanDeleteOptions, planDelete } from '../templates/plan/plan-delete.ts';
import { type ApplyOptions, type ApplyReport, carryOut } from '../templates/sync/carry-out.ts';
import type { TemplateTarget } from '../templates/target.ts';
import type { CallOptions } from '../transport/call-options.ts';

/** How a cluster is removed, and who hears of it. */
export interface DeleteClusterOptions extends ApplyOptions, Pick<PlanDeleteOptions, 'destroyDisconnectedMachines'> {
  /** Called with what Omni says it is waiting for, e.g. `Destroying: 1 machine set, 3 machines`. */
  readonly onProgress?: (phase: string) => void;
}

/** Removes a cluster and waits until it is gone. A missing one is gone already. */
export async function deleteCluster(
  state: State,
  cluster: string,
  target: TemplateTarget,
  options: DeleteClusterOptions,
): Promise<ApplyReport> {
  const { destroyDisconnectedMachines = false, onProgress, ...apply } = options;
  const call = apply.signal === undefined ? {} : { signal: apply.signal };
  await expectRemovable(state, cluster, call);
  const plan = await planDelete(cluster, state, { destroyDisconnectedMachines, target, ...call });
  const over = new AbortController();
  const following =
    onProgress === undefined || apply.dryRun === true ? undefined : follow(state, cluster, onProgress, over.signal);
  try {
    return await carryOut(plan, state, apply);
  } finally {
    over.abort();
    await following;
  }
}

/** Asks Omni to remove a cluster and returns at once; `status` fails with `not_found` when it is gone. */
export async function startClusterDelete(state: State, cluster: string, options: CallOptions): Promise<void> {
  await expectRemovable(state, cluster, options);
  await state.teardown(types.Cluster, cluster, options);
}

async function expectRemovable(state: State, cluster: string, options: CallOptions): Promise<void> {
  const { annotations = {} } = (await state.find(types.Cluster, cluster, options))?.metadata ?? {};
  if (!(ANNOTATIONS.clusterLocked in annotations) || ANNOTATIONS.clusterImportInProgress in annotations) return;
  throw new OmniError('precondition_failed', `Cluster ${cluster} is locked and cannot be deleted`, {
    hint: 'Unlock the cluster first if it is really meant to go.',
  });
}

/** Progress is for people who watch: its failure must not fail the removal. */
async function follow(
  state: State,
  cluster: string,
  onProgress: (phase: string) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of state.watch(types.ClusterDestroyStatus, { id: cluster, signal })) {
      if (event.kind === 'created' || event.kind === 'updated') onProgress(event.resource.spec.phase);
    }
  } catch {
    // Over, or not shown to this key.
  }
}
