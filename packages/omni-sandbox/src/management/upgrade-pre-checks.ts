import { LABELS, types } from '@fleetwright/omni-core';
import type { Init, management } from '@fleetwright/omni-core/wire';
import { parse } from 'semver';
import { requireRole } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import { notFound } from '../store/state-errors.ts';
import { type ManagementContext, requiredCluster } from './management-context.ts';

/**
 * Checks the path between two versions, and that every control plane machine is ready.
 * @throws {StatusError} INVALID_ARGUMENT (path), FAILED_PRECONDITION, NOT_FOUND, PERMISSION_DENIED
 */
export function upgradePreChecks(
  { store, audit }: ManagementContext,
  call: Call,
  { newVersion }: management.KubernetesUpgradePreChecksRequest,
): Init<management.KubernetesUpgradePreChecksResponse> {
  const cluster = requiredCluster(call);
  requireRole(call.caller, 'Operator');
  const status = store.find(types.KubernetesUpgradeStatus, cluster);
  if (status === undefined) {
    throw notFound({ namespace: 'default', type: types.KubernetesUpgradeStatus.type, id: cluster });
  }
  const current = status.spec.lastUpgradeVersion;
  if (current === '') throw new StatusError('FAILED_PRECONDITION', 'current version is not known yet');
  checkPath(current, newVersion);

  audit.record({ type: 'talos_access', caller: call.caller, cluster });
  const machines = store.list(types.ClusterMachineStatus, { labels: { [LABELS.cluster]: cluster } });
  const waiting = machines.filter(({ resource, spec }) => LABELS.controlPlaneRole in resource.labels && !spec.ready);
  if (waiting.length === 0) return { ok: true };
  const lines = waiting.map(({ resource }) => `machine ${resource.id} is not ready`);
  return {
    ok: false,
    reason: [...lines, 'pre-checks failed: not all control plane machines are ready', ''].join('\n'),
  };
}

/** Patch releases either way up, and one minor release at a time. */
function checkPath(from: string, to: string): void {
  const [current, wanted] = [parse(from), parse(to)];
  if (current === null || wanted === null) {
    throw new StatusError('INVALID_ARGUMENT', `invalid upgrade path: "${from}" to "${to}"`);
  }
  const minors = wanted.minor - current.minor;
  const supported = wanted.major === current.major && (minors === 0 || minors === 1) && wanted.compare(current) >= 0;
  if (!supported) throw new StatusError('INVALID_ARGUMENT', `unsupported upgrade path: ${from}->${to}`);
}
