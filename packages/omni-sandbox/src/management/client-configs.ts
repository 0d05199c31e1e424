import { types } from '@fleetwright/omni-core';
import type { management } from '@fleetwright/omni-core/wire';
import { stringify } from 'yaml';
import { requireRole } from '../auth/role.ts';
import type { Call } from '../server/call.ts';
import { StatusError } from '../status/status-error.ts';
import { notFound } from '../store/state-errors.ts';
import { type ManagementContext, requestedCluster } from './management-context.ts';

/**
 * A talosconfig for one cluster, or for the instance when the call names none. Talos is reached through Omni with the
 * caller's own signature, so there is no secret in it.
 *
 * @throws {StatusError} PERMISSION_DENIED (role; break-glass and raw are switched off), NOT_FOUND (cluster)
 */
export function talosconfig(context: ManagementContext, call: Call, request: management.TalosconfigRequest): string {
  requireRole(call.caller, 'Reader');
  if (request.breakGlass || request.raw) throw new StatusError('PERMISSION_DENIED', 'not allowed');
  const cluster = requestedCluster(call.metadata);
  if (cluster !== undefined && context.store.find(types.Cluster, cluster) === undefined) {
    throw notFound({ namespace: 'default', type: types.Cluster.type, id: cluster });
  }
  const name = cluster === undefined ? context.instanceName : `${context.instanceName}-${cluster}`;
  return stringify({
    context: name,
    contexts: {
      [name]: {
        endpoints: [context.endpoint()],
        auth: { siderov1: { identity: call.caller.identity } },
        ...(cluster !== undefined && { cluster }),
      },
    },
  });
}

/** An omniconfig with one context: this server, the caller's identity. */
export function omniconfig(context: ManagementContext, { caller }: Call): string {
  return stringify({
    contexts: {
      [context.instanceName]: {
        url: context.endpoint(),
        auth: { siderov1: { identity: caller.identity } },
      },
    },
    context: context.instanceName,
  });
}
