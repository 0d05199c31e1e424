import { enumName } from '../clusters/enum-name.ts';
import { type AllowOptions, isAllowed, readUnlockedCluster, refusedUnlessAllowed } from '../clusters/guards.ts';
import { isOmniError, OmniError } from '../errors/omni-error.ts';
import { NotFoundError } from '../errors/state-errors.ts';
import { ANNOTATIONS, LABELS } from '../resources/label-names.ts';
import { newResource } from '../resources/new-resource.ts';
import { types } from '../resources/registry.ts';
import type { Resource } from '../resources/resource.ts';
import { lookUntil, type WaitOptions } from '../state/look-until.ts';
import { labelsEqual } from '../state/query.ts';
import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { ClusterMachineStatusSpec, type MachineSetNodeSpec } from '../wire/gen/specs.ts';

/**
 * How a machine leaves its cluster.
 * - `graceful`: it leaves etcd, is drained, wiped and free again.
 * - `force-etcd-leave`: the same for a control plane machine that cannot leave etcd by itself.
 * - `force`: for a machine that is gone for good. Nothing is wiped, and it leaves Omni as well.
 */
export type RemovalMode = 'graceful' | 'force-etcd-leave' | 'force';

/** How far a machine is on its way out. */
export interface RemovalReport {
  readonly machine: string;
  /** `GONE`, or the stage the machine is in. */
  readonly stage: string;
}

/** `timeoutMs` limits the waiting, `@default 300_000`; Omni goes on afterwards. */
export interface RemoveMachineOptions extends WaitOptions<RemovalReport>, AllowOptions {
  /** @default 'graceful' */
  readonly mode?: RemovalMode;
  /** Wait until it has left; otherwise return as soon as the removal has begun. @default true */
  readonly wait?: boolean;
}

const DEFAULT_TIMEOUT_MS = 5 * 60_000;

/** Takes a machine out of its cluster. */
export async function removeMachine(state: State, machine: string, options: RemoveMachineOptions): Promise<void> {
  const { mode = 'graceful', wait = true, allow = [], ...waiting } = options;
  const call = waiting.signal === undefined ? {} : { signal: waiting.signal };
  const member = await state.find(types.MachineSetNode, machine, call);
  if (member === undefined) {
    throw new NotFoundError(`Machine ${machine} is in no cluster`, {
      hint: 'Look at the machine to see where it is; one taken from a class shows up a moment later.',
    });
  }
  await expectRemovable(state, member, { ...call, allow });
  const cluster = member.metadata.labels[LABELS.cluster] ?? '';
  if (mode === 'force-etcd-leave') await forceEtcdLeave(state, machine, cluster, call);
  if (mode === 'force') await unlessMissing(state.teardown(types.Link, machine, call));
  await unlessMissing(state.teardown(types.MachineSetNode, machine, call));
  if (wait) await finish(state, machine, { timeoutMs: DEFAULT_TIMEOUT_MS, ...waiting });
}

/** Removes the node as soon as nothing holds it, and waits for the machine to have left. */
async function finish(
  state: State,
  machine: string,
  options: WaitOptions<RemovalReport> & { readonly timeoutMs: number },
): Promise<void> {
  const { timeoutMs, signal: caller } = options;
  const over = new AbortController();
  const signal = caller === undefined ? over.signal : AbortSignal.any([caller, over.signal]);
  // The waiting ends first, so that its error is the one that tells what is missing.
  const destroying = state.teardownAndDestroy(types.MachineSetNode, machine, { signal, timeoutMs: timeoutMs + 5_000 });
  try {
    await Promise.all([waitUntilGone(state, machine, options), destroying]);
  } finally {
    over.abort();
  }
}

async function expectRemovable(
  state: State,
  member: Resource<MachineSetNodeSpec>,
  { allow = [], ...call }: CallOptions & AllowOptions,
): Promise<void> {
  const { id, labels, annotations } = member.metadata;
  const cluster = labels[LABELS.cluster] ?? '';
  await readUnlockedCluster(state, cluster, call);
  if (ANNOTATIONS.locked in annotations) {
    throw new OmniError('precondition_failed', `Machine ${id} is locked and cannot be removed`, {
      hint: 'Unlock the machine first if it is really meant to go.',
    });
  }
  if (LABELS.controlPlaneRole in labels) await expectQuorum(state, member, { ...call, allow });
}

/** Omni does not protect etcd from its administrators. */
async function expectQuorum(
  state: State,
  { metadata }: Resource<MachineSetNodeSpec>,
  { allow = [], ...call }: CallOptions & AllowOptions,
): Promise<void> {
  const cluster = metadata.labels[LABELS.cluster] ?? '';
  const labels = [
    [...labelsEqual({ [LABELS.cluster]: cluster }), { key: LABELS.controlPlaneRole, op: 'exists' } as const],
  ];
  const [members, statuses] = await Promise.all([
    state.list(types.MachineSetNode, { ...call, labels }),
    state.list(types.ClusterMachineStatus, { ...call, labels }),
  ]);
  const remaining = members.filter(({ metadata: { id, phase } }) => id !== metadata.id && phase === 'running');
  if (remaining.length === 0) {
    if (isAllowed('last-control-plane', { allow })) return;
    throw refusedUnlessAllowed(
      'last-control-plane',
      `Machine ${metadata.id} is the last control plane machine of cluster ${cluster}: without it the cluster is lost`,
    );
  }
  const ids = new Set(remaining.map(({ metadata: { id } }) => id));
  const healthy = statuses.filter(({ metadata: { id }, spec }) => ids.has(id) && spec.ready).length;
  const quorum = Math.floor(remaining.length / 2) + 1;
  if (healthy >= quorum || isAllowed('quorum-loss', { allow })) return;
  throw refusedUnlessAllowed(
    'quorum-loss',
    `Without machine ${metadata.id} only ${healthy} of ${remaining.length} control plane machines of cluster ${cluster} ` +
      `would be healthy, and etcd needs ${quorum}`,
  );
}

async function forceEtcdLeave(state: State, machine: string, cluster: string, call: CallOptions): Promise<void> {
  const labels = { [LABELS.cluster]: cluster };
  try {
    await state.create(newResource(types.NodeForceDestroyRequest, { id: machine, labels }), call);
  } catch (error) {
    if (!isOmniError(error, 'already_exists')) throw error;
  }
}

async function waitUntilGone(state: State, machine: string, options: WaitOptions<RemovalReport>): Promise<void> {
  await lookUntil(
    async (call): Promise<RemovalReport> => {
      const [member, node, status] = await Promise.all([
        state.find(types.ClusterMachine, machine, call),
        state.find(types.MachineSetNode, machine, call),
        state.find(types.ClusterMachineStatus, machine, call),
      ]);
      const gone = member === undefined && node?.metadata.phase !== 'tearingDown';
      const { Stage } = ClusterMachineStatusSpec;
      return { machine, stage: gone ? 'GONE' : enumName(Stage, status?.spec.stage ?? Stage.UNKNOWN) };
    },
    {
      subject: `removal of machine ${machine}`,
      isReached: ({ stage }) => stage === 'GONE',
      missing: ({ stage }) => `it is still ${stage}; one that Omni cannot reach leaves only with mode 'force'`,
    },
    options,
  );
}

async function unlessMissing(teardown: Promise<boolean>): Promise<void> {
  try {
    await teardown;
  } catch (error) {
    if (!isOmniError(error, 'not_found')) throw error;
  }
}
