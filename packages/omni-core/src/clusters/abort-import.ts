import pMap from 'p-map';
import { isOmniError, OmniError } from '../errors/omni-error.ts';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { types } from '../resources/registry.ts';
import { labelsEqual } from '../state/query.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { missingCluster } from './missing-cluster.ts';

const CONCURRENT_REMOVALS = 4;

/**
 * Takes an imported cluster out of Omni again, and its machines with it. Nothing happens on the machines: the cluster
 * goes on without Omni.
 *
 * @throws {OmniError} `not_found`; `precondition_failed` for a cluster that is not being imported, or unlocked already:
 * deleting that would wipe its machines
 */
export async function abortImport(state: State, cluster: string, options: CallOptions): Promise<void> {
  const [definition, status, nodes] = await Promise.all([
    state.find(types.Cluster, cluster, options),
    state.find(types.ClusterStatus, cluster, options),
    state.list(types.MachineSetNode, { ...options, labels: [labelsEqual({ [LABELS.cluster]: cluster })] }),
  ]);
  if (definition === undefined) throw missingCluster(cluster);
  const isImported = LABELS.taintedByImporting in (status?.metadata.labels ?? {});
  const isLocked = ANNOTATIONS.clusterLocked in definition.metadata.annotations;
  if (!isImported || !isLocked) throw notImporting(cluster, isImported);
  await state.teardownAndDestroy(types.Cluster, cluster, options);
  const machines = nodes.map(({ metadata }) => metadata.id);
  await pMap(machines, (machine) => forget(state, machine, options), { concurrency: CONCURRENT_REMOVALS });
}

async function forget(state: State, machine: string, options: CallOptions): Promise<void> {
  try {
    await state.teardown(types.Link, machine, options);
  } catch (error) {
    if (!isOmniError(error, 'not_found')) throw error;
  }
}

function notImporting(cluster: string, isImported: boolean): OmniError {
  const reason = isImported ? 'its import is over: it is unlocked' : 'it was not imported';
  return new OmniError('precondition_failed', `Cluster ${cluster} is not being imported: ${reason}`, {
    hint: 'Deleting the cluster is another thing: it wipes its machines.',
  });
}
