import { LABELS } from '../../resources/label-names.ts';
import { types } from '../../resources/registry.ts';
import type { Resource } from '../../resources/resource.ts';
import type { ResourceType } from '../../resources/resource-type.ts';
import type { State } from '../../state/state.ts';
import type { CallOptions } from '../../transport/call-options.ts';
import { readById } from '../sync/read-by-id.ts';
import { readActualState } from '../sync/read-state.ts';
import type { DestroyStep } from '../sync/steps.ts';
import { DEFAULT_TARGET, type TemplateTarget } from '../target.ts';
import { fingerprintsWith } from './fingerprint.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';
import type { PlanSyncOptions } from './plan-sync.ts';
import { nothingOf } from './wanted-state.ts';

/** `timeoutMs` limits each call to Omni. */
export interface PlanDeleteOptions extends CallOptions, Pick<PlanSyncOptions, 'fingerprintKey'> {
  /**
   * Remove machines Omni has lost contact with first, since they can never leave the cluster by themselves.
   * @default false
   */
  readonly destroyDisconnectedMachines?: boolean;
  /** The Omni that is connected. @default '1.10' */
  readonly target?: TemplateTarget;
}

/** What has to go for a cluster to be gone. Empty when there is no such cluster. Reads only. */
export async function planDelete(clusterName: string, state: State, options: PlanDeleteOptions = {}): Promise<Plan> {
  const { destroyDisconnectedMachines = false, target = DEFAULT_TARGET, fingerprintKey, ...call } = options;
  const [actual, firstDestroyed] = await Promise.all([
    readActualState(clusterName, [], state, { ...call, target }),
    destroyDisconnectedMachines ? disconnectedPhases(clusterName, state, call) : [],
  ]);
  const remake = (other: State, again: CallOptions) => planDelete(clusterName, other, { ...options, ...again });
  return makePlan(nothingOf(clusterName, target), actual, fingerprintsWith(fingerprintKey), remake, {
    kind: 'delete',
    firstDestroyed,
  });
}

/** Extensions of the cluster, then the connections of lost machines, then patches of those machines. */
async function disconnectedPhases(clusterName: string, state: State, call: CallOptions): Promise<DestroyStep[][]> {
  const ofCluster = { key: LABELS.cluster, op: 'equal', value: clusterName } as const;
  const machines = await state.list<unknown>(types.MachineStatus, {
    ...call,
    labels: [[ofCluster, { key: LABELS.disconnected, op: 'exists' }]],
  });
  const ids = machines.map(({ metadata }) => metadata.id);
  const list = (type: ResourceType, terms: Parameters<typeof state.list>[1]) => state.list(type, { ...call, ...terms });
  const [extensions, links, patches] = await Promise.all([
    list(types.ExtensionsConfiguration, { labels: [[ofCluster]] }),
    readById<unknown>(state, types.Link, ids, call),
    ids.length === 0 ? [] : list(types.ConfigPatch, { labels: [[{ key: LABELS.machine, op: 'in', values: ids }]] }),
  ]);
  return [extensions, links, patches].map(unownedSteps).filter((phase) => phase.length > 0);
}

function unownedSteps(resources: readonly Resource[]): DestroyStep[] {
  return resources.filter(({ metadata }) => metadata.owner === '').map((current) => ({ kind: 'destroy', current }));
}
